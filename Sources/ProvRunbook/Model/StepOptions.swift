package import ProvText

/// The keys of a block, after the section's defaults have been applied.
package struct StepOptions: Sendable {
    package var on: Located<String>?
    /// The user to become on the host.
    package var user: Located<String>?
    package var timeout: Duration?
    /// `nil` where document order decides.
    package var needs: [Located<String>]?
    /// Steps whose changes make this one run; empty for a step that runs anyway.
    package var whenChanged: [Located<String>] = []
    package var when: Located<Condition>?
    /// Conditions of the includes that it stands in, which hold besides its own.
    var outerWhen: [Condition] = []
    /// What the includes that it stands in follow.
    var outerChanges: [Located<String>] = []
    /// What the includes that it stands in wait for, and the part of the innermost of them.
    var outerNeeds: (part: String, names: [Located<String>])?
    /// The list that it is there for each item of.
    package var foreach: Located<ItemLoop>?
    /// The variant that the writer says it is.
    package var alternative: Located<DeclaredVariant>?
    package var until: Located<String>?
    package var every: Duration?
    package var retries: Int = 0
    package var backoff: Duration?
    /// Batch sizes in turn: `2`, `25%`, `1, 25%, 100%`; the last one repeats. Empty takes all hosts at once.
    package var serial: [BatchSize] = []
    /// How long the hosts of a batch must stay well before the next batch begins.
    package var soak: Located<Duration>?
    package var maxFail: BatchSize?
    package var once = false
    package var captures: [Located<String>] = []
    package var cwd: String?
    package var environment: [(name: String, value: String)] = []
    package var isInteractive = false
    package var isIsolated = false
    package var isIdempotent = false
    /// Whether it takes its host down, which is then waited for.
    package var reboots = false
    package var isStrict = true
    package var isBackground = false
    package var isDetached = false
    /// Meant for this shell, although it follows a command that opens another one.
    package var isHere = false
    /// Only sets what later steps see in the shell: runs in every run, whatever its checks say.
    package var setsState = false
    /// Changes nothing, and therefore runs in a verification too.
    package var isReadOnly = false
    /// The outage that the run recovers from begins with this step.
    package var beginsOutage = false
    package var tags: [String] = []
    /// Runme's `excludeFromRunAll`: runs only when named.
    package var onlyWhenNamed = false
    /// The exit code that is success; `nil` where any end is.
    package var expectedExit: Int? = 0

    package init() {}
}

/// What the key `alternative` says.
package enum DeclaredVariant: Sendable, Equatable {
    case variant(group: String, name: String)
    /// It runs whichever variant is taken.
    case noVariant
}

/// A value of `serial`: hosts, or a share of all hosts of the step.
package enum BatchSize: Sendable, Equatable {
    case count(Int)
    case percent(Int)
}
