import ProvShell

/// One kind of command that a rule knows.
struct CommandRow: Sendable {
    /// What to do about it.
    enum Fix: Sendable {
        case advice(String)
        /// An option that belongs behind the verb.
        case insert(String)
        /// One of these options does not belong there.
        case remove([String])
        /// A key of the step.
        case key(String)
    }

    let pattern: CommandPattern
    /// What messages call it; `nil` for the program and the verbs of the pattern.
    let name: String?
    /// `nil` for what the rule says of all.
    let fix: Fix?
    /// What a pattern cannot say.
    let condition: (@Sendable (Invocation, CommandLine) -> Bool)?

    init(
        _ pattern: CommandPattern, _ name: String? = nil, fix: Fix? = nil,
        if condition: (@Sendable (Invocation, CommandLine) -> Bool)? = nil
    ) {
        self.pattern = pattern
        self.name = name
        self.fix = fix
        self.condition = condition
    }
}

/// The commands that a rule knows, by program.
struct CommandTable: Sendable {
    struct Match {
        var row: CommandRow
        /// What messages call it.
        var name: String
        var invocation: Invocation
        var line: CommandLine
        /// The last word of the verb, or the program.
        var verb: Argument
    }

    let rows: [CommandRow]
    private let byProgram: [String: [CommandRow]]

    init(_ rows: [CommandRow]) {
        self.rows = rows
        var byProgram: [String: [CommandRow]] = [:]
        for row in rows { for program in row.pattern.programs { byProgram[program, default: []].append(row) } }
        self.byProgram = byProgram
    }

    /// The programs of all tables.
    static let programs: Set<String> = [
        DestructiveCommands.table, InteractiveCommands.table, AskingCommands.table, EndlessCommands.table,
        RebootCommands.table, SecretPrinters.table,
    ].reduce(into: []) { $0.formUnion($1.byProgram.keys) }

    /// Whether a row is about the program.
    func holds(_ program: String) -> Bool { byProgram[program] != nil }

    /// The first row that a program's command line meets.
    /// - Parameter line: of the invocation; `nil` where no table knows its program.
    func match(_ invocation: Invocation, _ line: CommandLine?) -> Match? {
        guard let line, let rows = byProgram[invocation.program] else { return nil }
        // What only prints its help or version does nothing else.
        if line.options.options.contains(where: { $0.value == nil && ["--help", "--version"].contains($0.name) }) {
            return nil
        }
        for row in rows {
            guard let verbs = row.pattern.match(line), row.condition?(invocation, line) ?? true else { continue }
            let name = row.name ?? ([invocation.program] + verbs.map(\.text)).joined(separator: " ")
            return Match(
                row: row, name: name, invocation: invocation, line: line, verb: verbs.last ?? invocation.name)
        }
        return nil
    }
}
