import ProvChecks
import ProvRunbook
import ProvText

/// What the blocks of a runbook's text are, by the line they begin on.
struct GuideSteps {
    enum Role {
        case step
        case check(Check)
        case expectation(Expectation)
        case undo(Script)
        case fix(Fix)
    }

    struct Mark {
        var step: Step
        /// From 1, in the order of the text.
        var number: Int
        var role: Role
    }

    private var byPlace: [Place: Mark] = [:]

    private struct Place: Hashable {
        var file: String
        var line: Int
        /// The name that the file is included under; empty without one.
        var part: String
    }

    init(_ runbook: Runbook) {
        for (index, step) in runbook.steps.enumerated() {
            func mark(_ role: Role, _ line: Int) {
                let place = Place(file: step.file, line: line, part: step.scope?.part ?? "")
                if byPlace[place] == nil { byPlace[place] = Mark(step: step, number: index + 1, role: role) }
            }
            mark(.step, step.range.start.line)
            for check in step.check {
                switch check {
                case .script(let script, _): mark(.check(check), script.range.start.line)
                case .declarative(let declarative): mark(.check(check), declarative.range.start.line)
                }
            }
            for expectation in step.expectations { mark(.expectation(expectation), expectation.range.start.line) }
            for undo in step.undo { mark(.undo(undo), undo.range.start.line) }
            for fix in step.fixes { mark(.fix(fix), fix.script.range.start.line) }
        }
    }

    var isEmpty: Bool { byPlace.isEmpty }

    /// What a block is; `nil` for one that is only shown.
    ///
    /// - Parameter part: the name that the file is included under; empty without one.
    func mark(of range: TextRange, in file: String, part: String = "") -> Mark? {
        for line in range.start.line...max(range.start.line, range.end.line) {
            if let mark = byPlace[Place(file: file, line: line, part: part)] { return mark }
        }
        return nil
    }

    /// Of a step whose place is a comment or a list's item.
    func step(at range: TextRange, in file: String, part: String = "") -> Mark? {
        guard let mark = byPlace[Place(file: file, line: range.start.line, part: part)], case .step = mark.role else {
            return nil
        }
        return mark
    }
}
