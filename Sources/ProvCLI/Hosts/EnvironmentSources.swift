import ProvDiagnostics
import ProvInventory
import ProvPolicy
import ProvRunbook
import ProvSystem
import ProvText

/// Where a project keeps its environments: the inventory that `--env` means, and what prov.yml says of it.
struct EnvironmentSources {
    /// The folder with `prov.yml` or `.git`; `nil` where there is none above the runbook.
    let root: String?
    private(set) var project: Project?
    /// Folders in which `environments/` and `inventories/` are looked for, the nearest first.
    private let folders: [String]

    /// - Parameters:
    ///   - start: the folder of the runbook.
    ///   - refusal: what is not done where prov.yml has mistakes.
    init(from start: String, refusal: String = "nothing was run") throws {
        let root = ProjectBoundary.root(above: start)
        var folders = [start]
        while let folder = folders.last, root != nil, folder != root { folders.append(Files.parent(of: folder)) }
        self.root = root
        self.folders = folders
        if let root, Files.exists("\(root)/prov.yml") {
            project = try EnvironmentSources.readProject("\(root)/prov.yml", refusal)
        }
    }

    private static func readProject(_ path: String, _ refusal: String) throws -> Project {
        let source = try TextFile.source(path, inside: ProjectBoundary(around: Files.parent(of: path)))
        let (project, diagnostics) = ProjectReader.read(source)
        guard !diagnostics.isEmpty else { return project }
        let console = Console.standardError
        console.write(DiagnosticText(color: console.hasColour) { $0 == path ? source : nil }.render(diagnostics))
        throw CommandFailure(
            .refused, "\(refusal): \(path) has \(DiagnosticText.summary(diagnostics) ?? "errors")",
            advice: "fix them; the inventory reference lists its keys")
    }

    /// The inventories of an environment: what prov.yml names, else the first that is there; empty where there is none.
    func inventory(of environment: String) -> [String] {
        if let project, let named = project.environments[environment]?.inventory, !named.isEmpty {
            let folder = Files.parent(of: project.path)
            return named.map { place in
                let path = place.value
                return path.hasPrefix("/") || path.contains(",") ? path : "\(folder)/\(path)"
            }
        }
        for folder in folders {
            for home in EnvironmentSources.homes {
                for ending in ["", ".yml", ".yaml", ".ini"] {
                    let path = "\(folder)/\(home)/\(environment)\(ending)"
                    if Files.exists(path), ending.isEmpty == Files.isFolder(path) { return [path] }
                }
            }
        }
        return []
    }

    /// Refuses an environment that nothing knows: neither this project, nor an inventory, nor a policy.
    func refuseUnknown(_ environment: String, runbooks: [Runbook], hasInventory: Bool) throws(CommandFailure) {
        do {
            try EnvironmentNames(places: names, runbooks: runbooks).check(environment, hasInventory: hasInventory)
        } catch {
            throw CommandFailure(.usage, "unknown environment '\(environment)'", advice: error.advice)
        }
    }

    private static let homes = ["environments", "inventories"]

    /// The environments there are, by name.
    var names: [String] {
        var names = Set(project?.environments.keys.map { $0 } ?? [])
        for folder in folders {
            for home in EnvironmentSources.homes {
                for name in Files.namesIfReadable(in: "\(folder)/\(home)") where !name.hasPrefix(".") {
                    if Files.isFolder("\(folder)/\(home)/\(name)") {
                        names.insert(name)
                    } else if let dot = name.lastIndex(of: "."),
                        ["yml", "yaml", "ini"].contains(name[name.index(after: dot)...])
                    {
                        names.insert(String(name[..<dot]))
                    }
                }
            }
        }
        return names.sorted()
    }
}
