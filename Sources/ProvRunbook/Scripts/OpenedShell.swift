package import ProvShell

/// A shell on another machine, of another user or with other variables, which a command of a script opens.
package enum OpenedShell {
    /// Where the shell is that a command opens; `nil` for one that opens none, whose input is given, or that only
    /// starts a plain shell of the same kind, which ends at once without a terminal.
    package static func target(of command: ShellCommand) -> ShellChange.Target? {
        guard let target = OtherShellReader.opened(by: command) else { return nil }
        if target == .shell {
            let program = command.word(command.assignmentCount).text
            if OtherShellReader.shells.contains(program) || plain.contains(program) { return nil }
        }
        return target
    }

    private static let plain: Set<String> = OtherShellReader.runners
        .union(["exec", "env", "command", "builtin", "scl", "ssh-agent", "unshare"])
}
