import ProvChecks
import ProvJournal
import ProvRunbook
import ProvText

/// The run itself: who, where, when, why, with what.
struct RunMembers {
    let run: RunOverview

    init(_ run: RunOverview) { self.run = run }

    var json: JSON {
        let opened = run.report.opened
        var members = JSONMembers()
        members.add("id", opened.run)
        members.add("mode", opened.mode.rawValue)
        if opened.isDrill { members.add("isDrill", .bool(true)) }
        if let began = run.report.outageBeganAt { members.add("outageBeganAt", Moment.machine(began)) }
        members.add("title", opened.title)
        members.add("runbook", opened.runbook)
        members.add("runbookDigest", opened.runbookDigest)
        members.add("kind", opened.kind)
        members.add("gitCommit", opened.gitCommit)
        members.add("isGitDirty", .bool(opened.gitDirty))
        if let signers = opened.signers {
            var file = JSONMembers()
            file.add("path", signers.path)
            file.add("digest", signers.digest)
            file.add("commit", signers.commit)
            file.add("isChanged", .bool(signers.isChanged))
            members.add("signers", .object(file.all))
        }
        members.add("environment", opened.environment)
        members.add("parameters", JSON(sorted: opened.parameters))
        members.add("purpose", opened.purpose)
        members.add("user", opened.user)
        members.add("loginUser", opened.loginUser)
        members.add("machine", opened.machine)
        members.add("toolVersion", opened.toolVersion)
        members.add("toolDigest", run.report.toolDigests.last)
        if run.report.toolDigests.count > 1 {
            members.add("toolDigests", .array(run.report.toolDigests.map(JSON.string)))
        }
        members.add("undoes", opened.undoes)
        members.add("startedAt", Moment.machine(run.report.startedAt))
        members.add("lastRecordAt", Moment.machine(run.report.lastEventAt))
        members.add("seconds", run.seconds)
        members.add("isRunning", .bool(run.report.isRunning))
        members.add("closedAs", run.report.closed?.verdict.rawValue)
        return .object(members.all)
    }
}

/// A step with its hosts, attempts, outputs and checks.
struct StepMembers {
    let step: StepOverview
    let input: ReportInput

    var json: JSON {
        let planned = step.step.planned
        var members = JSONMembers()
        members.add("number", step.number)
        members.add("name", planned.step)
        members.add("title", planned.title)
        members.add("template", planned.template)
        members.add("item", planned.item)
        members.add("section", .array(planned.section.map(JSON.string)))
        members.add("kind", planned.kind.rawValue)
        members.add("phase", planned.phase.rawValue)
        members.add("state", step.state.rawValue)
        members.add("file", planned.file)
        members.add("line", planned.line)
        members.add("endLine", planned.endLine)
        members.add("digest", planned.digest)
        members.add("command", planned.command)
        members.add("proves", .array(planned.proves.map(JSON.string)))
        members.add("needs", .array(planned.needs.map(JSON.string)))
        members.add("leftOut", planned.leftOut?.sentence)
        members.add("hosts", .array(step.step.hosts.map(host)))
        return .object(members.all)
    }

    private func host(_ host: HostReport) -> JSON {
        var members = JSONMembers()
        members.add("host", host.host)
        members.add("state", host.shown.rawValue)
        if host.failure != nil { members.add("failure", failure(host)) }
        members.add("reason", host.reason)
        members.add("attempts", .array(host.attempts.map(attempt)))
        members.add("checks", .array(host.checks.map(\.json)))
        return .object(members.all)
    }

    /// How it failed, and what happened to it afterwards.
    private func failure(_ host: HostReport) -> JSON {
        var members = JSONMembers()
        members.add("reason", host.failure?.reason)
        members.add("ending", host.decisiveAttempt?.exited?.ending.word)
        members.add("code", host.decisiveAttempt?.exited?.code)
        members.add("afterwards", host.aftermath?.name)
        return .object(members.all)
    }

