import ProvChecks
import ProvRunbook
package import ProvText

extension Event {
    /// The event's payload as the journal keeps it under `data`.
    package var payload: JSON {
        var data = PayloadWriter()
        switch self {
        case .runOpened(let event): event.write(to: &data)
        case .plan(let event): data.add("entries", .array(event.entries.map(\.json)))
        case .hostSeen(let event): event.write(to: &data)
        case .approval(let event): event.write(to: &data)
        case .stepIntended(let event): event.write(to: &data)
        case .stepStarted(let event):
            data.add(event.key)
            data.add("pid", event.pid)
        case .stepExited(let event): event.write(to: &data)
        case .stepSettled(let event): event.write(to: &data)
        case .stateSaved(let event): event.write(to: &data)
        case .output(let event): event.write(to: &data)
        case .backgroundEnded(let event): event.write(to: &data)
        case .checkEvaluated(let event): event.write(to: &data)
        case .captured(let event): event.write(to: &data)
        case .deviation(let event): event.write(to: &data)
        case .toolHashed(let event):
            data.add("version", event.version)
            data.add("binary", event.digest)
        case .runInterrupted(let event): data.add("cause", event.cause)
        case .runResumed(let event): event.write(to: &data)
        case .auditFailure(let event): data.add("what", event.what)
        case .redactionSummary(let event):
            data.add("hits", event.hits)
            data.add("forms", event.forms)
            data.add("left", event.occurrencesLeft)
            if !event.places.isEmpty { data.add("places", event.places) }
        case .runClosed(let event): event.write(to: &data)
        }
        return .object(data.members)
    }
}

extension RunOpened {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("format", JournalLine.format)
        data.add("run", run)
        data.add("mode", mode.rawValue)
        data.add("runbook", runbook)
        data.add("title", title)
        data.add("digest", runbookDigest)
        data.add("commit", gitCommit)
        data.add("dirty", gitDirty)
        data.add("environment", environment)
        data.add("parameters", parameters)
        data.add("kind", kind)
        data.add("purpose", purpose)
        data.add("user", user)
        data.add("login", loginUser)
        data.add("machine", machine)
        data.add("version", toolVersion)
        data.add("binary", toolDigest)
        data.add("undoes", undoes)
        data.add("rto", rtoSeconds)
        data.add("rpo", rpoSeconds)
        data.add("inventory", inventory)
        data.add("limit", limit)
        data.add("claimed", claimedUser)
        data.add("rules", rules)
        data.add("drill", isDrill)
        if let signers {
            var file = PayloadWriter()
            file.add("path", signers.path)
            file.add("digest", signers.digest)
            file.add("commit", signers.commit)
            file.add("changed", signers.isChanged)
            data.add("signers", .object(file.members))
        }
        if !hostParameters.isEmpty {
            data.add(
                "host-parameters",
                .object(
                    hostParameters.sorted { $0.key < $1.key }.map { host, values in
                        .init(host, .object(values.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
                    }))
        }
        if let checkpoint = storeCheckpoint {
            data.add(
                "store", .object([.init("size", .integer(checkpoint.size)), .init("root", .string(checkpoint.root))]))
        }
    }
}

extension PlanRecorded.Entry {
    fileprivate var json: JSON {
        var data = PayloadWriter()
        data.add("step", step)
        data.add("title", title)
        data.add("section", section)
        data.add("kind", kind.rawValue)
        data.add("phase", phase.rawValue)
        data.add("hosts", hosts)
        data.add("needs", needs)
        data.add("file", file)
        data.add("line", line)
        data.add("end", endLine)
        data.add("digest", digest)
        data.add("command", command)
        data.add("proves", proves)
        data.add("left-out", leftOut?.sentence)
        if let stored = leftOut?.stored, !stored.word.isEmpty {
            data.add("left-out-by", stored.word)
            data.add("left-out-names", stored.names)
        }
        data.add("undo", isUndoable)
        data.add("outage", beginsOutage)
        return .object(data.members)
    }
}

extension HostSeen {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("host", host)
        data.add("transport", transport)
        data.add("system", system)
        data.add("boot", bootID)
        data.add("machine", machineHash)
        data.add("shell", shell)
    }
}

extension ApprovalEvent {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("step", step)
        data.add("digest", digest)
        data.add("approver", approver)
        data.add("signature", signature)
        data.add("note", note)
        data.add("request", request)
        data.add("principals", principals)
        data.add("key", key)
        data.add("rule", rule)
        data.add("identity", identity)
    }
}

extension StepIntended {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add(key)
        data.add("command", command)
        data.add("interpreter", interpreter)
        data.add("timeout", timeoutSeconds)
        data.add("idempotent", isIdempotent)
        if wantedExit != 0 { data.add("exit", wantedExit) }
        data.add("judged", isJudgedFurther)
        data.add("undo", undoData)
    }
}

extension StepExited {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add(key)
        data.add("ending", ending.word)
        data.add("code", code)
        data.add("detail", detail)
        data.add("seconds", seconds)
        data.add("survivors", survivors)
        data.add("keptIn", keptIn)
    }
}

extension StepSettled {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("step", step)
        data.add("host", host)
        data.add("state", state.rawValue)
        data.add("reason", reason)
        data.add("of", of?.rawValue)
        guard let followed else { return }
        data.add(
            "followed",
            .array(
                followed.map { change in
                    .object(
                        [("step", change.step), ("run", change.run)].compactMap { name, value in
                            value.map { JSON.Member(name, .string($0)) }
                        })
                }))
    }
}

extension StateSaved {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("step", step)
        data.add("host", host)
        data.add("length", length)
        data.add("hash", hash)
        data.add("text", inline)
    }
}

extension OutputStored {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add(key)
        data.add("stream", stream)
        data.add("length", length)
        data.add("hash", hash)
        data.add("masked", maskHits)
        data.add("lines", lines)
        data.add("text", inline)
        data.add("withheld", isWithheld)
        data.add("stored-length", storedLength)
        data.add("stored-hash", storedHash)
        data.add("after", isAfterEnd)
    }
}

extension BackgroundEnded {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add(key)
        data.add("pid", pid)
        data.add("ending", ending.word)
        data.add("code", code)
        data.add("detail", detail)
        data.add("seconds", seconds)
    }
}

extension CheckEvaluated {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("step", step)
        data.add("host", host)
        data.add("moment", moment.rawValue)
        data.add("summary", summary)
        data.add("result", result.rawValue)
        data.add("wanted", wanted)
        data.add("found", found)
    }
}

extension Captured {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("name", name)
        data.add("value", value)
        data.add("step", step)
        data.add("host", host)
    }
}

extension Deviation {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("kind", kind.word)
        data.add("step", step)
        data.add("host", host)
        data.add("user", user)
        data.add("reason", reason)
        data.add("evidence", evidence)
        if case .fix(let pattern, let after) = kind {
            data.add("pattern", pattern)
            data.add("after", after)
        }
    }
}

extension RunResumed {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("last", lastHash)
        data.add("torn", tornBytes)
        data.add("user", user)
        data.add("version", toolVersion)
        data.add("in-doubt", inDoubt)
        data.add("mode", mode.rawValue)
        data.add("machine", machine)
        data.add("login", loginUser)
        data.add("claimed", claimedUser)
    }
}

extension RunClosed {
    fileprivate func write(to data: inout PayloadWriter) {
        data.add("verdict", verdict.rawValue)
        data.add("planned", planned)
        data.add("executed", executed)
        data.add("satisfied", satisfied)
        data.add("skipped", skipped)
        data.add("failed", failed)
        data.add("seconds", seconds)
        data.add("root", merkleRoot)
    }
}
