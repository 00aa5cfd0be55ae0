import Glibc
import ProvText

/// Ends what a command started, when its time is over or we are asked to: TERM, then after a grace KILL until nothing
/// is left.
struct CommandStopper {
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
        return Int32(clamping: max(0, (next - ContinuousClock.now).wholeMilliseconds + 1))
    }

    mutating func act() {
        let now = ContinuousClock.now
        switch phase {
        case .watching:
            if isWoken {
                reason = .cancelled
            } else if let deadline, now >= deadline {
                reason = .timedOut
            } else {
                return
            }
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

    private mutating func killAll() { isUnreachable = !loop.processes.endAll(loop.scope) }
}
