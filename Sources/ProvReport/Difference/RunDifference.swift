package import ProvJournal
package import ProvText

/// What is different in two runs of one runbook: their inputs, steps, times, outputs and surroundings; a rehearsal
/// against the real one.
package struct RunDifference {
    package var before: RunReport
    package var after: RunReport
    /// What the runs were given and met, where it is not the same.
    package var facts: [Fact]
    /// In the order of the second run; steps that it does not have come last.
    package var steps: [StepDifference]

    package struct Fact: Equatable {
        /// For programs: `parameter`, `hostSystem`; several facts may be of one kind.
        var kind: String
        /// Which parameter, capture, host or requirement it is about.
        var subject: String?
        package var name: String
        /// `nil` where the run has none.
        var old: String?
        var new: String?

        package var before: String { old ?? "–" }
        package var after: String { new ?? "–" }
    }

    /// - Parameter output: the masked bytes that are kept of an output; those that stand in the journal itself are had
    ///   anyway.
    package init(_ before: RunReport, _ after: RunReport, output: @escaping (RunReport, OutputStored) -> [UInt8]?) {
        self.before = before
        self.after = after
        facts = RunDifference.facts(before, after)
        let old = RunOverview(before).steps
        let new = RunOverview(after).steps
        let pairs = StepPairs(old.map(\.step.planned), new.map(\.step.planned))
        let reader = OutputReader(before: before, after: after, output: output)
        steps =
            zip(pairs.earlier, new).map { place, step in StepDifference(place.map { old[$0] }, step, reader) }
            + pairs.gone.map { StepDifference(old[$0], nil, reader) }
    }

    /// Whether the runs went the same way: same verdict, same steps in the same states with the same outputs. Times may
    /// differ.
    package var isSame: Bool { before.verdict == after.verdict && steps.allSatisfy(\.isSame) }

    package var changed: [StepDifference] { steps.filter { !$0.isSame || $0.isSlower || $0.isFaster } }

    /// One sentence.
    package var sentence: String {
        let different = steps.count { !$0.isSame }
        let verdicts = (RunOverview(before).words.label.lowercased(), RunOverview(after).words.label.lowercased())
        let verdict =
            verdicts.0 == verdicts.1
            ? "Both ended \(verdicts.0)" : "The first ended \(verdicts.0), the second \(verdicts.1)"
        return different == 0
            ? "\(verdict); every step had the same outcome."
            : "\(verdict); \(different) of \(Quantity.count(steps.count, "step")) differ."
    }

    package var seconds: (before: Double, after: Double) { (RunOverview(before).seconds, RunOverview(after).seconds) }

    private static func facts(_ before: RunReport, _ after: RunReport) -> [Fact] {
        var facts: [Fact] = []
        func add(_ name: String, _ kind: String, of subject: String? = nil, _ old: String?, _ new: String?) {
            if old != new { facts.append(Fact(kind: kind, subject: subject, name: name, old: old, new: new)) }
        }
        let (old, new) = (before.opened, after.opened)
        add("Verdict", "verdict", before.words.label, after.words.label)
        add("Mode", "mode", old.mode.rawValue, new.mode.rawValue)
        add("Environment", "environment", old.environment, new.environment)
        add("Runbook", "runbook", old.runbook, new.runbook)
        add("Runbook version", "runbookDigest", short(old.runbookDigest), short(new.runbookDigest))
        add("Git commit", "gitCommit", commit(old), commit(new))
        for name in Set(old.parameters.keys).union(new.parameters.keys).sorted() {
            add(name, "parameter", of: name, old.parameters[name], new.parameters[name])
        }
        for name in Set(before.captures.keys).union(after.captures.keys).sorted() {
            add("captured \(name)", "capture", of: name, before.captures[name], after.captures[name])
        }
        add("Limit", "limit", old.limit, new.limit)
        add("Who", "user", old.user, new.user)
        add("From", "machine", old.machine, new.machine)
        add("prov", "toolVersion", old.toolVersion, new.toolVersion)
        add("Hosts", "hosts", hosts(before), hosts(after))
        for host in before.hosts {
            guard let other = after.hosts.first(where: { $0.host == host.host }) else { continue }
            add("System of \(host.host)", "hostSystem", of: host.host, host.system, other.system)
            add("Shell of \(host.host)", "hostShell", of: host.host, host.shell, other.shell)
        }
        for requirement in before.requirements {
            guard
                let other = after.requirements.first(where: {
                    $0.host == requirement.host && $0.summary == requirement.summary
                })
            else { continue }
            add(requirement.wanted, "requirement", of: requirement.wanted, requirement.found, other.found)
        }
        for (name, count): (String, (RunReport) -> Int) in [
            ("Approvals", { $0.approvals.count { $0.action == .granted } }), ("Deviations", \.deviations.count),
            ("Interruptions", \.interruptions.count),
        ] {
            add(name, name.lowercased(), String(count(before)), String(count(after)))
        }
        return facts
    }

    private static func short(_ digest: String) -> String { String(digest.prefix(12)) }
    private static func commit(_ opened: RunOpened) -> String? {
        opened.gitCommit.map { $0.prefix(12) + (opened.gitDirty ? ", with changes" : "") }
    }
    private static func hosts(_ report: RunReport) -> String {
        HostNames.folded(unique(report.steps.flatMap(\.planned.hosts)))
    }
}

