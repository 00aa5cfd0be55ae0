import ProvRunbook
package import ProvText

extension Event {
    /// Reads an event back; throws where a member it cannot do without is missing.
    package init(type: EventType, payload: JSON) throws {
        let data = PayloadReader(payload)
        switch type {
        case .runOpened: self = .runOpened(try RunOpened(data))
        case .plan:
            self = .plan(
                PlanRecorded(
                    entries: try (data.value("entries")?.arrayValue ?? []).map { try .init(PayloadReader($0)) }))
        case .hostSeen: self = .hostSeen(try HostSeen(data))
        case .approvalRequested: self = .approval(try ApprovalEvent(.requested, data))
        case .approvalGranted: self = .approval(try ApprovalEvent(.granted, data))
        case .approvalDenied: self = .approval(try ApprovalEvent(.denied, data))
        case .approvalVoided: self = .approval(try ApprovalEvent(.voided, data))
        case .stepIntended: self = .stepIntended(try StepIntended(data))
        case .stepStarted: self = .stepStarted(StepStarted(key: try data.actionKey(), pid: try data.integer("pid")))
        case .stepExited: self = .stepExited(try StepExited(data))
        case .stepSettled:
            var settled = StepSettled(
                step: try data.string("step"), host: try data.string("host"), state: try data.choice("state"),
                reason: data.optionalString("reason"), of: StepSettled.Settled(data))
            settled.followed = data.value("followed")?.arrayValue?.map { change in
                FollowedChange(step: change["step"]?.stringValue, run: change["run"]?.stringValue)
            }
            self = .stepSettled(settled)
        case .stateSaved: self = .stateSaved(try StateSaved(data))
        case .output: self = .output(try OutputStored(data))
        case .backgroundEnded: self = .backgroundEnded(try BackgroundEnded(data))
        case .checkEvaluated: self = .checkEvaluated(try CheckEvaluated(data))
        case .captured:
            self = .captured(
                Captured(
                    name: try data.string("name"), value: try data.string("value"), step: try data.string("step"),
                    host: try data.string("host")))
        case .deviation: self = .deviation(try Deviation(data))
        case .toolHashed:
            self = .toolHashed(ToolHashed(version: try data.string("version"), digest: try data.string("binary")))
        case .runInterrupted: self = .runInterrupted(RunInterrupted(cause: try data.string("cause")))
        case .runResumed: self = .runResumed(try RunResumed(data))
        case .auditFailure: self = .auditFailure(AuditFailure(what: try data.string("what")))
        case .redactionSummary:
            self = .redactionSummary(
                RedactionSummary(
                    hits: data.counts("hits"), forms: data.counts("forms"),
                    occurrencesLeft: data.optionalInteger("left"), places: data.counts("places")))
        case .runClosed: self = .runClosed(try RunClosed(data))
        }
    }
}

extension StepSettled.Settled {
    /// Older records say it in words, and only of a step without an undo.
    fileprivate init?(_ data: PayloadReader) {
        if data.optionalString("of") == nil, data.optionalString("reason") == StepSettled.hasNoUndo {
            self = .noUndo
        } else {
            guard let of = data.optionalString("of").flatMap(Self.init(rawValue:)) else { return nil }
            self = of
        }
    }
}

extension RunOpened {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            run: try data.string("run"), mode: try data.choice("mode"), runbook: try data.string("runbook"),
            title: try data.string("title"),
            runbookDigest: try data.string("digest"), gitCommit: data.optionalString("commit"),
            gitDirty: data.flag("dirty"),
            environment: try data.string("environment"), parameters: data.texts("parameters"),
            kind: data.optionalString("kind"),
            purpose: data.optionalString("purpose"), user: try data.string("user"),
            loginUser: data.optionalString("login"),
            machine: try data.string("machine"), toolVersion: try data.string("version"),
            toolDigest: data.optionalString("binary"),
            undoes: data.optionalString("undoes"), rtoSeconds: data.optionalNumber("rto"),
            rpoSeconds: data.optionalNumber("rpo"),
            inventory: data.strings("inventory"), limit: data.optionalString("limit"),
            hostParameters: data.textsByName("host-parameters"))
        claimedUser = data.optionalString("claimed")
        rules = data.optionalString("rules")
        isDrill = data.flag("drill")
        if let file = data.value("signers"), let path = file["path"]?.stringValue,
            let digest = file["digest"]?.stringValue
        {
            signers = SignersRecorded(
                path: path, digest: digest, commit: file["commit"]?.stringValue,
                isChanged: file["changed"] == .bool(true))
        }
        if let store = data.value("store"), let size = store["size"]?.intValue, let root = store["root"]?.stringValue {
            storeCheckpoint = StoreCheckpoint(size: size, root: root)
        }
    }
}

