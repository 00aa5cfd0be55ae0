import ProvEngine
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem
import ProvText

/// A run of the record that is gone on with, and the runbook it was of.
struct EarlierRun {
    let store: Store
    let run: LoadedRun
    let loaded: LoadedRunbook
    /// The digest the runbook has today, where it is another one than then.
    let changedDigest: String?

    /// - Parameter continues: whether the run is continued; a verification that waits at its gate can be, and has
    ///   nothing to undo.
    init(_ name: String, _ storing: StoreOptions, acceptsChanges: Bool, continues: Bool = false) throws {
        (store, run) = try EarlierRun.find(name, storing, continues: continues)
        let opened = run.report.opened
        guard !run.isRunning else {
            throw CommandFailure(
                .refused, "run \(run.id) is still running",
                advice: "wait until it has ended, or stop it with Ctrl-C at its terminal")
        }
        try RunReports(run).refuseDamaged()
        guard opened.mode == .run || EarlierRun.waits(run.report) else {
            throw CommandFailure(
                .refused, "nothing to resume: run \(run.id) only verified \(opened.runbook)",
                advice: "run it: prov run \(opened.runbook)")
        }
        loaded = try LoadedRunbook(EarlierRun.place(of: opened.runbook, store: store))
        try loaded.refuseErrors()
        let digest = PlanRecord.runbookDigest(loaded.runbook, hash: ContentHash.hex)
        changedDigest = digest == opened.runbookDigest ? nil : digest
        guard changedDigest == nil || acceptsChanges else {
            throw CommandFailure(
                .refused, "nothing was run: \(loaded.runbook.path) has changed since run \(run.id)",
                advice:
                    """
                    restore the version that was run (digest \(opened.runbookDigest.prefix(12))…), start a new run with `prov run \(loaded.runbook.path)`, or continue with the current version: --accept-changes
                    """
            )
        }
    }

    /// Whether it is a verification that waits at the gate of the environment's rules.
    private static func waits(_ report: RunReport) -> Bool {
        report.opened.mode == .verify && report.verdict == .interrupted
            && report.steps.contains { $0.planned.kind == .gate && $0.hosts.contains { $0.state == .pending } }
    }

    /// `last` is the last one that changed something, or, to be continued, a verification that waits at its gate.
    private static func find(_ name: String, _ storing: StoreOptions, continues: Bool) throws -> (Store, LoadedRun) {
        guard name == "last" else { return try storing.find(name) }
        let store = try storing.find()
        for summary in try store.runs() {
            switch summary.opened?.mode {
            case .run: return (store, try store.load(summary.id))
            case nil where summary.isDamaged: return (store, try store.load(summary.id))
            case .verify where continues && summary.state == .closed(.interrupted):
                if let run = try? store.load(summary.id), waits(run.report) { return (store, run) }
            default: break
            }
        }
        return (store, try store.load(name))
    }

    /// A run that came to its end has nothing left to do, unless the text of today has more.
    func refuseEnded(_ storing: StoreOptions) throws(CommandFailure) {
        if changedDigest == nil, run.report.failedByObjectives {
            throw CommandFailure(
                .refused,
                "nothing to resume: every step of run \(run.id) succeeded, but the drill missed its objectives",
                advice: "start another drill: prov run \(ShellText.word(loaded.runbook.path)) --drill")
        }
        guard changedDigest == nil, [.proven, .done].contains(run.report.verdict) else { return }
        throw CommandFailure(
            .refused,
            "nothing to resume: run \(run.id) is complete"
                + (run.report.verdict == .proven ? " and is proven" : ""),
            advice:
                """
                run it again: prov run \(ShellText.word(loaded.runbook.path)); or undo it: prov rollback \
                \(run.id)\(storing.hint)
                """
        )
    }

    /// A project that was moved as a whole is found beside its store.
    private static func place(of runbook: String, store: Store) -> String {
        guard !Files.exists(runbook), let name = runbook.split(separator: "/").last else { return runbook }
        let beside = "\(Files.parent(of: store.path))/\(name)"
        return Files.exists(beside) ? beside : runbook
    }

    /// The hosts of then, with the addresses and variables that the inventory has today.
    func hosts() throws -> RunHosts {
        let opened = run.report.opened
        // Every step of then has its hosts; only a step that is new needs the limit, which may name what is gone.
        return try RunHosts(
            environment: opened.environment, named: opened.inventory, limit: changedDigest == nil ? nil : opened.limit,
            forks: nil,
            folder: Files.folder(of: loaded.runbook.path), runbooks: [loaded.runbook])
    }

