import ProvText

/// A program that a script runs, found through what runs it: `sudo -u app psql` runs sudo and psql.
package struct Invocation: Sendable {
    /// The simple command that it stands in; of another text where a shell is given one: `bash -c TEXT`.
    package let command: ShellCommand
    /// Without its folder.
    package let program: String
    /// The word that names it.
    package let name: Argument
    /// The command it stands in, in the script of the step.
    package let bytes: Range<Int>
    /// Its input is a file, a pipe or nothing.
    package let isFed: Bool
    package let feedsPipe: Bool
    package let isInBackground: Bool
    /// In a container or on another host.
    package let isElsewhere: Bool
    /// The place of the command of the step's script that it stands in.
    package let outermost: Int
    /// The program that runs it, from the outside in.
    package let wrappers: [String]
    private let source: Source

    private enum Source: Sendable {
        /// The words of the command behind an offset, and where their text stands.
        case command(from: Int, InvocationReader.Origin?)
        case words(ArraySlice<Argument>)
    }

    package var tool: Tool? { ToolTable.tool(program) }

    /// The words behind the program's name.
    package var arguments: [Argument] {
        switch source {
        case .command(let first, let origin):
            (first..<command.wordCount).map { InvocationReader.argument(command.word($0), origin) }
        case .words(let words): Array(words)
        }
    }

    package var line: CommandLine { CommandLine(program, arguments, tool: tool) }

    init(_ command: ShellCommand, word: Int, origin: InvocationReader.Origin?, around: InvocationReader.Around) {
        let name = InvocationReader.argument(command.word(word), origin)
        self.init(
            command: command, name: name, bytes: origin?.place(command.bytes) ?? command.bytes, around: around,
            source: .command(from: word + 1, origin))
    }

    init(
        _ command: ShellCommand, words: ArraySlice<Argument>, name: Argument, bytes: Range<Int>,
        around: InvocationReader.Around
    ) {
        self.init(command: command, name: name, bytes: bytes, around: around, source: .words(words))
    }

    private init(
        command: ShellCommand, name: Argument, bytes: Range<Int>, around: InvocationReader.Around, source: Source
    ) {
        self.command = command
        self.name = name
        self.bytes = bytes
        self.source = source
        program = name.text.utf8.contains(ASCII.slash) ? InvocationReader.lastPart(of: name.text) : name.text
        isFed = around.isFed || command.isFed
        feedsPipe = around.feedsPipe || command.feedsPipe
        isInBackground = around.isInBackground || command.isInBackground
        isElsewhere = around.isElsewhere
        wrappers = around.wrappers
        outermost = around.outermost ?? command.index
    }
}

/// Finds the programs that a script runs.
package enum InvocationReader {
    /// Where the text of an inner shell stands in the script of the step.
    struct Origin: Sendable {
        var word: Range<Int>
        /// What is added to its offsets; `nil` where quotes or backslashes have moved them.
        var shift: Int?

        func place(_ bytes: Range<Int>) -> Range<Int> {
            shift.map { (bytes.lowerBound + $0)..<(bytes.upperBound + $0) } ?? word
        }
    }

    /// What holds for a command by what runs it.
    struct Around: Sendable {
        var isFed = false
        var feedsPipe = false
        var isInBackground = false
        var isElsewhere = false
        var wrappers: [String] = []
        var outermost: Int?
    }

    /// More shells inside of shells than that are read by nobody.
    private static let maximumDepth = 8

    /// The programs in the order of the script, each wrapper before what it runs.
    package static func invocations(of script: ShellScript) -> [Invocation] {
        var found: [Invocation] = []
        read(script, nil, Around(), depth: 0, into: &found)
        return found
    }

    private static func read(
        _ script: ShellScript, _ origin: Origin?, _ around: Around, depth: Int, into found: inout [Invocation]
    ) {
        for command in script.commands where command.wordCount > command.assignmentCount && !command.isFunction {
            let invocation = Invocation(command, word: command.assignmentCount, origin: origin, around: around)
            found.append(invocation)
            unwrap(invocation, around, origin, depth: depth, into: &found)
        }
    }

    /// Follows what runs another command down to it.
    private static func unwrap(
        _ outer: Invocation, _ around: Around, _ origin: Origin?, depth: Int, into found: inout [Invocation]
    ) {
        var invocation = outer
        var around = around
        var level = depth
        while level < maximumDepth, let tool = invocation.tool, tool.mayRun {
            let line = invocation.line
            guard let inner = line.innerCommand else { return }
            level += 1
            around.wrappers.append(invocation.program)
            around.isInBackground = invocation.isInBackground
            around.feedsPipe = invocation.feedsPipe
            if tool.isDetached(line) { around.isInBackground = true }
            if tool.place != .here {
                around.isElsewhere = true
                // Without a terminal a container's command has nothing to read.
                if tool.place == .container, !line.has("-i", "-t", "--interactive", "--tty", "--stdin") {
                    around.isFed = true
                }
            }
            around.isFed = around.isFed || invocation.isFed
            around.outermost = invocation.outermost
            switch inner {
            case .text(let argument):
                let nested = ShellScript(argument.text)
                read(nested, place(of: argument, in: invocation), around, depth: level, into: &found)
                return
            case .words(let words):
                // A whole command line in quotes, which the program gives to a shell: `heroku run "A=1 iex -S mix"`.
                if words.count == 1, let text = words.first, text.text.utf8.contains(ASCII.space), !text.isExpanded {
                    read(ShellScript(text.text), place(of: text, in: invocation), around, depth: level, into: &found)
                    return
                }
                guard let name = words.drop(while: { isAssignment($0.text) }).first else { return }
                let rest = words.drop(while: { isAssignment($0.text) }).dropFirst()
                invocation = Invocation(
                    invocation.command, words: rest, name: name, bytes: invocation.bytes, around: around)
                found.append(invocation)
            }
        }
    }

    /// Offsets in a text between quotes are those of the script where nothing in it is quoted.
    private static func place(of argument: Argument, in invocation: Invocation) -> Origin {
        let quoted = argument.bytes.count - argument.text.utf8.count
        let shift: Int? = quoted == 2 || quoted == 0 ? argument.bytes.lowerBound + quoted / 2 : nil
        return Origin(word: argument.bytes, shift: shift)
    }

    static func argument(_ word: ShellWord, _ origin: Origin?) -> Argument {
        Argument(
            text: word.text, bytes: origin?.place(word.bytes) ?? word.bytes, isExpanded: word.isExpanded,
            hasPlaceholder: word.hasPlaceholder)
    }

    static func lastPart(of path: String) -> String {
        let part = path.utf8.reversed().prefix { $0 != ASCII.slash }.reversed()
        return part.isEmpty ? path : String(decoding: Array(part), as: UTF8.self)
    }

    /// `A=b` in front of a program, as env takes it.
    private static func isAssignment(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: ASCII.equals), equals != text.utf8.startIndex else { return false }
        return text.utf8[..<equals].allSatisfy(\.isNameByte)
    }
}

extension Tool {
    /// Whether it may run another command.
    var mayRun: Bool { inner != nil || verbs.values.contains { $0.inner != nil } }

    /// Whether it returns before the command it runs has ended.
    func isDetached(_ line: CommandLine) -> Bool {
        if line.program == "systemd-run" { return !line.has("--wait", "--pty", "-t", "--pipe", "-P", "--scope") }
        guard place == .container || line.verb == ["run"] else { return false }
        if line.has("-d", "--detach") { return true }
        return names.contains("kubectl") && line.verb == ["run"]
            && !line.has("-i", "-t", "--attach", "--stdin", "--tty")
    }
}