extension PlanRecorded.Entry {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            step: try data.string("step"), title: try data.string("title"), section: data.strings("section"),
            kind: try data.choice("kind"),
            phase: try data.choice("phase"), hosts: data.strings("hosts"), needs: data.strings("needs"),
            file: try data.string("file"),
            line: try data.integer("line"), endLine: try data.integer("end"), digest: try data.string("digest"),
            command: try data.string("command"), proves: data.strings("proves"),
            leftOut: data.optionalString("left-out").map {
                LeftOut(sentence: $0, word: data.optionalString("left-out-by"), names: data.strings("left-out-names"))
            },
            isUndoable: data.flag("undo"))
        beginsOutage = data.flag("outage")
    }
}

extension HostSeen {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            host: try data.string("host"), transport: try data.string("transport"), system: try data.string("system"),
            bootID: data.optionalString("boot"), machineHash: data.optionalString("machine"),
            shell: try data.string("shell"))
    }
}

extension ApprovalEvent {
    fileprivate init(_ action: ApprovalAction, _ data: PayloadReader) throws {
        self.init(
            action: action, step: try data.string("step"), digest: try data.string("digest"),
            approver: data.optionalString("approver"), signature: data.optionalString("signature"),
            note: data.optionalString("note"))
        request = data.optionalString("request")
        principals = data.strings("principals")
        key = data.optionalString("key")
        rule = data.optionalString("rule")
        identity = data.optionalString("identity")
    }
}

extension StepIntended {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            key: try data.actionKey(), command: try data.string("command"), interpreter: try data.string("interpreter"),
            timeoutSeconds: data.optionalNumber("timeout"), isIdempotent: data.flag("idempotent"),
            wantedExit: data.optionalInteger("exit") ?? 0, isJudgedFurther: data.flag("judged"),
            undoData: data.optionalString("undo"))
    }
}

extension StepExited {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            key: try data.actionKey(),
            ending: ActionEnding(word: try data.string("ending"), code: data.optionalInteger("code")),
            detail: data.optionalString("detail"), seconds: try data.number("seconds"),
            survivors: data.strings("survivors"),
            keptIn: data.optionalString("keptIn"))
    }
}

extension StateSaved {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            step: try data.string("step"), host: try data.string("host"), length: try data.integer("length"),
            hash: try data.string("hash"), inline: data.optionalString("text"))
    }
}

extension OutputStored {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            key: try data.actionKey(), stream: try data.string("stream"), length: try data.integer("length"),
            hash: try data.string("hash"), maskHits: try data.integer("masked"), lines: try data.integer("lines"),
            inline: data.optionalString("text"), isWithheld: data.flag("withheld"),
            storedLength: data.optionalInteger("stored-length"),
            storedHash: data.optionalString("stored-hash"), isAfterEnd: data.flag("after"))
    }
}

extension BackgroundEnded {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            key: try data.actionKey(), pid: try data.integer("pid"),
            ending: ActionEnding(word: try data.string("ending"), code: data.optionalInteger("code")),
            detail: data.optionalString("detail"), seconds: try data.number("seconds"))
    }
}

extension CheckEvaluated {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            step: try data.string("step"), host: try data.string("host"), moment: try data.choice("moment"),
            summary: try data.string("summary"), result: try data.choice("result"), wanted: try data.string("wanted"),
            found: try data.string("found"))
    }
}

extension Deviation {
    fileprivate init(_ data: PayloadReader) throws {
        let reason = try data.string("reason")
        let kind = DeviationKind(
            word: try data.string("kind"), pattern: data.optionalString("pattern"),
            after: data.optionalString("after"), reason: reason)
        self.init(
            kind: kind, step: data.optionalString("step"), host: data.optionalString("host"),
            user: try data.string("user"), reason: reason, evidence: data.optionalString("evidence"))
    }
}

extension RunResumed {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            lastHash: try data.string("last"), tornBytes: try data.integer("torn"), user: try data.string("user"),
            toolVersion: try data.string("version"), inDoubt: data.strings("in-doubt"),
            mode: data.optionalString("mode").flatMap(RunMode.init(rawValue:)) ?? .run)
        machine = data.optionalString("machine")
        loginUser = data.optionalString("login")
        claimedUser = data.optionalString("claimed")
    }
}

extension RunClosed {
    fileprivate init(_ data: PayloadReader) throws {
        self.init(
            verdict: try data.choice("verdict"), planned: try data.integer("planned"),
            executed: try data.integer("executed"),
            satisfied: try data.integer("satisfied"), skipped: try data.integer("skipped"),
            failed: try data.integer("failed"),
            seconds: try data.number("seconds"), merkleRoot: data.optionalString("root"))
    }
}
