package import ProvHosts
package import ProvJournal
package import ProvRunbook
package import ProvText

/// Everything a run gets from outside: the engine reads no clock, no environment and no file itself.
package struct RunContext: Sendable {
    package var transport: any Transport
    package var log: RunLog
    package var masker: Masker
    /// The runbook's secrets; they reach steps as environment variables and nothing else.
    package var secrets: Secrets
    package var decider: any Operator
    /// Signed approvals; `nil` asks the person at the terminal.
    package var approvals: ApprovalSource?
    /// What steps with `when-changed` have to follow of earlier runs and segments.
    package var unfollowed: [ChangeHistory.Place: [FollowedChange]] = [:]
    /// The run whose locks of hosts hold for this one too; `nil` where it has its own.
    package var lockOwner: String?
    /// Given by the operator: variables of a shell that an earlier segment set and the record does not hold, by name.
    package var givenVariables: @Sendable (String) -> String? = { _ in nil }
    /// Which of the environment's rules about time is broken now, in words; asked each time a gate is passed.
    package var brokenRule: @Sendable () async -> String? = { nil }
    /// What an approver is shown beside the steps: the commit, an overridden rule, how each host is reached; by name.
    package var circumstances: [String: String] = [:]
    /// Asked for each output that is not as its runbook shows it, whether that shall show it from now on; `nil` where
    /// a run only compares.
    package var acceptance: (@Sendable (PrintedOutput, CheckEvaluated) async -> Bool)?
    /// The user's terminal, for interactive steps.
    package var terminal: TerminalAccess = .none
    /// Shows progress, in order: after everything that waits to be shown until it is on disk.
    package let observe: @Sendable (Progress) -> Void
    private let observer: @Sendable (Progress) -> Void
    /// Waited for before the run is closed, for what is recorded beside its steps.
    package var finishing: @Sendable () async -> Void = {}
    /// Makes the run's report when it is closed.
    package var page: (@Sendable (LoadedRun) -> [UInt8]?)?
    /// Where shells start: the folder of the runbook.
    package var directory: String
    package var sleep: @Sendable (Duration) async throws -> Void
    package var settings: Settings

    /// What the steps left running.
    let background = BackgroundRecords()

    package init(
        transport: any Transport, log: RunLog, masker: Masker, secrets: Secrets, decider: any Operator,
        observe: @escaping @Sendable (Progress) -> Void, directory: String,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        settings: Settings = Settings()
    ) {
        self.transport = transport
        self.log = log
        self.masker = masker
        self.secrets = secrets
        self.decider = decider
        observer = observe
        self.observe = { progress in log.tell { observe(progress.masked(by: masker)) } }
        self.directory = directory
        self.sleep = sleep
        self.settings = settings
    }

    /// Records what happened, and shows it once it is on disk. Whoever calls does not wait: what starts next waits for
    /// both.
    func record(_ events: [Event], thenShow progress: Progress) throws {
        let (masker, observer) = (masker, observer)
        try log.append(events) { observer(progress.masked(by: masker)) }
    }

    /// What the command line decides, with the values that hold without it.
    package struct Settings: Sendable {
        /// For a step without `timeout`.
        package var stepTimeout: Duration = .seconds(1800)
        /// For one evaluation of a check without `timeout`.
        package var checkTimeout: Duration = .seconds(60)
        /// When a step that does not end is first said to be a server.
        package var serverNotice: Duration = .seconds(10)
        /// The time between the two looks that have to see the same server.
        package var serverPause: Duration = .seconds(3)
        /// How many steps may run at once.
        package var jobs = 8
        /// How many hosts are worked on at once where nobody said.
        package var forks = 20
        /// How long a host whose link was lost in the middle of a step may stay away before the step is in doubt.
        package var linkTimeout: Duration = .seconds(600)
        /// Why locks of other controllers are broken; `nil` leaves them.
        package var breaksLocks: String?
        /// What the command line decided about failures, skips and doubts.
        package var decisions = Decisions()
        /// This machine's name, for those who meet the run's locks.
        package var machine = ""
        package init() {}
    }
}
