import ProvDiagnostics
import ProvMarkdown
import ProvText

/// What the front matter of an included file says about when and where its steps may run, and the runbook does not say.
///
/// These rules belong to a whole run, so they are the runbook's to set. What is not repeated there would be ignored:
/// the steps would run without their approvals, before what they need, or on another machine.
struct IncludedRules {
    let document: Document
    /// The runbook, as far as it has been read: its own front matter is.
    let assembly: RunbookAssembly
    /// The keys that the include and its section set for all of its steps.
    let defaults: [Attribute]

    /// - Parameters:
    ///   - file: the file with the include.
    ///   - place: the include's path in it.
    func check(file: String, place: TextRange) {
        let scratch = RunbookAssembly(path: document.source.path)
        let included = FrontMatterReader.readRules(document, into: scratch)
        guard let included else { return }
        let report = { (headline: String, fix: String) in
            assembly.report(
                .rulesOfInclude, headline, file: file, range: place,
                notes: [(document.source.path, included, "the front matter of the included file")], fix: fix)
        }
        let name = document.source.path
        let header = scratch.header
        if let on = header.on, assembly.header.on == nil, !defaults.contains(where: { $0.key == "on" }) {
            report(
                "'\(name)' is for '\(on)', and this runbook does not say where its steps run",
                "write 'on=\(on)' on the include, or another place")
        }
        let known = assembly.header.needs.map { IncludedRules.path($0.value, beside: assembly.path) }
        for need in header.needs where !known.contains(IncludedRules.path(need.value, beside: name)) {
            report(
                "'\(name)' needs '\(need.value)', and this runbook does not",
                "write it under 'needs' in the front matter of \(assembly.path)")
        }
        for environment in header.policy.keys.sorted() where assembly.header.policy[environment] == nil {
            report(
                "the policy of '\(name)' for '\(environment)' is not a rule of this runbook",
                "write under 'policy' in the front matter of \(assembly.path) which rules '\(environment)' has; {} is none"
            )
        }
    }

    /// A path that a file names, without `.` and `..` as far as the text allows.
    private static func path(_ written: String, beside file: String) -> [Substring] {
        var parts = written.hasPrefix("/") ? [] : Array(file.split(separator: "/").dropLast())
        for part in written.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts
    }
}
