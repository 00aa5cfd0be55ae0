import ProvRunbook

/// The journal's door and the observer's: here, and nowhere before, what an event says is masked.
extension Event {
    /// The same event with every text in it masked, as a person or a program wrote it.
    ///
    /// What a resume needs back (inputs, captures, the shell's state) is masked reversibly. Names of steps and hosts
    /// stay: they are keys, and a run whose names hold a secret is refused. Outputs come masked, from the streams that
    /// they are.
    package func masked(by masker: Masker) -> Event {
        guard !masker.isEmpty else { return self }
        let mask = { (text: String) in masker.mask(text) }
        switch self {
        case .runOpened(let event): return .runOpened(event.masked(by: masker))
        case .plan(let plan):
            return .plan(
                PlanRecorded(
                    entries: plan.entries.map { $0.masked(mask) },
                    alternatives: plan.alternatives.map { $0.masked(mask) }))
        case .approval(var event):
            event.note = event.note.map(mask)
            return .approval(event)
        case .stepIntended(var event):
            event.command = mask(event.command)
            return .stepIntended(event)
        case .stepExited(let event): return .stepExited(event.masked(by: masker))
        case .backgroundEnded(let event): return .backgroundEnded(event.masked(by: masker))
        case .checkEvaluated(let event): return .checkEvaluated(event.masked(by: masker))
        case .stepSettled(let event): return .stepSettled(event.masked(by: masker))
        case .captured(var event):
            event.value = masker.maskReversibly(event.value)
            return .captured(event)
        case .stateSaved(var event):
            event.inline = event.inline.map { masker.maskReversibly($0) }
            return .stateSaved(event)
        case .deviation(let event): return .deviation(event.masked(mask))
        case .runInterrupted(let event): return .runInterrupted(RunInterrupted(cause: mask(event.cause)))
        case .auditFailure(let event): return .auditFailure(AuditFailure(what: mask(event.what)))
        case .serverSeen(var event):
            event.program = masker.mask(event.program)
            event.address = masker.mask(event.address)
            return .serverSeen(event)
        case .hostSeen, .stepStarted, .output, .toolHashed, .runResumed, .redactionSummary, .runClosed: return self
        }
    }
}

extension RunOpened {
    fileprivate func masked(by masker: Masker) -> RunOpened {
        var event = self
        event.title = masker.mask(title)
        event.purpose = purpose.map { masker.mask($0) }
        event.parameters = parameters.mapValues { masker.maskReversibly($0) }
        event.hostParameters = hostParameters.mapValues { $0.mapValues { masker.maskReversibly($0) } }
        return event
    }
}

extension PlanRecorded.Entry {
    fileprivate func masked(_ mask: (String) -> String) -> PlanRecorded.Entry {
        var entry = self
        entry.title = mask(title)
        entry.section = section.map(mask)
        entry.command = mask(command)
        entry.proves = proves.map(mask)
        entry.leftOut = leftOut?.masked(mask)
        entry.item = item.map(mask)
        return entry
    }
}

extension PlanRecorded.Alternative {
    fileprivate func masked(_ mask: (String) -> String) -> PlanRecorded.Alternative {
        var alternative = self
        alternative.group = mask(group)
        alternative.variants = variants.map(mask)
        alternative.taken = taken.map(mask)
        alternative.about = about.map(mask)
        return alternative
    }
}

extension LeftOut {
    fileprivate func masked(_ mask: (String) -> String) -> LeftOut {
        switch self {
        case .beforeFrom(let name): .beforeFrom(mask(name))
        case .noTag(let tags): .noTag(tags.map(mask))
        case .conditionFalse(let text): .conditionFalse(mask(text))
        case .otherVariant(let group, let own, let taken):
            .otherVariant(group: mask(group), own: mask(own), taken: taken.map(mask))
        case .emptyList(let name): .emptyList(mask(name))
        case .other(let sentence): .other(mask(sentence))
        case .notAmongOnly, .onlyWhenNamed, .outsideLimit: self
        }
    }
}

extension StepExited {
    package func masked(by masker: Masker) -> StepExited {
        var event = self
        event.detail = detail.map { masker.mask($0) }
        event.failed?.file = masker.mask(failed?.file ?? "")
        event.failed?.text = masker.mask(failed?.text ?? "")
        event.survivors = survivors.map { masker.mask($0) }
        return event
    }
}

extension BackgroundEnded {
    package func masked(by masker: Masker) -> BackgroundEnded {
        var event = self
        event.detail = detail.map { masker.mask($0) }
        return event
    }
}

extension CheckEvaluated {
    package func masked(by masker: Masker) -> CheckEvaluated {
        var event = self
        (event.summary, event.wanted, event.found) = (masker.mask(summary), masker.mask(wanted), masker.mask(found))
        event.difference = difference.map { masker.mask($0) }
        return event
    }
}

extension StepSettled {
    package func masked(by masker: Masker) -> StepSettled {
        var event = self
        event.reason = reason.map { masker.mask($0) }
        return event
    }
}

extension Deviation {
    fileprivate func masked(_ mask: (String) -> String) -> Deviation {
        var event = self
        event.reason = mask(reason)
        if case .fix(let pattern, let after) = kind { event.kind = .fix(pattern: mask(pattern), after: mask(after)) }
        return event
    }
}
