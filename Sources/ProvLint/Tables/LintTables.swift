/// The tables of commands that the rules ask.
enum LintTables {
    static let all: [CommandTable] = [
        DestructiveCommands.table, InteractiveCommands.table, AskingCommands.table, EndlessCommands.table,
        RebootCommands.table,
    ]
}
