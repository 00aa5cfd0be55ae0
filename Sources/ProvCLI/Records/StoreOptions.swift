import ArgumentParser
import Glibc
import ProvJournal
import ProvSystem
import ProvText

/// Where the record of runs is kept.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder of the records (default: $PROV_STORE, else `.prov` beside the runbook).", valueName: "folder"),
        completion: .directory)
    var store: String?

    /// The store that a new run of a runbook goes into, made where there is none.
    func open(beside runbook: String) throws -> Store {
        if let path = named { return try Store(at: Files.absolutePath(path), isCreating: true) }
        let found = try Store(at: StoreOptions.path(beside: runbook), isCreating: true)
        KnownStores.note(found.path)
        return found
    }

    /// The store that was named, by option or variable.
    var named: String? { store ?? ProcessEnvironment["PROV_STORE"].flatMap { $0.isEmpty ? nil : $0 } }

    /// What a command about a run of this store needs besides the run's id, with a blank before it.
    var hint: String {
        store.map { " --store \(ShellText.word(Files.absolutePath($0)))" } ?? ""
    }

    static func path(beside runbook: String) -> String {
        let folder = Files.folder(of: runbook)
        let beside = "\(folder)/.prov"
        // A folder of ours that has become read-only is said, not silently replaced by another place.
        return Files.isFolder(beside) || Files.isWritable(folder) ? beside : userStore
    }

    static var stateFolder: String {
        let state = ProcessEnvironment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (state ?? "\(ProcessEnvironment["HOME"] ?? "/tmp")/.local/state") + "/prov"
    }

    private static var userStore: String { "\(stateFolder)/store" }

    /// The store that commands about earlier runs look in: the one named, else the nearest `.prov` above the working
    /// directory, else the one used last.
    func find() throws -> Store {
        if let path = named { return try Store(at: Files.absolutePath(path), isCreating: false) }
        if let near = StoreOptions.nearest() ?? KnownStores.all().last { return try Store(at: near, isCreating: false) }
        return try Store(at: "\(Files.resolved("."))/.prov", isCreating: false)
    }

    /// The store a run is in, and the run: an id is looked for in every store of this user that is known.
    func find(_ run: String) throws -> (store: Store, run: LoadedRun) {
        let first = try find()
        do {
            return (first, try first.load(run))
        } catch {
            guard error.code == .noSuchRun, named == nil, run != "last",
                let other = StoreOptions.elsewhere(run, than: first)
            else { throw error }
            return other
        }
    }

    private static func elsewhere(_ run: String, than first: Store) -> (store: Store, run: LoadedRun)? {
        for path in KnownStores.all().reversed() where path != first.path {
            if let other = try? Store(at: path, isCreating: false), let found = try? other.load(run) {
                return (other, found)
            }
        }
        return nil
    }

    private static func nearest() -> String? {
        var folder = Files.resolved(".")
        while true {
            let path = folder == "/" ? "/.prov" : "\(folder)/.prov"
            if Files.isFolder("\(path)/runs") { return path }
            guard folder != "/" else { return nil }
            folder = Files.parent(of: folder)
        }
    }
}

/// The stores this user's runs went into, the one used last at the end: a list for finding runs, never the record
/// itself.
enum KnownStores {
    private static var path: String { "\(StoreOptions.stateFolder)/stores" }

    static func all() -> [String] {
        guard let bytes = try? TextFile.read(path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).lines.map(String.init).filter {
            $0.hasPrefix("/") && Files.isFolder($0)
        }
    }

    /// A list that cannot be written costs a `--store` later, no more.
    static func note(_ store: String) {
        guard all().last != store else { return }
        Files.makeFoldersIfPossible(StoreOptions.stateFolder)
        try? add(store)
    }

    /// Runs that begin together each find the list as the one before left it.
    private static func add(_ store: String) throws {
        let lock = try Descriptor(path: "\(path).lock", flags: O_WRONLY | O_CREAT)
        _ = try lock.lock(withinMilliseconds: 2_000)
        let text = (all().filter { $0 != store } + [store]).suffix(200).joined(separator: "\n") + "\n"
        try Files.replace(path, with: Array(text.utf8), isDurable: false, system: .real)
    }
}