    private func attempt(_ attempt: AttemptReport) -> JSON {
        var members = JSONMembers()
        members.add("action", attempt.intended.key.action.rawValue)
        members.add("attempt", attempt.intended.key.attempt)
        members.add("command", attempt.intended.command)
        members.add("interpreter", attempt.intended.interpreter)
        members.add("timeoutSeconds", attempt.intended.timeoutSeconds)
        members.add("intendedAt", Moment.machine(attempt.intendedAt))
        members.add("pid", attempt.started?.pid)
        if let exited = attempt.exited {
            members.add("ending", exited.ending.word)
            members.add("code", exited.code)
            members.add("detail", exited.detail)
            if let failed = exited.failed {
                var place = JSONMembers()
                place.add("file", failed.file)
                place.add("line", failed.line)
                place.add("column", failed.column)
                place.add("text", failed.text)
                members.add("failed", .object(place.all))
            }
            members.add("seconds", exited.seconds)
            members.add("survivors", .array(exited.survivors.map(JSON.string)))
        }
        if !attempt.background.isEmpty { members.add("background", .array(attempt.background.map(background))) }
        members.add("outputs", .array(attempt.outputs.map(output)))
        return .object(members.all)
    }

    private func background(_ ended: BackgroundEnded) -> JSON {
        var members = JSONMembers()
        members.add("pid", ended.pid)
        members.add("ending", ended.ending.word)
        members.add("code", ended.code)
        members.add("detail", ended.detail)
        members.add("seconds", ended.seconds)
        return .object(members.all)
    }

    private func output(_ stored: OutputStored) -> JSON {
        var members = JSONMembers()
        members.add("stream", stored.stream)
        members.add("length", stored.length)
        members.add("lines", stored.lines)
        members.add("sha256", stored.hash)
        members.add("masked", stored.maskHits)
        if stored.isAfterEnd { members.add("isAfterEnd", .bool(true)) }
        if stored.isWithheld { members.add("isWithheld", .bool(true)) }
        members.add("keptLength", stored.storedLength)
        members.add("keptSha256", stored.storedHash)
        guard !stored.isWithheld else { return .object(members.all) }
        guard let bytes = input.bytes(of: stored) else {
            members.add("isMissing", .bool(true))
            return .object(members.all)
        }
        let start = max(0, bytes.count - JSONReport.longestText)
        if start > 0 { members.add("textStartsAt", start) }
        let text = String(decoding: bytes[start...], as: UTF8.self)
        if text.utf8.count != bytes.count - start || !text.utf8.elementsEqual(bytes[start...]) {
            members.add("isRepaired", .bool(true))
        }
        members.add("text", text)
        return .object(members.all)
    }
}

extension CheckEvaluated {
    var json: JSON {
        var members = JSONMembers()
        members.add("moment", moment.rawValue)
        members.add("summary", summary)
        members.add("result", result.rawValue)
        members.add("wanted", wanted)
        members.add("found", found)
        members.add("difference", difference)
        return .object(members.all)
    }
}

extension HostSeen {
    var json: JSON {
        var members = JSONMembers()
        members.add("host", host)
        members.add("transport", transport)
        members.add("system", system)
        members.add("shell", shell)
        members.add("bootID", bootID)
        members.add("machineHash", machineHash)
        return .object(members.all)
    }
}

extension Deviation {
    var json: JSON {
        var members = JSONMembers()
        members.add("kind", kind.word)
        members.add("step", step)
        members.add("host", host)
        members.add("user", user)
        members.add("reason", reason)
        members.add("evidenceSha256", evidence)
        return .object(members.all)
    }
}

extension ApprovalEvent {
    var json: JSON {
        var members = JSONMembers()
        members.add("action", action.rawValue)
        members.add("step", step)
        members.add("digest", digest)
        members.add("approver", approver)
        members.add("signature", signature)
        members.add("note", note)
        members.add("requestSha256", request)
        if !principals.isEmpty { members.add("principals", .array(principals.map(JSON.string))) }
        members.add("key", key)
        members.add("rule", rule)
        return .object(members.all)
    }
}
