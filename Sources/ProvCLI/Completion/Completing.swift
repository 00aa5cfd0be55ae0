import ArgumentParser
import ProvInventory
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem

/// What a shell offers for arguments and values of options.
///
/// The dynamic ones are asked of prov itself by the completion script, with the words of the line so far; whatever is
/// wrong then, nothing is offered and nothing is printed.
enum Completing {
    static let runbook = CompletionKind.file(extensions: ["md", "markdown"])
    static let file = CompletionKind.file()
    static let folder = CompletionKind.directory
    static let steps = asking { $0.steps }
    static let settlements = asking { $0.stepsInDoubt.flatMap { ["\($0)=done", "\($0)=again"] } }
    static let runs = asking { ["last"] + $0.runs }
    static let runsAndRunbooks = CompletionKind.custom { words, index, prefix in
        ["last"] + CommandLineWords(words, index).runs + runbooks(prefix)
    }
    static let labHosts = CompletionKind.custom { _, _, _ in
        Files.namesIfReadable(in: "\(ProcessEnvironment["PROV_LAB"] ?? "\(StoreOptions.stateFolder)/lab")/hosts")
    }
    static let parameters = asking { $0.parameters }
    static let tags = asking { $0.tags }
    static let environments = asking { $0.environments }
    static let hosts = asking { $0.hosts }

    private static func asking(_ values: @escaping @Sendable (CommandLineWords) -> [String]) -> CompletionKind {
        .custom { words, index, _ in values(CommandLineWords(words, index)) }
    }

    /// Runbooks and folders that begin as the word does, for what takes other things too.
    private static func runbooks(_ prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        return Files.namesIfReadable(in: folder.isEmpty ? "." : folder).compactMap { name in
            guard !name.hasPrefix(".") else { return nil }
            if Files.isFolder(folder + name) { return "\(folder)\(name)/" }
            return name.hasSuffix(".md") ? folder + name : nil
        }
    }
}

/// A command line that is being written, as far as completions need it.
struct CommandLineWords {
    private let words: [String]
    private let index: Int

    /// - Parameters:
    ///   - words: the words of the line, `prov` first.
    ///   - index: the word that is completed.
    init(_ words: [String], _ index: Int) {
        self.words = words
        self.index = index
    }

    private var namedRunbook: String? { others.first { $0.hasSuffix(".md") || $0.hasSuffix(".markdown") } }

    /// The runbook on the line, else the one of the run that it names.
    private var runbook: Runbook? {
        guard let path = namedRunbook ?? run?.report.opened.runbook else { return nil }
        return try? LoadedRunbook(path).runbook
    }

    /// The words but `prov`, its command and the one that is completed.
    private var others: [String] { words.enumerated().filter { $0.offset > 1 && $0.offset != index }.map(\.element) }

    /// The values of an option, in both spellings of one.
    private func values(of names: String...) -> [String] {
        words.indices.compactMap { place in
            guard place != index else { return nil }
            if place > 0, names.contains(words[place - 1]) { return words[place] }
            return names.compactMap {
                words[place].hasPrefix($0 + "=") ? String(words[place].dropFirst($0.count + 1)) : nil
            }
            .first
        }
    }

    private var storing: StoreOptions? {
        try? StoreOptions.parse(values(of: "--store").suffix(1).flatMap { ["--store", $0] })
    }

    private var run: LoadedRun? {
        guard let storing else { return nil }
        // Ids are long, so that no other word is taken for one.
        let name = others.first { $0.count >= 6 && !$0.hasPrefix("-") && !$0.contains(".") && !$0.contains("/") }
        return try? storing.find(name ?? "last").run
    }

    var steps: [String] {
        if let runbook { return runbook.steps.map(\.id.rawValue) }
        return namedRunbook == nil ? run?.report.steps.map(\.planned.step) ?? [] : []
    }

    var stepsInDoubt: [String] {
        run?.report.steps.filter { $0.hosts.contains { $0.state == .inDoubt } }.map(\.planned.step) ?? []
    }

    var runs: [String] {
        guard let store = try? storing?.find(), let ledger = try? store.ledger(),
            let runs = try? store.listing(ledger, limit: 30)
        else { return [] }
        return runs.map(\.id)
    }

    var parameters: [String] { runbook?.parameters.filter { $0.given == nil }.map(\.name) ?? [] }

    var tags: [String] { Array(Set(runbook?.steps.flatMap(\.options.tags) ?? [])).sorted() }

    /// Where environments are looked for: beside the runbook, else here.
    private var folder: String {
        let file = others.first { $0.hasSuffix(".md") && Files.exists($0) }
        return file.map(Files.folder) ?? Files.resolved(".")
    }

    var environments: [String] { (try? EnvironmentSources(from: folder))?.names ?? [] }

    /// Hosts and groups of the inventory that the line means.
    var hosts: [String] {
        let environment = values(of: "--env", "--environment").last ?? EnvironmentNames.local
        let hosts = try? RunHosts(
            environment: environment, named: values(of: "--inventory", "-i"), limit: nil, forks: nil, folder: folder)
        guard let inventory = hosts?.files.inventory else { return [] }
        return inventory.groupNames + inventory.hostNames
    }
}
