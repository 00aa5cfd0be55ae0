import ArgumentParser
import ProvJournal
import ProvRunbook

/// Inputs and selection, shared by the commands that plan.
struct PlanOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Give a parameter or placeholder its value.", valueName: "name=value"))
    var set: [String] = []
    @Option(name: .long, help: ArgumentHelp("Only this step, or every step under this heading's anchor.", valueName: "step"))
    var only: [String] = []
    @Option(name: .long, help: ArgumentHelp("Begin with this step.", valueName: "step"))
    var from: String?
    @Option(name: .long, help: ArgumentHelp("Only steps with one of these tags.", valueName: "tag"))
    var tags: [String] = []
    @Option(name: [.long, .customLong("environment")], help: ArgumentHelp("The environment the run is for.", valueName: "name"))
    var env = "local"

    func request() throws(CommandFailure) -> PlanRequest {
        var request = PlanRequest()
        request.environment = env
        request.only = only
        request.from = from
        request.tags = tags.flatMap { $0.split(separator: ",").map(String.init) }
        request.facts = LocalFacts.read()
        for pair in set {
            guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
                throw CommandFailure(.usage, "--set \(pair) has no value", advice: "write --set NAME=VALUE")
            }
            request.values[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
        }
        return request
    }
}

/// Where the record of runs is kept.
struct StoreOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The folder of the record; `.prov` beside the runbook, where left out.", valueName: "folder"))
    var store: String?

    /// - Parameter runbook: the file whose folder is the default place; `nil` looks in the working directory.
    func open(beside runbook: String?, creating: Bool) throws -> Store {
        if let path = store ?? Environment["PROV_STORE"] { return try Store(at: path, isCreating: creating) }
        let folder = runbook.map { TextFile.folder(of: $0) } ?? TextFile.absolute(".")
        let beside = "\(folder)/.prov"
        if TextFile.isFolder(beside) || creating && TextFile.isWritable(folder) { return try Store(at: beside, isCreating: creating) }
        let state = Environment["XDG_STATE_HOME"] ?? "\(Environment["HOME"] ?? "/tmp")/.local/state"
        if !creating, !TextFile.isFolder("\(state)/prov") { return try Store(at: beside, isCreating: false) }
        return try Store(at: "\(state)/prov", isCreating: creating)
    }
}

/// How a run is answered where nobody watches it.
struct DecisionOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Ask nothing; manual steps count as confirmed by you.")
    var yes = false
    @Flag(name: .long, help: "Ask before each step.")
    var confirm = false
    @Flag(name: .long, help: "Apply the first matching fix to a step that fails, once.")
    var fix = false
    @Flag(name: .long, help: "Undo everything when a step fails.")
    var undoOnFailure = false
    @Option(name: .long, help: ArgumentHelp("Leave a step out, and say why.", valueName: "step=reason"))
    var skip: [String] = []
    @Option(name: .long, help: ArgumentHelp("Why this is run: a change ticket, an exercise.", valueName: "text"))
    var reason: String?
    @Flag(name: .long, help: "Write progress as JSON lines.")
    var json = false
}

/// What is known of this machine without asking a shell.
enum LocalFacts {
    static func read() -> [String: String] {
        guard let bytes = try? TextFile.read("/etc/os-release") else { return [:] }
        var release: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            release[String(line[..<equals])] = line[line.index(after: equals)...].filter { $0 != "\"" && $0 != "'" }
        }
        var facts: [String: String] = [:]
        facts["os"] = release["ID"]
        facts["os_version"] = release["VERSION_ID"]
        facts["os_family"] = (release["ID_LIKE"] ?? release["ID"])?.split(separator: " ").first.map(String.init)
        return facts
    }
}
