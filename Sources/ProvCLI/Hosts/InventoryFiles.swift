package import ProvDiagnostics
package import ProvInventory
import ProvSystem
package import ProvText

/// Inventories read from disk, with the texts that diagnostics point into.
package struct InventoryFiles {
    package private(set) var inventory: Inventory
    package private(set) var diagnostics: [Diagnostic]
    private var texts: [SourceText] = []

    /// - Parameter places: files, folders, or names with commas between them, in order.
    package init(_ places: [String]) throws {
        var sources: [InventorySource] = []
        var folders: [VariableFolder] = []
        for place in places {
            if place.contains(","), !Files.exists(place) {
                sources.append(.names(place))
                continue
            }
            let place = place.count > 1 && place.hasSuffix("/") ? String(place.dropLast()) : place
            sources += try InventoryFiles.sources(place)
            let folder = Files.isFolder(place) ? place : place.lastIndex(of: "/").map { String(place[..<$0]) } ?? "."
            for kind in [VariableFolder.Kind.groups, .hosts] {
                let path = "\(folder)/\(kind.rawValue)"
                guard Files.isFolder(path), !folders.contains(where: { $0.path == path }) else { continue }
                folders.append(VariableFolder(kind: kind, path: path, files: try InventoryFiles.files(under: path)))
            }
        }
        let result = InventoryReader.read(sources, folders: folders)
        inventory = result.inventory
        diagnostics = result.diagnostics
        for case .file(let text) in sources { texts.append(text) }
        texts += folders.flatMap(\.files)
    }

    /// The text of an inventory file that was read, for the excerpts of messages.
    package func source(_ path: String) -> SourceText? { texts.first { $0.path == path } }

    /// Ends the command where an inventory has errors, with all of them on standard error.
    func refuseErrors() throws {
        let errors = diagnostics.filter { $0.severity == .error }
        guard !errors.isEmpty else { return }
        let console = Console.standardError
        console.write(DiagnosticText(color: console.hasColour, source: source).render(errors))
        throw CommandFailure(
            .refused, "nothing was run: the inventory has \(DiagnosticText.summary(errors) ?? "errors")",
            advice: "fix them; the inventory reference describes what is supported")
    }

    // MARK: Disk

    private static func sources(_ path: String) throws(CommandFailure) -> [InventorySource] {
        guard Files.isFolder(path) else { return [try source(path)] }
        var sources: [InventorySource] = []
        for name in Files.namesIfReadable(in: path).filter(InventoryFolder.isRead).sorted(by: InventoryFolder.precedes)
        {
            sources += try Self.sources("\(path)/\(name)")
        }
        return sources
    }

    private static func source(_ path: String) throws(CommandFailure) -> InventorySource {
        let text = try TextFile.source(path)
        return text.bytes.starts(with: Array("#!".utf8)) && Files.isExecutable(path)
            ? .program(path: path) : .file(text)
    }

    private static func files(under folder: String) throws(CommandFailure) -> [SourceText] {
        var files: [SourceText] = []
        for name in Files.namesIfReadable(in: folder).sorted(by: InventoryFolder.precedes)
        where !name.hasPrefix(".") && !name.hasSuffix("~") {
            let path = "\(folder)/\(name)"
            if Files.isFolder(path) {
                files += try Self.files(under: path)
            } else {
                files.append(try TextFile.source(path))
            }
        }
        return files
    }
}
