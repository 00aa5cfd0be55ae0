import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print prov's version.")

    func run() throws { Console.standardOutput.line(ProgramVersion.text) }
}
