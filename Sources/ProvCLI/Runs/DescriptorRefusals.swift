import ProvHosts

/// What is said where the limit of open files is too low for a run.
extension RunLauncher {
    /// Before anything is recorded: not even one shell can do with less.
    static func requireDescriptors() throws(CommandFailure) {
        guard let allowed = DescriptorLimit.reserve(DescriptorLimit.least) else { return }
        throw CommandFailure(
            .refused,
            "nothing was run: the limit of open files is \(allowed), but a run needs \(DescriptorLimit.least)",
            advice: descriptorAdvice)
    }

    static let descriptorAdvice = "raise it: ulimit -n \(DescriptorLimit.least)"

    static func tooFewDescriptors(_ short: (shells: Int, needed: Int, allowed: Int)) -> CommandFailure {
        CommandFailure(
            .refused,
            """
            nothing was run: the limit of open files is \(short.allowed), but \(short.shells) shells need \(short.needed)
            """,
            advice:
                "raise the hard limit (`ulimit -Hn`, nofile in limits.conf), or work on fewer hosts: --limit PATTERN")
    }
}
