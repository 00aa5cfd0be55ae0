import ArgumentParser
import ProvSystem
import ProvText

/// The folders whose files a runbook or a site may take in: what is elsewhere was not written for it.
///
/// A runbook that came with a pull request must not be able to show what the machine that reads it has.
struct ProjectBoundary {
    /// Absolute, without links.
    let folders: [String]

    /// - Parameters:
    ///   - folder: of the runbook or the site; its project is the nearest folder above with `prov.yml` or `.git`, else
    ///     itself.
    ///   - allowed: further folders, as `--allow-outside` names them; those of `$PROV_ALLOW_OUTSIDE` are added.
    init(around folder: String, allowed: [String] = []) {
        let start = Files.resolved(folder)
        let named = (ProcessEnvironment["PROV_ALLOW_OUTSIDE"] ?? "").split(separator: ":").map(String.init) + allowed
        folders = [ProjectBoundary.root(above: start) ?? start] + named.map(Files.resolved)
    }

    /// The nearest folder with `prov.yml` or `.git`, the one given among them; `nil` where there is none.
    static func root(above start: String) -> String? {
        var folder = start
        while true {
            let prefix = folder == "/" ? "" : folder
            if Files.exists("\(prefix)/prov.yml") || Files.exists("\(prefix)/.git") { return folder }
            guard folder != "/" else { return nil }
            folder = Files.parent(of: folder)
        }
    }

    /// - Parameter path: absolute, without links.
    func holds(_ path: String) -> Bool {
        folders.contains { $0 == "/" || path.isSame(as: $0) || path.utf8.starts(with: ($0 + "/").utf8) }
    }

    /// Why a path may not be read, as a clause; `nil` where it may, or where nothing is there.
    func refusal(of path: String) -> String? {
        guard Files.exists(path) else { return nil }
        return refusal(ofResolved: Files.resolved(path))
    }

    /// The same for a path whose links are resolved already.
    func refusal(ofResolved path: String) -> String? {
        holds(path) ? nil : "it is outside of the project: \(path) is not below \(folders[0])"
    }

    /// What to do about a refusal.
    static let advice = "to allow its folder: --allow-outside FOLDER"
}

/// Which folders outside of the project may be read.
struct BoundaryOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Allow includes and pages from this folder outside of the project. May be repeated; also $PROV_ALLOW_OUTSIDE.
            """,
            valueName: "folder"), completion: .directory)
    var allowOutside: [String] = []
}
