/// What must be passed before something of the product's runbook may run.
enum ProductGate: String, CaseIterable, Sendable {
    case text, policy, policyOverVerify, window, promotion, needs, undeclaredEnvironment

    /// Whether people pass it; the others are rules, which refuse.
    var isApproved: Bool { [.text, .policy, .policyOverVerify].contains(self) }
    var environment: String { self == .undeclaredEnvironment ? "prodution" : "production" }

    var project: String {
        let rule =
            switch self {
            case .policy: "    approvals: {by: oncall}\n"
            case .policyOverVerify: "    approvals: {by: oncall, verify: true}\n"
            // Half an hour, three days ahead: closed whenever the test runs.
            case .window: "    windows: [\"@LATER@\"]\n"
            case .promotion: "    after: [staging]\n"
            case .text, .needs, .undeclaredEnvironment: ""
            }
        return "environments:\n  staging: {inventory: hosts}\n  production:\n    inventory: hosts\n\(rule)"
    }

    /// Each command leaves its name behind: main, check, fix and undo of a step before the gate and one behind it, and
    /// the clean-up.
    var runbook: String {
        func step(_ name: String) -> String {
            """
            ```bash {name=\(name) tags=\(name)}
            echo \(name) >> marks; test -e \(name)-fixed || { echo broken; exit 1; }
            ```

            ```bash {check}
            echo \(name).check >> marks; test -e \(name)-fixed
            ```

            ```bash {fix when=broken}
            echo \(name).fix >> marks; touch \(name)-fixed
            ```

            ```bash {undo}
            echo \(name).undo >> marks; rm \(name)-fixed
            ```


            """
        }
        return "---\non: h1\n\(self == .needs ? "needs: other.md\n" : "")---\n# Product\n\n" + step("before")
            + (self == .text ? "<!-- prov: approve=oncall name=gate -->\n\n" : "") + step("act")
            + "```bash {name=end finally}\necho end >> marks\n```\n"
    }

    /// The name of the gate as a step.
    var step: String { self == .text ? "gate" : "policy-approval" }
}

/// One combination of gate, mode and narrowing: what is typed, and what every command of the runbook must have seen of
/// it.
struct GateCase: Sendable {
    /// What was done with the run before the last command.
    enum Mode: String, CaseIterable, Sendable {
        case run, resume, approved, rollback, rollbackFile, verify, plan, approve
    }

    /// What is left out by options, or edited between the approval and the resume.
    enum Narrowing: String, CaseIterable, Sendable {
        case none
        case skipStep, skipGate, onlyBefore, onlyAct, onlyEnd, fromAct, tag, limit, undoOnFailure
        case settleStep, settleGate
        case editedProject, addedSigner, removedSigner, editedInventory, movedHost, editedRunbook

        var isEdit: Bool { edit != nil }

        /// What is edited, as a shell command.
        var edit: String? {
            switch self {
            case .editedProject:
                "sed -i '/approvals:\\|windows:\\|after:/d' prov.yml; echo '    on-failure: continue' >> prov.yml"
            case .addedSigner: "echo \"eve,oncall $(cat ../eve.pub)\" >> allowed_signers"
            case .removedSigner: "sed -i '/^ada/d' allowed_signers"
            case .editedInventory: "echo 'h1 ansible_connection=local colour=red' > hosts"
            case .movedHost: "echo 'h1 ansible_host=127.0.0.1 ansible_port=1' > hosts"
            case .editedRunbook: "echo More. >> product.md"
            default: nil
            }
        }

        func options(_ gate: ProductGate) -> String {
            switch self {
            case .skipStep: "--skip act=because"
            case .skipGate: "--skip \(gate.step)=because"
            case .onlyBefore: "--only before"
            case .onlyAct: "--only act"
            case .onlyEnd: "--only end"
            case .fromAct: "--from act"
            case .tag: "--tags act"
            case .limit: "--limit h1"
            case .undoOnFailure: "--undo-on-failure"
            case .settleStep: "--settle act=done --reason because"
            case .settleGate: "--settle \(gate.step)=done --reason because"
            case .editedRunbook: "--accept-changes"
            default: ""
            }
        }
    }

    var gate: ProductGate
    var mode: Mode
    var narrowing: Narrowing

    static func all(of gate: ProductGate) -> [GateCase] {
        Mode.allCases.flatMap { mode in
            Narrowing.allCases.filter { fits($0, mode, gate) }.map { GateCase(gate: gate, mode: mode, narrowing: $0) }
        }
    }

    /// Which options a command has; a rule is edited between a refused run and its resume.
    private static func fits(_ narrowing: Narrowing, _ mode: Mode, _ gate: ProductGate) -> Bool {
        switch mode {
        case .run: !narrowing.isEdit && ![.settleStep, .settleGate].contains(narrowing)
        case .resume:
            [.none, .skipStep, .skipGate, .limit, .undoOnFailure, .settleStep, .settleGate, .editedProject].contains(
                narrowing)
        case .approved: gate.isApproved && (narrowing == .none || narrowing.isEdit)
        case .verify, .plan: [.none, .onlyAct, .fromAct, .tag, .limit].contains(narrowing)
        case .rollback, .rollbackFile, .approve: narrowing == .none
        }
    }

    // MARK: What is typed

    /// Prints what the last command left behind, and its exit code.
    var script: String {
        let options = narrowing.options(gate)
        let on = "--env \(gate.environment) --store s"
        let run = "prov run product.md \(on) --yes --fix"
        let approve = "prov approve last --store s --key ../ada --yes"
        let silently = " >/dev/null 2>&1; "
        let last: String
        var before = ""
        switch mode {
        case .run: last = "\(run) \(options)"
        case .resume, .approved:
            before =
                run + silently + (mode == .approved ? approve + silently : "")
                + (narrowing.edit.map { "\($0); " } ?? "")
            last = "prov resume last --store s --yes --fix \(options)"
        case .rollback, .rollbackFile:
            before = run + silently
            last = "prov rollback \(mode == .rollback ? "last --store s" : "product.md \(on)") --yes"
        case .verify: last = "prov verify product.md \(on) \(options)"
        case .plan: last = "prov plan product.md --env \(gate.environment) \(options)"
        case .approve:
            before = run + silently
            last = approve
        }
        return "\(before)rm -f marks; \(last) > out 2>&1; code=$?; echo $(cat marks 2>/dev/null) = $code"
    }

    var name: String { "\(gate) \(mode) \(narrowing)" }
}
