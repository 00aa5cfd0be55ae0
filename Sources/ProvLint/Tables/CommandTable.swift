import ProvShell

/// One kind of command that a rule knows.
struct CommandRow: Sendable {
    let pattern: CommandPattern
    /// What messages call it; `nil` for the program and the verbs of the pattern.
    let name: String?
    /// What to do about it; `nil` for what the rule says of all.
    let remedy: String?
    /// What a pattern cannot say.
    let condition: (@Sendable (Invocation, CommandLine) -> Bool)?

    init(
        _ pattern: CommandPattern, _ name: String? = nil, remedy: String? = nil,
        if condition: (@Sendable (Invocation, CommandLine) -> Bool)? = nil
    ) {
        self.pattern = pattern
        self.name = name
        self.remedy = remedy
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
    }

    let rows: [CommandRow]
    private let byProgram: [String: [CommandRow]]

    init(_ rows: [CommandRow]) {
        self.rows = rows
        var byProgram: [String: [CommandRow]] = [:]
        for row in rows { for program in row.pattern.programs { byProgram[program, default: []].append(row) } }
        self.byProgram = byProgram
    }

    /// The first row that a program's command line meets.
    func match(_ invocation: Invocation) -> Match? {
        guard let rows = byProgram[invocation.program] else { return nil }
        let line = invocation.line
        // What only prints its help or version does nothing else.
        if line.options.options.contains(where: { $0.value == nil && ["--help", "--version"].contains($0.name) }) {
            return nil
        }
        for row in rows {
            guard let verbs = row.pattern.match(line), row.condition?(invocation, line) ?? true else { continue }
            let name = row.name ?? ([invocation.program] + verbs).joined(separator: " ")
            return Match(row: row, name: name, invocation: invocation, line: line)
        }
        return nil
    }
}
