import ArgumentParser
import ProvEngine
import ProvPolicy
import ProvRunbook
import ProvSystem
import ProvText

/// Inputs and selection, shared by the commands that plan.
struct PlanOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("Set a parameter or placeholder. May be repeated.", valueName: "name=value"),
        completion: Completing.parameters)
    var set: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Run only these steps, or all steps under these headings' anchors, separated by commas. May be repeated.",
            valueName: "steps"),
        completion: Completing.steps)
    var only: [String] = []
    @Option(name: .long, help: ArgumentHelp("Start at this step.", valueName: "step"), completion: Completing.steps)
    var from: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Run only steps with one of these tags, separated by commas.", valueName: "tags"),
        completion: Completing.tags)
    var tags: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Take this variant of the runbook's alternatives, as NAME or GROUP=NAME. May be repeated.",
            valueName: "variant"))
    var variant: [String] = []
    @OptionGroup var boundary: BoundaryOptions
    @OptionGroup var hosts: HostOptions
    @Option(
        name: .long,
        help: ArgumentHelp("Limit the run to matching hosts; local steps still run.", valueName: "pattern"),
        completion: Completing.hosts)
    var limit: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Number of hosts to work on at the same time (default: the environment's, else 20).", valueName: "number"))
    var forks: Int?

    /// The hosts that the runbook's steps may name.
    func runHosts(for file: String, _ runbook: Runbook) throws -> RunHosts {
        if let forks, forks < 1 {
            throw CommandFailure(
                .usage, "invalid number of hosts '\(forks)' of --forks", advice: "write a whole number from 1")
        }
        return try hosts.read(folder: Files.folder(of: file), limit: limit, forks: forks, runbooks: [runbook])
    }

    func request(_ hosts: RunHosts, for runbook: Runbook) throws(CommandFailure) -> PlanRequest {
        var request = PlanRequest()
        hosts.fill(&request, for: runbook)
        request.only = only.flatMap(NameList.names)
        request.from = from
        request.tags = tags.flatMap(NameList.names)
        request.variants = variant
        request.facts = LocalFacts.read()
        request.isInstalled = { Files.hasProgram($0, in: ProcessEnvironment["PATH"] ?? "") }
        for pair in set {
            let (name, value) = try Pair.split(pair, option: "--set", form: "NAME=VALUE")
            request.values[name] = value
        }
        return request
    }
}

/// Which hosts there are.
struct HostOptions: ParsableArguments {
    @Option(
        name: [.customLong("env"), .customLong("environment")],
        help: ArgumentHelp(
            """
            The environment. Its inventory is environments/NAME or inventories/NAME next to the runbook or above it, or the one in prov.yml.
            """,
            valueName: "name"), completion: Completing.environments)
    var environment = EnvironmentNames.local
    @Option(
        name: [.long, .customShort("i")],
        help: ArgumentHelp(
            """
            Ansible inventory to use instead of the environment's: a file, a folder, or a comma-separated list of hosts. May be repeated.
            """,
            valueName: "path"), completion: Completing.file)
    var inventory: [String] = []

    func read(folder: String, limit: String?, forks: Int?, runbooks: [Runbook] = []) throws -> RunHosts {
        try RunHosts(
            environment: environment, named: inventory, limit: limit, forks: forks, folder: folder, runbooks: runbooks)
    }
}

/// How the progress of a run is written.
enum ProgressView: String, CaseIterable, ExpressibleByArgument {
    /// What runs is redrawn below what has ended; takes a terminal.
    case board
    /// Every line of output as it comes, as in a log.
    case plain
    /// One JSON value a line, for scripts; nothing is asked.
    case json
}

/// Why a run is made, and how its progress is written.
struct PurposeOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("Reason for this run, such as a change ticket; recorded.", valueName: "text"))
    var reason: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write progress as a board that is redrawn, as plain lines, or as JSON lines (default: board on a terminal, else plain).",
            valueName: "view"))
    var progress: ProgressView?
    @Flag(name: .long, help: "The same as --progress json; do not prompt.")
    var json = false

    /// `nil` leaves it to what standard output is.
    var view: ProgressView? { json ? .json : progress }

    /// The view that was asked for; refuses a board where nothing can be redrawn.
    func usableView() throws(CommandFailure) -> ProgressView? {
        guard view == .board, !Console.standardOutput.isTerminal else { return view }
        throw CommandFailure(
            .usage, "--progress board requires a terminal as standard output", advice: "write --progress plain")
    }
}

