import ProvText

/// One failure of one step on one host in one run, and what was done about it.
package struct Failure: Sendable {
    package var run: String
    /// When the failing command was started; seconds since 1970.
    package var at: Double
    /// Path of the runbook, from the folder where it lies in it.
    package var runbook: String
    package var runbookTitle: String
    package var environment: String
    /// Whether the run counts as failed, whatever was done about it afterwards.
    package var didRunFail: Bool
    /// How many steps of the run were not reached.
    package var notReached: Int
    /// Number of the step in the run, from 1.
    package var number: Int
    package var step: String
    /// Its name in the runbook.
    package var writtenStep: String
    package var title: String
    package var proves: [String]
    package var section: [String]
    package var host: String
    package var isOnManyHosts: Bool
    package var reason: String
    package var command: String
    /// The command in it that failed; `nil` if the record does not say.
    package var failing: String?
    package var text: ErrorText
    package var signature: ErrorSignature
    /// Of the report's line, or of its step: `s3-L12`.
    package var anchor: String
    /// How often in a row it was met, tries again included.
    package var tries = 1
    /// Whether no other failure of the step on the host came after it in the run.
    package var isLast = false
    /// What was done about it; `nil` where the run ended so.
    package var remedy: Remedy?
    package var outcome: Outcome = .red(nil)
    /// Where its run ended red: what a later run shows.
    package var later: (remedy: Remedy, outcome: Outcome)?

    package init(
        run: String, at: Double, runbook: String, runbookTitle: String, environment: String, didRunFail: Bool,
        notReached: Int, number: Int, step: String, writtenStep: String? = nil, title: String, proves: [String],
        section: [String], host: String, isOnManyHosts: Bool, reason: String, command: String, failing: String? = nil,
        text: ErrorText,
        signature: ErrorSignature, anchor: String
    ) {
        self.run = run
        self.at = at
        self.runbook = runbook
        self.runbookTitle = runbookTitle
        self.environment = environment
        self.didRunFail = didRunFail
        self.notReached = notReached
        self.number = number
        self.step = step
        self.writtenStep = writtenStep ?? step
        self.title = title
        self.proves = proves
        self.section = section
        self.host = host
        self.isOnManyHosts = isOnManyHosts
        self.reason = reason
        self.command = command
        self.failing = failing
        self.text = text
        self.signature = signature
        self.anchor = anchor
    }

    /// What turned a red step green, or did not.
    package enum Remedy: Hashable, Sendable {
        /// A `fix` block of the runbook, by its pattern.
        case fix(pattern: String, step: String)
        /// The same again.
        case again
        /// A later run of the same text: something outside of the runbook changed.
        case laterRun
        /// A later run with another text of the step.
        case edit(from: String, to: String)
    }

    package enum Outcome: Sendable {
        /// With the run that shows it, and the seconds from the failure to there.
        case green(run: String, seconds: Double)
        /// With the title of what came then; `nil` where the same failure stayed.
        case red(String?)
    }

    package var isGreen: Bool { if case .green = outcome { true } else { false } }

    /// The name of what complains: the word in front of a colon, else the command that failed, else the first command
    /// of the step.
    package var component: String {
        // A check, a time-out: nobody complains but prov.
        if text.place == nil { return step }
        if let name = Failure.unit(in: text.line) ?? Failure.speaker(of: text.line) { return name }
        return Failure.program(in: failing ?? command) ?? step
    }

    /// `hello.service` of `Job for hello.service failed …`, which any program may have said.
    private static func unit(in line: String) -> String? {
        let kinds = [".service", ".socket", ".timer", ".mount", ".target"]
        return line.split { $0.isWhitespace || "'\"()[],:;".contains($0) }.first { word in
            kinds.contains { word.hasSuffix($0) && word.utf8.count > $0.utf8.count }
                && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.@".contains($0)) }
        }.map(String.init)
    }

    /// `psql` of `psql: error: …`, `haproxy` of `haproxy[901]: …`, `apachectl` of `bash: line 3: apachectl: command not
    /// found`.
    private static func speaker(of line: String) -> String? {
        let parts = line.split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmingBlanks }
        if line.hasSuffix(": command not found"), parts.count > 1 { return name(parts[parts.count - 2]) }
        guard parts.count > 1, let first = parts.first,
            !["error", "fatal", "warning", "e", "w", "note", "bash", "sh", "dash", "panic", "err"].contains(
                first.lowercased())
        else { return nil }
        return name(first.prefix { $0 != "[" && $0 != "(" }.description)
    }

    private static func name(_ text: String) -> String? {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let isName =
            name.count <= 24 && name.first?.isLetter == true
            && name.allSatisfy { $0.isLetter && $0.isASCII || $0.isNumber && $0.isASCII || "-_.+".contains($0) }
        return isName ? name : nil
    }

    /// The program that a command line starts.
    private static func program(in command: String) -> String? {
        let skipped: Set<String> = [
            "sudo", "if", "then", "while", "until", "!", "exec", "env", "time", "nice", "command", "timeout", "set",
            "cd", "echo", "export", "for", "do",
        ]
        for line in command.lines where !line.trimmingPrefix(" ").hasPrefix("#") {
            for word in line.split(separator: " ")
            where !skipped.contains(String(word)) && !word.hasPrefix("-") && !word.contains("=") {
                if let name = name(String(word)) { return name }
                break
            }
        }
        return nil
    }
}

extension Collection where Element == Character {
    fileprivate func trimmingPrefix(_ blank: Character) -> SubSequence { drop { $0 == blank } }
}
