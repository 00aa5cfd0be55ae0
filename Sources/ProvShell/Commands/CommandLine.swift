import ProvText

/// One word of a command, as a program is given it.
package struct Argument: Sendable {
    package var text: String
    /// UTF-8 offsets in the script of the step, whatever shells stand around the word.
    package var bytes: Range<Int>
    package var isExpanded = false
    package var hasPlaceholder = false

    package init(text: String, bytes: Range<Int>, isExpanded: Bool = false, hasPlaceholder: Bool = false) {
        self.text = text
        self.bytes = bytes
        self.isExpanded = isExpanded
        self.hasPlaceholder = hasPlaceholder
    }
}

/// A command that a program runs for its user, read as a command line of its own.
package enum InnerCommand: Sendable {
    case words(ArraySlice<Argument>)
    case text(Argument)
}

/// The words behind a program's name, read with what is known of the program: options, verb, operands.
package struct CommandLine: Sendable {
    package let program: String
    package let arguments: [Argument]
    package let options: CommandOptions
    /// The words that lead to what the tool does, where it has groups of verbs: `volume`, `rm`.
    package let verb: [String]
    /// The words that are no options and no values of options, the verb included.
    package let operands: [Argument]
    private let inner: Tool.Inner?
    /// Where the options of the verb begin, if they are others than the tool's own.
    private var firstOwnOption = 0

    package init(_ program: String, _ arguments: [Argument], tool: Tool?) {
        self.program = program
        self.arguments = arguments
        var options = CommandOptions(unread: arguments.lazy.map(\.text))
        guard let tool else {
            options.read(values: OptionValues(), style: .letters, limit: .max)
            options.readRest()
            self.options = options
            operands = CommandLine.operands(of: options, arguments)
            verb = []
            inner = nil
            return
        }
        var (path, values) = CommandLine.readVerb(&options, tool)
        let entry = tool.verbs[path.joined(separator: " ")]
        if path.count > 0 {
            if !tool.globalsAnywhere {
                values = OptionValues()
                firstOwnOption = options.operandIndices.last ?? 0
            }
            if let entry {
                values.names.append(entry.valued)
                values.exceptions = entry.flags
            }
        }
        let inner = entry.map(\.inner) ?? tool.inner
        options.read(values: values, style: tool.style, limit: inner?.operands ?? .max)
        options.readRest()
        self.options = options
        operands = CommandLine.operands(of: options, arguments)
        self.inner = options.hasAny(of: tool.idle) ? nil : inner
        if inner == nil, path.isEmpty, let first = options.operands.first { path = [first] }
        verb = path
    }

    private static func operands(of options: CommandOptions, _ arguments: [Argument]) -> [Argument] {
        var found = options.operandIndices.map { arguments[$0] }
        if let end = options.dashesEnd { found += arguments[min(end, arguments.count)...] }
        return found
    }

    /// Reads up to the verb, through its groups; with the options that took values there.
    private static func readVerb(_ options: inout CommandOptions, _ tool: Tool) -> ([String], OptionValues) {
        var path: [String] = []
        var values = tool.values
        guard !tool.verbs.isEmpty || tool.inner == nil else { return (path, values) }
        repeat {
            let count = options.operandIndices.count
            options.read(values: values, style: tool.style, limit: 1)
            guard options.operandIndices.count > count, let word = options.operandIndices.last else { break }
            path.append(options.words[word])
            if let verb = tool.verbs[path.joined(separator: " ")] { values.names.append(verb.valued) }
        } while tool.verbs[path.joined(separator: " ")]?.isGroup ?? false
        return (path, values)
    }

    // MARK: Questions

    /// The options that are the verb's: `-C` in front of `git commit` is another than behind it.
    package var ownOptions: ArraySlice<CommandOptions.Option> {
        options.options.drop { $0.index < firstOwnOption }
    }

    /// Whether the verb has one of these options, as they are written: `-f`, `--force`.
    package func has(_ names: String...) -> Bool { ownOptions.contains { names.contains($0.name) } }

    /// The word with the value of the first of these options.
    package func value(of names: String...) -> (value: String, argument: Argument)? {
        ownOptions.first { names.contains($0.name) && $0.value != nil }.flatMap { option in
            option.value.map { ($0, arguments[option.index]) }
        }
    }

    /// The command that the program runs for its user.
    package var innerCommand: InnerCommand? {
        guard let inner else { return nil }
        switch inner {
        case .words(let from): return words(from: operandsOfVerb + from)
        case .dashes(let from):
            if let end = options.dashesEnd { return words(at: end) }
            return from.flatMap { words(from: operandsOfVerb + $0) }
        case .text(let names), .shell(let names):
            return options.options.first { names.contains($0.name) && $0.value != nil }
                .map { .text(arguments[$0.index]) }
        case .joined(let from): return joined(from: from)
        case .listed(let names):
            guard let start = arguments.firstIndex(where: { names.contains($0.text) }) else { return nil }
            let end = arguments[(start + 1)...].firstIndex { $0.text == ";" || $0.text == "+" } ?? arguments.count
            return start + 1 < end ? .words(arguments[(start + 1)..<end]) : nil
        }
    }

    private var operandsOfVerb: Int { verb.count }

    private func words(from operand: Int) -> InnerCommand? {
        if options.operandIndices.count > operand { return words(at: options.operandIndices[operand]) }
        guard options.operandIndices.count == operand, let end = options.dashesEnd else { return nil }
        return words(at: end)
    }

    private func words(at start: Int) -> InnerCommand? {
        start < arguments.count ? .words(arguments[start...]) : nil
    }

    private func joined(from operand: Int) -> InnerCommand? {
        guard case .words(let words) = words(from: operand), let first = words.first, let last = words.last else {
            return nil
        }
        guard words.count > 1 else { return .text(first) }
        return .text(
            Argument(
                text: words.map(\.text).joined(separator: " "), bytes: first.bytes.lowerBound..<last.bytes.upperBound,
                isExpanded: words.contains(where: \.isExpanded), hasPlaceholder: words.contains(where: \.hasPlaceholder)
            ))
    }
}

extension Tool.Inner {
    /// How many operands come before a command whose options are not the tool's.
    var operands: Int {
        switch self {
        case .words(let from): from + 1
        case .dashes(let from): from.map { $0 + 1 } ?? .max
        case .joined(let from): from + 1
        case .text, .listed: .max
        case .shell: 1
        }
    }
}
