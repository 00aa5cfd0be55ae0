import ProvJournal
package import ProvRunbook
import ProvText

/// The plan as a Mermaid flowchart, for places that draw Mermaid (GitHub, GitLab, many wikis).
package struct PlanMermaid: PlanFormat {
    package let name = "mermaid"
    package let about = "a Mermaid flowchart"
    package let fileExtension = "mmd"
    package let mediaType = "text/vnd.mermaid"

    package init() {}

    package func render(_ plan: Plan) -> [UInt8] {
        let overview = PlanOverview(plan)
        var text = "flowchart TD\n"
        var numbers: [StepID: Int] = [:]
        for step in overview.steps {
            numbers[step.step.id] = step.number
            let (open, close) = shape(of: step)
            let hosts = step.isOnlyHere ? "" : "<br/>" + Self.escaped(step.hostsText)
            text += "  s\(step.number)\(open)\"\(step.number). \(Self.escaped(step.title))\(hosts)\"\(close)\n"
        }
        for step in overview.steps {
            for need in step.planned.dependencies {
                if let number = numbers[need] { text += "  s\(number) --> s\(step.number)\n" }
            }
        }
        let leftOut = overview.steps.filter { $0.planned.leftOut != nil }.map { "s\($0.number)" }
        if !leftOut.isEmpty {
            text += "  classDef leftOut stroke-dasharray:5 4\n  class \(leftOut.joined(separator: ",")) leftOut\n"
        }
        return Array(text.utf8)
    }

    /// People's steps are hexagons, checks are rounded, the rest is boxes.
    private func shape(of step: PlannedStepOverview) -> (String, String) {
        switch step.kind {
        case .manual, .gate: ("{{", "}}")
        case .check: ("([", "])")
        default: ("[", "]")
        }
    }

    /// Mermaid reads `#34;` as a character by number; everything it, HTML or Markdown might act on is written so.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in VisibleControls.shownOnOneLine(text).unicodeScalars {
            let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.value > 0x7F
            if isWord || " ,.:-_/()=+".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "#\(scalar.value);"
            }
        }
        return result
    }
}
