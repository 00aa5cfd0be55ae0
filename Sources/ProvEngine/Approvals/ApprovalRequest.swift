import ProvChecks
import ProvRunbook
import ProvText

/// What an approver is asked: everything that a gate lets go on, in one text, which is what is signed.
///
/// The text is JSON without blanks between its tokens and with its members in a fixed order; every value in it is
/// masked. Whoever has it, a signature over it and an `allowed_signers` file verifies an approval with `ssh-keygen -Y
/// verify -n prov-approve`.
package struct ApprovalRequest: Sendable, Equatable {
    /// A step that goes on after the approval.
    package struct Released: Sendable, Equatable {
        package var step: String
        package var title: String
        package var hosts: [String]
        /// Masked, placeholders filled.
        package var command: String
        /// What else it can run, each with what it is for: `check`, `fix /pattern/`, `undo`.
        package var others: [Other]

        /// A command that the step brings along: a check, an undo, a fix, what reads a secret.
        package struct Other: Sendable, Equatable {
            package var what: String
            package var command: String

            package init(what: String, command: String) {
                self.what = what
                self.command = command
            }
        }

        package init(step: String, title: String, hosts: [String], command: String, others: [Other] = []) {
            self.others = others
            self.step = step
            self.title = title
            self.hosts = hosts
            self.command = command
        }
    }

    package var run: String
    package var step: String
    /// Of runbook, inputs and hosts: `PlanRecord.digest`.
    package var digest: String
    package var environment: String
    package var runbook: String
    /// Who must approve, and how many of them.
    package var approvers: String
    package var count: Int
    /// Who runs it, and so must not be among them.
    package var executor: String
    package var inputs: [String: String]
    package var released: [Released]
    /// The commit, an overridden rule, how each host is reached, which tools are asked for their version; by name.
    package var circumstances: [String: String] = [:]
    package var nonce = ""
    /// RFC 3339.
    package var requested = ""
    package var expires = ""

    package init(
        run: String, step: String, digest: String, environment: String, runbook: String, approvers: String, count: Int,
        executor: String, inputs: [String: String], released: [Released]
    ) {
        self.run = run
        self.step = step
        self.digest = digest
        self.environment = environment
        self.runbook = runbook
        self.approvers = approvers
        self.count = count
        self.executor = executor
        self.inputs = inputs
        self.released = released
    }

    /// The text that is signed.
    package var text: String {
        let steps = released.map { step in
            JSON.object([
                .init("step", .string(step.step)), .init("title", .string(step.title)),
                .init("hosts", .array(step.hosts.map(JSON.string))),
                .init("command", .string(step.command)),
                .init(
                    "others",
                    .array(
                        step.others.map {
                            .object([.init("for", .string($0.what)), .init("command", .string($0.command))])
                        })),
            ])
        }
        return JSON.object([
            .init("run", .string(run)), .init("step", .string(step)), .init("digest", .string(digest)),
            .init("environment", .string(environment)),
            .init("runbook", .string(runbook)), .init("approvers", .string(approvers)), .init("count", .integer(count)),
            .init("executor", .string(executor)),
            .init("inputs", .object(inputs.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
            .init(
                "circumstances",
                .object(circumstances.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
            .init("releases", .array(steps)), .init("nonce", .string(nonce)), .init("requested", .string(requested)),
            .init("expires", .string(expires)),
        ]).text(pretty: false)
    }

    /// Reads what `text` wrote; `nil` where it is something else.
    package init?(text: [UInt8]) {
        guard let json = try? JSON(parsing: text), let count = json["count"]?.intValue,
            let releases = json["releases"]?.arrayValue,
            let inputs = json["inputs"]?.members
        else { return nil }
        func string(_ key: String) -> String? { json[key]?.stringValue }
        guard let run = string("run"), let step = string("step"), let digest = string("digest"),
            let environment = string("environment"),
            let runbook = string("runbook"), let approvers = string("approvers"), let executor = string("executor"),
            let nonce = string("nonce"),
            let requested = string("requested"), let expires = string("expires")
        else { return nil }
        let steps = releases.map { step in
            Released(
                step: step["step"]?.stringValue ?? "", title: step["title"]?.stringValue ?? "",
                hosts: step["hosts"]?.arrayValue?.compactMap(\.stringValue) ?? [],
                command: step["command"]?.stringValue ?? "",
                others: (step["others"]?.arrayValue ?? []).map {
                    Released.Other(what: $0["for"]?.stringValue ?? "", command: $0["command"]?.stringValue ?? "")
                })
        }
        self.init(
            run: run, step: step, digest: digest, environment: environment, runbook: runbook, approvers: approvers,
            count: count, executor: executor,
            inputs: Dictionary(
                inputs.map { ($0.key, $0.value.stringValue ?? "") }, uniquingKeysWith: { first, _ in first }),
            released: steps)
        circumstances = Dictionary(
            (json["circumstances"]?.members ?? []).map { ($0.key, $0.value.stringValue ?? "") },
            uniquingKeysWith: { first, _ in first })
        (self.nonce, self.requested, self.expires) = (nonce, requested, expires)
        // A text with more in it than is shown is not what anybody approves.
        guard Array(self.text.utf8) == text else { return nil }
    }

    /// The text that a denial signs in place of the request.
    ///
    /// - Parameter hash: SHA-256 of the request's text, hex.
    package static func denial(_ reason: String, hash: String) -> String {
        JSON.object([.init("denied", .string(reason)), .init("request", .string(hash))]).text(pretty: false)
    }
}

extension Step {
    /// Everything it can run beside its own command: its checks, fixes and undos; as whom, with what, and who owns what
    /// it writes.
    func otherCommands(parameters: [String: String]) -> [(what: String, command: String, isCheck: Bool)] {
        let parameters = inputs(from: parameters)
        var all: [(what: String, command: String, isCheck: Bool)] = []
        if case .file(let file) = body {
            let mode = file.mode.map { "mode \(String($0, radix: 8))" }
            let owner = file.owner.map { "owner \($0)" }
            if let validate = file.validate { all.append(("validate", validate.value, true)) }
            all.append(("file", ([file.path, mode, owner].compactMap { $0 }).joined(separator: ", "), false))
        }
        all += setting.map { ($0, $1, false) }
        for check in self.check {
            switch check {
            case .script(let script, _): all.append(("check", script.filled(with: parameters), true))
            case .declarative(let declarative): all.append(("check", declarative.summary, true))
            }
        }
        if let until = options.until { all.append(("until", until.value, false)) }
        all += fixes.map { ("fix /\($0.when.value)/", $0.script.filled(with: parameters), false) }
        all += undo.map { ("undo", $0.filled(with: parameters), false) }
        return all
    }

    /// As whom and where its commands run, and with which program and variables.
    private var setting: [(what: String, command: String)] {
        var found: [(what: String, command: String)] = []
        if let user = options.user { found.append(("as", user.value)) }
        if let folder = options.cwd { found.append(("cwd", folder)) }
        if case .script(let script) = body, case .process(let words) = script.interpreter {
            found.append(("interpreter", words.joined(separator: " ")))
        }
        for variable in options.environment { found.append(("env", "\(variable.name)=\(variable.value)")) }
        return found
    }
}
