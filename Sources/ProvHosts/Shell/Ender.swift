import Glibc

/// Ends what a command started, when its time is over or we are asked to: TERM, then after a grace KILL until nothing is left.
struct Ender {
    let loop: StepLoop
    private var deadline: ContinuousClock.Instant?
    private var phase = Phase.watching
    private(set) var reason: Outcome.Ending?
    private(set) var isWoken = false
    /// True where the host could not be asked to end it: nobody knows what becomes of the command.
    private(set) var isUnreachable = false

    private enum Phase {
        case watching
        /// TERM was sent; KILL follows at this time.
        case asked(until: ContinuousClock.Instant)
        case killing(rounds: Int)
    }

    init(loop: StepLoop, deadline: ContinuousClock.Instant?) {
        self.loop = loop
        self.deadline = deadline
    }

    mutating func wake() { isWoken = true }

    /// How long `poll` may sleep; -1 is for ever.
    func milliseconds() -> Int32 {
        let next: ContinuousClock.Instant?
        switch phase {
        case .watching: next = deadline
        case .asked(let until): next = until
        case .killing: return 20
        }
        guard let next else { return -1 }
        let left = next - ContinuousClock.now
        let (seconds, attoseconds) = left.components
        return Int32(clamping: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
    }

    mutating func act() {
        let now = ContinuousClock.now
        switch phase {
        case .watching:
            if isWoken { reason = .cancelled } else if let deadline, now >= deadline { reason = .timedOut } else { return }
            isUnreachable = !loop.processes.signal(loop.scope, SIGTERM, SIGCONT)
            phase = .asked(until: now + loop.grace)
        case .asked(let until) where now >= until:
            killAll()
            phase = .killing(rounds: 0)
        case .asked: break
        case .killing(let rounds):
            killAll()
            phase = .killing(rounds: rounds + 1)
        }
    }

    /// Stops everything first, so that a storm of forks stands still while it is ended.
    private mutating func killAll() { isUnreachable = !loop.processes.endAll(loop.scope) }
}

extension ProcessTable {
    /// Kills every member, in rounds, until none is left or a hundred rounds have passed.
    static func endAll(sessions: Set<pid_t>, marker: String) {
        for _ in 0..<100 {
            let found = members(sessions: sessions, marker: marker)
            if found.isEmpty { return }
            for entry in found { kill(entry.pid, SIGSTOP) }
            for entry in found { kill(entry.pid, SIGKILL) }
            usleep(2000)
        }
    }
}
