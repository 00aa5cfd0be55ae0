import ProvHosts
import ProvJournal
import ProvRunbook
import Synchronization

/// Lets a run's shells onto a host where its lock is ours, and records what became of the lock.
final class HostEntrance: Sendable {
    private let host: String
    private let lock: HostLock
    private let context: RunContext
    private let latest = Mutex<HostLock.Holder?>(nil)
    private let isTold = Mutex(false)

    init(host: String, lock: HostLock, context: RunContext) {
        self.host = host
        self.lock = lock
        self.context = context
    }

    /// Who holds the lock in our place; `nil` where it is ours.
    var holder: HostLock.Holder? { latest.withLock { $0 } }

    /// - Parameters:
    ///   - releases: whether the shell gives the lock back when it is closed: the first of a host, which is closed last.
    ///   - sparing: folders there that somebody was told to look into.
    func entry(releases: Bool, sparing: Set<String>) -> HostEntry {
        HostEntry(arrival: lock.take, departure: releases ? lock.release : "", store: String(context.log.keyedHash("store").filter { $0.isLetter || $0.isNumber }.suffix(12)),
                  sparing: sparing) { [self] in try self.judge($0) }
    }

    private func judge(_ told: String) throws -> HostEntry.Answer {
        switch HostLock.answer(Facts.parse(told).filter { $0.key.hasPrefix("prov_lock") }) {
        case .taken: latest.withLock { $0 = nil }
        case .held(let holder):
            if let run = holder.run, holder.process?.isGone == true {
                var breaking = lock
                breaking.breaks = .only(run: run)
                return .again(breaking.take)
            }
            latest.withLock { $0 = holder }
            throw HostError(code: .locked, host: host, message: "it is locked by \(holder.text)", advice: HostLock.wayOut(holder.run))
        case .broken(let holder): try broke(holder)
        case .impossible(let why): try cannotLock(why)
        }
        return .entered
    }

    private func broke(_ holder: HostLock.Holder) throws {
        let isGone = holder.process?.isGone == true
        let name = context.masker.mask(holder.text)
        let why = isGone && context.settings.breaksLocks == nil ? "its process on this machine has ended" : context.masker.mask(context.settings.breaksLocks ?? "")
        try context.log.append([.deviation(Deviation(kind: .lockBroken, host: host, user: context.decider.name, reason: "the lock of \(name): \(why)"))])
        context.observe(.remark(isGone ? "the lock of \(name) on \(host) was taken over: its process on this machine has ended"
            : "the lock of \(name) on \(host) was broken"))
    }

    private func cannotLock(_ why: String) throws {
        guard isTold.withLock({ told in defer { told = true }; return !told }) else { return }
        let why = context.masker.mask(why)
        try context.log.append([.deviation(Deviation(kind: .notLocked, host: host, user: "prov", reason: "no lock can be taken there: \(why)"))])
        context.observe(.remark("no lock can be taken on \(host), so that other controllers are not kept out: \(why)"))
    }
}
