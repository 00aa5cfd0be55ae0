import ArgumentParser

struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Print the manual page.",
        discussion: """
            EXAMPLES
              prov man | man -l -
              prov man > /usr/local/share/man/man1/prov.1
            """)

    func run() throws { Console.standardOutput.write(ManualPage.text()) }
}
