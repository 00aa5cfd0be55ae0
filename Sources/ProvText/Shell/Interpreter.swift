/// What reads the text of a command.
package enum Interpreter: Sendable, Equatable {
    /// The host's long-lived shell.
    case session
    /// A process of its own that reads the text from a file, as in `["python3"]`.
    case process([String])
}
