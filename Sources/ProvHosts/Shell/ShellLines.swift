import ProvText

/// Which line a shell reads: bash counts what it reads as commands, and its messages name the lines.
extension ShellSession.State {
    mutating func noteRead(_ text: [UInt8]) { linesRead += ShellProtocol.lineCount(text) }

    /// A command as it is sent: with its lines where its source has them.
    ///
    /// - Parameter keepsState: whether the shell's state is worth asking for.
    func sent(_ command: Command, keepsState: Bool) -> Command {
        var sent = command
        sent.keepsState = command.keepsState && keepsState
        sent.padding = padding(for: command)
        return sent
    }

    /// Empty lines in front of a command's text, so that bash counts its lines as the source has them; none if it has
    /// read more lines already.
    func padding(for command: Command) -> Int {
        guard dialect == .bash, command.interpreter == .session,
            command.firstLine <= ShellProtocol.longestPadding
        else { return 0 }
        let exported = command.environment.reduce(0) { $0 + $1.value.utf8.count { $0 == ASCII.newline } }
        return max(0, command.firstLine - linesRead - 1 - exported)
    }
}
