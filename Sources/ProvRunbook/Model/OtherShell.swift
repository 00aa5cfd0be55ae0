package import ProvText

/// What leaves the shell of the steps for another one, so that what is written after it is meant for that one.
package struct ShellChange: Sendable, Equatable {
    /// What the other shell is on, or who owns it.
    package enum Target: String, Sendable, CaseIterable {
        case host, user, container
        /// The same user on the same machine, with other variables and tools.
        case shell
    }

    package enum Cause: Sendable, Equatable {
        /// A command, as written, on one line.
        case command(String)
        /// In a recorded terminal: the user and host of the prompt that followed.
        case prompt(String)
        /// A heading or a text, as written, on one line.
        case words(String)
    }

    package var target: Target
    package var cause: Cause
    package var file: String
    package var range: TextRange
}

/// The part of a step that is meant for another shell, and would run in this one.
package struct OtherShell: Sendable, Equatable {
    package var change: ShellChange
    /// The first command that is meant for it, in the step's file.
    package var range: TextRange

    /// What the part follows, as a phrase: `'ssh db1' (line 12), which goes to another host`.
    package var origin: String {
        let place = "line \(change.range.start.line)"
        return switch (change.cause, change.target) {
        case (.command(let text), .host): "'\(text)' (\(place)), which goes to another host"
        case (.command(let text), .user): "'\(text)' (\(place)), which becomes another user"
        case (.command(let text), .container): "'\(text)' (\(place)), which goes into a container"
        case (.command(let text), .shell): "'\(text)' (\(place)), which starts another shell"
        case (.prompt(let text), _): "the change of the prompt to '\(text)' (\(place))"
        case (.words(let text), .container): "the words '\(text)' (\(place)), which mean a container"
        case (.words(let text), _): "the words '\(text)' (\(place)), which mean another machine"
        }
    }

    /// What the author can do about it.
    package static let remedy = "set where it runs with 'on' or 'as', or mark it 'here' if the local machine is meant"
}
