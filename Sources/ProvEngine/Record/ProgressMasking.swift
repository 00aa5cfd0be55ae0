import ProvJournal

extension Progress {
    /// The same with every text masked that is not masked at its source, as outputs are.
    func masked(by masker: Masker) -> Progress {
        guard !masker.isEmpty else { return self }
        switch self {
        case .started(let key, let command): return .started(key, command: masker.mask(command))
        case .checked(let event): return .checked(event.masked(by: masker))
        case .serverSeen(var event):
            event.program = masker.mask(event.program)
            event.address = masker.mask(event.address)
            return .serverSeen(event)
        case .exited(let event): return .exited(event.masked(by: masker))
        case .backgroundEnded(let event): return .backgroundEnded(event.masked(by: masker))
        case .settled(let event, let seconds): return .settled(event.masked(by: masker), seconds: seconds)
        case .difference(let step, let host, let text):
            return .difference(step: step, host: host, text: masker.mask(text))
        case .remark(let text): return .remark(masker.mask(text))
        case .opened, .scheduled, .checking, .output, .closed: return self
        }
    }
}
