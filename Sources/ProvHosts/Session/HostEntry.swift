/// What is done on a host before the first shell of a session is there and after it has gone, by the process that
/// starts the shell: nothing that a start-up file or a step does to its shell can reach it.
package struct HostEntry: Sendable {
    /// What became of the arrival.
    package enum Answer: Sendable {
        case entered
        /// It has to be asked again with this text, over a connection of its own.
        case again(String)
    }

    /// One line of POSIX shell that needs builtins alone where nothing is in the way.
    package var arrival: String
    /// One line of POSIX shell that adds files which are to be removed to the positional parameters; asked for when the
    /// shell goes.
    package var departure: @Sendable () -> String
    /// Names the store in what is kept on the host, so that a later run finds what a killed one left: letters and
    /// digits.
    package var store: String
    /// Names the run in the same way.
    package var run: String
    /// Looks at what the arrival printed; throws `HostError` where the host may not be used.
    package var judge: @Sendable (String) throws -> Answer

    /// Stands in what the arrival printed before the names of the store's folders there whose session has ended, each
    /// after a blank.
    package static let leftKey = "prov_left"
    /// The same for those whose session has not: what a killed run started there may still run.
    package static let liveKey = "prov_live"

    package init(
        arrival: String = ":", departure: @escaping @Sendable () -> String = { "" }, store: String, run: String,
        judge: @escaping @Sendable (String) throws -> Answer = { _ in .entered }
    ) {
        self.arrival = arrival
        self.departure = departure
        self.store = store
        self.run = run
        self.judge = judge
    }

    /// As it stands in the name of a folder.
    var owner: String { "\(store).\(run)" }
}

/// A folder on a host that has what a session printed there, by its name.
package struct KeptFolder: Sendable, Equatable {
    package let name: String
    /// The run whose output is in it.
    package let run: String

    /// - Parameter name: as `HostEntry.leftKey` gives it; `nil` where it is none of ours.
    package init?(name: Substring) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        guard parts.count == 5, parts[0] == "prov", isPlain else { return nil }
        self.name = String(name)
        run = String(parts[2])
    }

    /// What `HostEntry.leftKey` or `HostEntry.liveKey` stands for in what the arrival printed.
    package static func named(in list: String) -> [KeptFolder] {
        list.split(separator: " ").compactMap(KeptFolder.init)
    }

    init?(path: String) { self.init(name: path.split(separator: "/").last ?? "") }

    /// As one word of a POSIX shell.
    package var word: String { "\"${TMPDIR:-/tmp}/\(name)\"" }

    /// Adds it to the positional parameters of a POSIX shell if its session has ended by then.
    package var wordIfLeft: String {
        // PID-START: the process that started the session's shell.
        let keeper = name.split(separator: ".")[3].split(separator: "-")
        return """
            (IFS= read -r l </proc/\(keeper.first ?? "0")/stat && set -- ${l##*) } && [ "$1" != Z ] && \
            [ "${20}" = "\(keeper.last ?? "")" ]) 2>/dev/null || set -- "$@" \(word)
            """
    }
}