    /// Plans the runbook again with the inputs of then, each step on the hosts it was planned on.
    ///
    /// - Parameter masker: puts back what stands masked in the inputs.
    func plan(_ hosts: RunHosts, masker: Masker, asks: Bool, backTo: String? = nil) throws -> Plan {
        let opened = run.report.opened
        var request = PlanRequest()
        hosts.fill(&request, for: loaded.runbook)
        // What later edits of the project file say holds for later runs.
        if let rules { request.policy = rules.policy }
        request.backTo = backTo
        request.isDrill = opened.isDrill
        request.changes = opened.mode != .verify
        // What an include gives is part of the text, not an input.
        let given = Set(loaded.runbook.parameters.filter { $0.given != nil }.map(\.name))
        let inputs = opened.parameters.filter { !given.contains($0.key) }
        request.values = try known(inputs.mapValues { unmasked($0, masker) }, asks: asks)
        request.facts = LocalFacts.read()
        request.variants = chosenVariants
        for step in run.report.steps {
            request.decidedHosts[step.planned.step] = step.planned.hosts
            // What the run left out stays left out; gates are where the steps behind them are.
            if step.planned.kind != .gate { request.decidedLeftOut[step.planned.step] = .some(step.planned.leftOut) }
        }
        if changedDigest != nil {
            let known = Set(loaded.runbook.parameters.map(\.name))
            request.values = request.values.filter { known.contains($0.key) }
        }
        request.decidedHostVariables = opened.hostParameters.mapValues { $0.mapValues { unmasked($0, masker) } }
        return try Planning.plan(loaded, request: request, asks: false)
    }

    /// The variants that a person took then, as far as the text of today has them.
    private var chosenVariants: [String] {
        run.report.alternatives.compactMap { then in
            guard [.chosen, .named].contains(then.reason), let taken = then.taken,
                let group = loaded.runbook.alternatives.first(where: { $0.name == then.group }),
                group.variants.contains(where: { $0.name == taken })
            else { return nil }
            return "\(then.group)=\(taken)"
        }
    }

    /// The rules that the run was opened with; `nil` for a run of a prov that did not keep them.
    var rules: RunRules? {
        run.report.opened.rules.flatMap { try? run.stored($0) }.flatMap { RunRules(text: $0) }
    }

    /// A value that the record does not hold, because its name says secret, is taken from the environment or asked for.
    private func known(_ values: [String: String], asks: Bool) throws -> [String: String] {
        var values = values
        for name in values.keys.sorted() where values[name]?.contains("[masked:") == true && isList(name) {
            values[name] = try knownList(name, values[name] ?? "")
        }
        for name in values.keys.sorted() where SecretName.isSecret(name) && values[name]?.hasPrefix("[masked") == true {
            values[name] =
                ProcessEnvironment.text(name)
                ?? (asks ? Question.hidden("  \(name), which is not stored in the record: ") : nil)
            guard values[name] == nil else { continue }
            throw CommandFailure(
                .refused,
                "nothing was run: the value of \(name) is not stored in the record, because it has the name of a secret",
                advice: "export \(name)=… and resume again; if it is declared under 'secrets', it is fetched each time")
        }
        return values
    }

    private func isList(_ name: String) -> Bool {
        loaded.runbook.parameters.contains { $0.name == name && $0.kind == .list }
    }

    /// A list with members whose name says secret: that of the environment or of the runbook, if the record has
    /// it with these members masked.
    private func knownList(_ name: String, _ recorded: String) throws -> String {
        let own = loaded.runbook.parameters.first { $0.name == name }?.defaultValue
        let given = ProcessEnvironment.text(name)
        for text in [given, own].compactMap(\.self) {
            guard let list = try? ListValue(parsing: text) else { continue }
            let masker = Masker(Secrets(NamedSecrets.ofItems(in: list, named: name)))
            if unmasked(recorded, masker).isSame(as: list.canonical) { return list.canonical }
        }
        throw CommandFailure(
            .refused,
            "nothing was run: some values of \(name) are not stored in the record, because they have the name of a secret",
            advice: "export \(name)='[…]' with the same items and resume again")
    }

    private func unmasked(_ text: String, _ masker: Masker) -> String {
        String(decoding: masker.unmask(Array(text.utf8)).bytes, as: UTF8.self)
    }
}
