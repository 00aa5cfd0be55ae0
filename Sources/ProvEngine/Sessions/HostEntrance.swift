import ProvHosts
import ProvJournal
import ProvRunbook
import Synchronization

/// Lets a run's shells onto a host where its lock is ours, and records what became of the lock.
final class HostEntrance: Sendable {
    private let host: String
    /// `nil` for what only looks.
    private let lock: HostLock?
    private let context: RunContext
    private let latest = Mutex<HostLock.Holder?>(nil)
    private let isTold = Mutex(false)

    init(host: String, lock: HostLock?, context: RunContext) {
        self.host = host
        self.lock = lock
        self.context = context
    }

    /// Who holds the lock in our place; `nil` where it is ours.
    var holder: HostLock.Holder? { latest.withLock { $0 } }

    /// - Parameter releases: whether the shell gives the lock back when it is closed: the first of a host, which is
    ///   closed last.
    func entry(releases: Bool) -> HostEntry {
        let left = Mutex<(ended: [KeptFolder], live: [KeptFolder])>(([], []))
        return HostEntry(
            arrival: lock?.take ?? ":",
            departure: { [self] in
                let (ended, live) = left.withLock { $0 }
                return departure(releases: releases, ended, live)
            },
            store: store, run: context.log.id,
            judge: { [self] told in
                let facts = HostFacts.parse(told)
                if let ended = facts[HostEntry.leftKey], let live = facts[HostEntry.liveKey] {
                    left.withLock { $0 = (KeptFolder.named(in: ended), KeptFolder.named(in: live)) }
                }
                return try judge(facts)
            })
    }

    /// Known to the store alone.
    private var store: String {
        String(context.log.keyedHash("store").filter { $0.isLetter || $0.isNumber }.suffix(12))
    }

    /// The lock, and what ended sessions of the store's runs have left of their output and nobody needs.
    ///
    /// - Parameter live: had not ended when this session began, such as what a killed run had started: it may have
    ///   since.
    private func departure(releases: Bool, _ ended: [KeptFolder], _ live: [KeptFolder]) -> String {
        let words = unneeded(ended).map(\.word).sorted().joined(separator: " ")
        return
            ([releases ? lock?.release : nil, words.isEmpty ? nil : "set -- \"$@\" \(words)"].compactMap { $0 }
            + unneeded(live).map(\.wordIfLeft).sorted()).joined(separator: "; ")
    }

    private func unneeded(_ left: [KeptFolder]) -> [KeptFolder] {
        Dictionary(grouping: left, by: \.run).flatMap { run, folders in
            guard case .folders(let needed) = context.log.keptOutput(of: run) else { return [KeptFolder]() }
            return folders.filter { !needed.contains($0.name) }
        }
    }

    private func judge(_ facts: [String: String]) throws -> HostEntry.Answer {
        guard let lock else { return .entered }
        switch HostLock.answer(facts.filter { $0.key.hasPrefix("prov_lock") }) {
        case .taken: latest.withLock { $0 = nil }
        case .held(let holder):
            if let run = holder.run, holder.process?.isGone == true {
                var breaking = lock
                breaking.breaks = .only(run: run)
                return .again(breaking.take)
            }
            latest.withLock { $0 = holder }
            throw HostError(
                code: .locked, host: host, message: "it is locked by \(holder.text)",
                advice: HostLock.wayOut(holder.run))
        case .broken(let holder): try broke(holder)
        case .impossible(let why): try cannotLock(why)
        }
        return .entered
    }

    private func broke(_ holder: HostLock.Holder) throws {
        let isGone = holder.process?.isGone == true
        let name = holder.text
        let why =
            isGone && context.settings.breaksLocks == nil
            ? "its process on this machine has ended" : context.settings.breaksLocks ?? ""
        try context.log.append([
            .deviation(
                Deviation(
                    kind: .lockBroken, host: host, user: context.decider.name, reason: "the lock of \(name): \(why)"))
        ])
        context.observe(
            .remark(
                isGone
                    ? """
                    the lock of \(name) on \(host) was taken over: its process on this machine has ended; a step that it \
                    started there may still run
                    """
                    : "the lock of \(name) on \(host) was broken"))
    }

    private func cannotLock(_ why: String) throws {
        guard
            isTold.withLock({ told in
                defer { told = true }
                return !told
            })
        else { return }
        try context.log.append([
            .deviation(
                Deviation(kind: .notLocked, host: host, user: "prov", reason: "cannot take the lock: \(why)"))
        ])
        context.observe(.remark("cannot take the lock on \(host), so other controllers are not excluded: \(why)"))
    }
}