/// How a run is answered where nobody watches it, and what the operator wants to be asked.
struct DecisionOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not prompt; treat manual steps as confirmed by you.")
    var yes = false
    @Flag(name: .long, help: "Start without a question; show the failure menu if a step fails.")
    var askOnFailure = false
    @Flag(name: .long, help: "Ask before each step.")
    var confirm = false
    @Flag(name: .long, help: "Apply the first matching fix to a step that fails, once.")
    var fix = false
    @Flag(name: .long, help: "Undo everything when a step fails.")
    var undoOnFailure = false
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Skip steps, separated by commas, giving a reason; on one host with step@host. May be repeated.",
            valueName: "steps=reason"),
        completion: Completing.steps)
    var skip: [String] = []

    /// Whether the plan is shown first and each question is asked.
    var startsWithQuestion: Bool { !yes && !askOnFailure }

    var choices: OperatorChoices { OperatorChoices(confirmsEach: confirm, confirmsManualSteps: yes) }

    /// Steps that are left out on every host.
    var skippedSteps: Set<String> {
        Set(skip.flatMap { $0.split(separator: "=", maxSplits: 1).first.map { NameList.names(String($0)) } ?? [] })
    }

    /// - Parameter targets: the steps and hosts that `--skip` may name.
    func decided(_ targets: StepTargets) throws(CommandFailure) -> Decisions {
        var decisions = Decisions()
        decisions.appliesFixes = fix
        decisions.undoesOnFailure = undoOnFailure
        for pair in skip {
            let (names, reason) = try Pair.split(pair, option: "--skip", form: "STEP=REASON")
            for name in NameList.names(names) {
                let target = try targets.target(name, option: "--skip")
                try targets.refuseGate(target.name, option: "--skip")
                decisions.skips[target] = reason
            }
        }
        return decisions
    }
}

/// The steps of a run with their hosts, as options name them: `STEP`, or `STEP@HOST`.
struct StepTargets {
    private let hosts: [String: [String]]
    private let names: [String]
    private let gates: Set<String>

    /// - Parameters:
    ///   - steps: in order, each with its name in the runbook, which may stand for several, and the hosts it runs on.
    ///   - gates: those of them that wait for people.
    init(_ steps: [(name: String, written: String, hosts: [String])], gates: Set<String>) {
        self.gates = gates.union(steps.filter { gates.contains($0.name) }.map(\.written))
        names = steps.map(\.name)
        hosts = Dictionary(
            (steps.map { ($0.name, $0.hosts) } + steps.map { ($0.written, $0.hosts) }),
            uniquingKeysWith: { first, _ in first })
    }

    /// An approval is given or denied; nothing leaves it out.
    func refuseGate(_ step: String, option: String) throws(CommandFailure) {
        guard gates.contains(step) else { return }
        throw CommandFailure(
            .usage, "\(option) \(step): a gate cannot be skipped",
            advice: "approve or deny it: prov approve RUN \(ShellText.word(step))")
    }

    private func known(_ step: String, _ option: String) throws(CommandFailure) -> String {
        hosts[step] == nil ? try Pair.known(step, among: names, option: option) : step
    }

    func target(_ text: String, option: String) throws(CommandFailure) -> Decisions.Target {
        if hosts[text] != nil { return Decisions.Target(text) }
        guard let at = text.lastIndex(of: "@") else {
            return Decisions.Target(try known(text, option))
        }
        let step = try known(String(text[..<at]), option)
        let host = String(text[text.index(after: at)...])
        try refuseUnknown(
            host, among: hosts[step] ?? [], of: step, "\(option): step '\(step)' does not run on host '\(host)'")
        return Decisions.Target(step, host: host)
    }

    /// - Parameter text: `NAME` or `NAME@HOST`.
    func capture(_ text: String) throws(CommandFailure) -> Decisions.Target {
        guard let at = text.firstIndex(of: "@") else { return Decisions.Target(text) }
        let name = String(text[..<at])
        let host = String(text[text.index(after: at)...])
        let known = Set(hosts.values.joined()).sorted()
        try refuseUnknown(host, among: known, of: name, "--capture: no step runs on host '\(host)'")
        return Decisions.Target(name, host: host)
    }

