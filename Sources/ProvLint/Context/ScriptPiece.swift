import ProvRunbook
import ProvShell

/// A script of a step together with what it is for, and the programs that it runs.
struct ScriptPiece {
    enum Role { case step, check, undo, fix }

    let role: Role
    let step: Step
    let script: Script
    let shell: ShellScript
    /// Every program, each wrapper before what it runs.
    let invocations: [Invocation]
    /// Their command lines, of the programs that a table knows.
    let lines: [CommandLine?]
    /// The output that is shown under its prompt, in a console session.
    let output: String
    /// Its place in the console session.
    let place: Int
    /// What its words say, whatever the programs.
    let signs: CommandSigns

    init(role: Role, step: Step, script: Script, shell: ShellScript, output: String = "", place: Int = 0) {
        self.output = output
        self.place = place
        self.role = role
        self.step = step
        self.script = script
        self.shell = shell
        invocations = InvocationReader.invocations(of: shell)
        signs = CommandSigns.read(shell.text)
        lines = invocations.map { CommandTable.programs.contains($0.program) ? $0.line : nil }
    }

    /// What a command of the script runs in the end; `nil` for assignments alone.
    func program(of command: ShellCommand) -> String? {
        invocation(of: command)?.program
    }

    func invocation(of command: ShellCommand) -> Invocation? {
        // Invocations are in the order of their commands.
        var low = 0
        var high = invocations.count
        while low < high {
            let middle = (low + high) / 2
            if order(middle) <= command.index { low = middle + 1 } else { high = middle }
        }
        return low > 0 && order(low - 1) == command.index
            ? invocations[..<low].last { $0.command.script === shell } : nil
    }

    /// The place of the command of this script that an invocation stands in.
    private func order(_ index: Int) -> Int { invocations[index].outermost }
}