/// One step in both runs.
package struct StepDifference {
    /// `nil` where the run does not have it.
    package var before: StepOverview?
    package var after: StepOverview?
    package var commands: LineDifference?
    /// What was printed differently, and where; times and identifiers left out of account.
    package var outputs: [OutputDifference] = []
    /// Why it failed, where only one of the two did or both for different reasons.
    package var reasons: (before: String?, after: String?)?

    init(_ before: StepOverview?, _ after: StepOverview?, _ reader: OutputReader) {
        self.before = before
        self.after = after
        guard let before, let after else { return }
        let commands = LineDifference(before.step.planned.command, after.step.planned.command)
        if !commands.isEmpty { self.commands = commands }
        let reasons = (Self.reason(before), Self.reason(after))
        if reasons != (nil, nil),
            before.state != after.state
                || reasons.0.map(ErrorSignature.init)?.key != reasons.1.map(ErrorSignature.init)?.key
        {
            self.reasons = reasons
        }
        outputs = reader.differences(before.step, after.step)
    }

    private static func reason(_ step: StepOverview) -> String? {
        step.step.hosts.first { $0.state == .failed || $0.state == .inDoubt }.flatMap(\.reason)
    }

    package var name: String { (after ?? before)?.step.planned.step ?? "" }
    /// What it was called in the first run, where that is another name: a block was put before it.
    package var formerName: String? {
        before.flatMap { $0.step.planned.step == name ? nil : $0.step.planned.step }
    }
    package var title: String { (after ?? before)?.title ?? "" }
    package var isSame: Bool {
        before?.state == after?.state && before != nil && after != nil && commands == nil && outputs.isEmpty
            && reasons == nil
    }
    /// A second or more, and half as much again.
    package var isSlower: Bool { Self.isLonger(after?.seconds, than: before?.seconds) }
    package var isFaster: Bool { Self.isLonger(before?.seconds, than: after?.seconds) }

    private static func isLonger(_ seconds: Double?, than other: Double?) -> Bool {
        guard let seconds, let other else { return false }
        return seconds - other >= 1 && seconds >= 1.5 * other
    }
}

/// What a step printed differently on one host.
package struct OutputDifference {
    var host: String
    var stream: String
    package var lines: LineDifference
    /// Where it was printed, in words: the host is named where there are several.
    package var place: String
}

/// Compares what the steps of two runs printed.
package struct OutputReader {
    /// Longer outputs are compared by their last bytes.
    private static let longest = 256 << 10

    let before: RunReport
    let after: RunReport
    let output: (RunReport, OutputStored) -> [UInt8]?

    func differences(_ old: StepReport, _ new: StepReport) -> [OutputDifference] {
        var pairs = new.hosts.compactMap { host in old.hosts.first { $0.host == host.host }.map { ($0, host) } }
        // A rehearsal has other hosts: the first of each stands for all.
        if pairs.isEmpty, let first = old.hosts.first, let other = new.hosts.first { pairs = [(first, other)] }
        let isOnManyHosts = new.hosts.count > 1 || old.hosts.count > 1
        var all: [OutputDifference] = []
        for (one, other) in pairs {
            for stream in ["stdout", "stderr"] {
                let (left, right) = (hash(one, stream), hash(other, stream))
                guard left != right, !one.attempts.isEmpty, !other.attempts.isEmpty else { continue }
                guard let oldText = text(one, stream, before), let newText = text(other, stream, after) else {
                    continue
                }
                let lines = LineDifference(oldText, newText) { ErrorSignature.masked($0, [.time, .id]) }
                if lines.isEmpty || all.contains(where: { $0.lines.lines.map(\.text) == lines.lines.map(\.text) }) {
                    continue
                }
                all.append(
                    OutputDifference(
                        host: other.host, stream: stream, lines: lines,
                        place: isOnManyHosts ? "\(stream) on \(other.host)" : stream))
            }
        }
        return all
    }

    private func stored(_ host: HostReport, _ stream: String) -> [OutputStored] {
        host.attempts.filter { $0.intended.key.action == .run }.flatMap(\.outputs).filter {
            $0.stream == stream && $0.length > 0
        }
    }

    private func hash(_ host: HostReport, _ stream: String) -> [String] { stored(host, stream).map(\.hash) }

    /// `nil` where a part of it cannot be had.
    private func text(_ host: HostReport, _ stream: String, _ run: RunReport) -> String? {
        var bytes: [UInt8] = []
        for stored in stored(host, stream) {
            guard !stored.isWithheld, let more = stored.inline.map({ Array($0.utf8) }) ?? output(run, stored) else {
                return nil
            }
            bytes += more.suffix(Self.longest)
        }
        return TerminalText.safe(bytes)
    }
}