    private func refuseUnknown(_ host: String, among known: [String], of name: String, _ message: String)
        throws(CommandFailure)
    {
        guard !known.contains(host) else { return }
        let near = Suggestion.closest(to: host, in: known)
        throw CommandFailure(
            .usage, message,
            advice: near.map { "did you mean \(name)@\($0)?" }
                ?? "its hosts: \(known.prefix(20).joined(separator: ", "))")
    }
}

/// What is done about gates and the environment's rules.
struct ApprovalOptions: ParsableArguments {
    @OptionGroup var waiting: WaitOptions
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Run outside the environment's windows or promotion rule; the reason is recorded.", valueName: "reason"))
    var overridePolicy: String?

    func patience() throws(CommandFailure) -> Duration? { try waiting.patience() }
}

/// How long a gate is waited at.
struct WaitOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Wait up to this long for signed approvals instead of stopping.", valueName: "duration"))
    var waitForApproval: String?

    func patience() throws(CommandFailure) -> Duration? {
        guard let waitForApproval else { return nil }
        guard let duration = Duration.parse(waitForApproval) else {
            throw CommandFailure(
                .usage, "invalid duration '\(waitForApproval)' of --wait-for-approval",
                advice: "write for example --wait-for-approval 30m")
        }
        return duration
    }
}

/// What a run bears from the hosts.
struct LinkOptions: ParsableArguments {
    @Option(
        name: [.long, .customLong("link-patience")],
        help: ArgumentHelp(
            "How long to try to reconnect to a host that was lost during a step, such as 30s or 1h.",
            valueName: "duration"))
    var linkTimeout = "10m"

    func patience() throws(CommandFailure) -> Duration {
        if let patience = Duration.parse(linkTimeout) { return patience }
        throw CommandFailure(
            .usage, "invalid duration '\(linkTimeout)' of --link-timeout", advice: "write 30s, 10m or 1h")
    }
}

/// What is done about other controllers.
struct LockOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Break other controllers' locks on the hosts; the reason is recorded.", valueName: "reason"))
    var breakLock: String?

    func reason() throws(CommandFailure) -> String? {
        guard let breakLock else { return nil }
        if breakLock.allSatisfy(\.isWhitespace) {
            throw CommandFailure(.usage, "--break-lock requires a reason", advice: "add the reason: --break-lock TEXT")
        }
        return breakLock
    }
}

/// Several names in one argument: `a,b`. No name of a step, a tag or an anchor has a comma.
enum NameList {
    static func names(_ text: String) -> [String] {
        text.split(separator: ",").map { name in
            String(decoding: Array(name.utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self)
        }.filter { !$0.isEmpty }
    }
}

/// `name=value` on the command line.
enum Pair {
    static func split(_ pair: String, option: String, form: String) throws(CommandFailure) -> (
        name: String, value: String
    ) {
        guard let equals = pair.utf8.firstIndex(of: ASCII.equals), equals > pair.startIndex else {
            throw CommandFailure(.usage, "\(option) \(pair) is not \(form)", advice: "write \(option) \(form)")
        }
        return (String(pair[..<equals]), String(Substring(pair.utf8[equals...].dropFirst())))
    }

    static func known(_ step: String, among steps: [String], option: String) throws(CommandFailure) -> String {
        if steps.contains(step) { return step }
        let near = Suggestion.closest(to: step, in: steps)
        throw CommandFailure(
            .usage, "unknown step '\(step)' in \(option)",
            advice: near.map { "did you mean \($0)?" } ?? "its steps: \(steps.prefix(20).joined(separator: ", "))")
    }
}

/// What is known of this machine without asking a shell.
enum LocalFacts {
    static func read() -> [String: String] {
        guard let bytes = try? TextFile.read("/etc/os-release") else { return [:] }
        var release: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).lines {
            guard let equals = line.firstIndex(of: "=") else { continue }
            release[String(line[..<equals])] = line[line.index(after: equals)...].filter { $0 != "\"" && $0 != "'" }
        }
        var facts: [String: String] = [:]
        facts["os"] = release["ID"]
        facts["os_version"] = release["VERSION_ID"]
        facts["os_family"] = (release["ID_LIKE"] ?? release["ID"])?.split(separator: " ").first.map(String.init)
        return facts
    }
}
