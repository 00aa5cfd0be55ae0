/// What is done on a host before the first shell of a session is there and after it has gone, by the process that starts the shell:
/// nothing that a start-up file or a step does to its shell can reach it.
package struct HostEntry: Sendable {
    /// What became of the arrival.
    package enum Answer: Sendable {
        case entered
        /// It has to be asked again with this text, over a connection of its own.
        case again(String)
    }

    /// One line of POSIX shell that needs builtins alone where nothing is in the way; sets `prov_out` where the host may not be used.
    package var arrival: String
    /// One line of POSIX shell that adds files which are to be removed to the positional parameters.
    package var departure: String
    /// Names the store in what is kept on the host, so that a later run finds what a killed one left: letters and digits.
    package var store: String
    /// Folders that are not removed although nothing runs there any more: somebody was told to look into them.
    package var sparing: Set<String>
    /// Looks at what the arrival printed; throws `HostError` where the host may not be used.
    package var judge: @Sendable (String) throws -> Answer

    package init(arrival: String = ":", departure: String = "", store: String, sparing: Set<String> = [],
                 judge: @escaping @Sendable (String) throws -> Answer = { _ in .entered }) {
        self.arrival = arrival
        self.departure = departure
        self.store = store
        self.sparing = sparing
        self.judge = judge
    }
}
