/// What is known of the command line of a program: which options take a value, and which words are a command again.
package struct Tool: Sendable {
    /// The command that a program is given to run.
    package enum Inner: Sendable {
        /// The words from an operand on: `timeout 5 COMMAND`.
        case words(from: Int)
        /// The words behind `--`, or from an operand on where there is no `--`.
        case dashes(orFrom: Int?)
        /// A text for a shell, the value of an option: `bash -c TEXT`.
        case text(options: [String])
        /// The same, and its operands are a script's name.
        case shell(options: [String])
        /// The words from an operand on, joined to a text for a shell: `ssh HOST TEXT`.
        case joined(from: Int)
        /// The words behind one of these options, up to `;` or `+`: `find -exec`.
        case listed(options: [String])
    }

    /// Whose machine the inner command runs on.
    package enum Place: Sendable { case here, container, host }

    /// A word that says what the tool does; some have words of their own: `docker volume rm`.
    package struct Verb: Sendable {
        package var valued: Set<String> = []
        /// Options that take a value elsewhere and none here: `kubectl logs -f`.
        package var flags: Set<String> = []
        package var inner: Inner?
        package var isGroup = false
    }

    package var names: [String]
    package var style = OptionStyle.letters
    /// Options in front of the verb that take a value.
    package var globals: Set<String>
    /// The global options may stand behind the verb too; git and docker have other options there.
    package var globalsAnywhere = true
    /// Where every long option takes a value but some.
    package var flags: Set<String>?
    /// By the words that lead to it: `rm`, `volume rm`.
    package var verbs: [String: Verb] = [:]
    package var inner: Inner?
    package var place = Place.here
    /// Options with which it runs no other command: `command -v`.
    package var idle: [String] = []

    package var values: OptionValues { OptionValues(names: [globals], flags: flags) }

    init(
        _ names: String, globals: String = "", style: OptionStyle = .letters, flags: String? = nil,
        groups: String = "", globalsAnywhere: Bool = true, inner: Inner? = nil, idle: String = "",
        place: Place = .here, verbs: [String: Verb] = [:]
    ) {
        self.names = Tool.list(names)
        self.globals = Set(Tool.list(globals))
        self.style = style
        self.flags = flags.map { Set(Tool.list($0)) }
        self.inner = inner
        self.idle = Tool.list(idle)
        self.place = place
        self.globalsAnywhere = globalsAnywhere
        self.verbs = verbs
        for group in Tool.list(groups) { self.verbs[group, default: Verb()].isGroup = true }
    }

    static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

extension Tool.Verb {
    init(_ valued: String, flags: String = "", inner: Tool.Inner? = nil) {
        self.init(valued: Set(Tool.list(valued)), flags: Set(Tool.list(flags)), inner: inner)
    }
}
