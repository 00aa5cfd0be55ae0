import ArgumentParser

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print the completions for a shell.",
        discussion: """
            EXAMPLES
              prov completions bash > /etc/bash_completion.d/prov
              prov completions zsh > "${fpath[1]}/_prov"
              prov completions fish > ~/.config/fish/completions/prov.fish
            """)

    @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
    var shell: String

    func run() throws {
        guard let known = CompletionShell(rawValue: shell) else {
            throw CommandFailure(
                .usage, "unknown shell '\(shell)'", advice: "write one of bash, zsh, fish")
        }
        Console.standardOutput.line(Root.completionScript(for: known))
    }
}
