package import ProvDiagnostics
package import ProvText

/// Where hosts come from, in the order in which they are read.
package enum InventorySource: Sendable {
    case file(SourceText)
    /// A program that would print an inventory; prov does not run it.
    case program(path: String)
    /// `web1,web2`: just the names.
    case names(String)
}

/// Texts to an inventory, with everything that is wrong with them.
package struct InventoryReader {
    package struct Result: Sendable {
        package var inventory: Inventory
        package var diagnostics: [Diagnostic]
    }

    /// - Parameter folders: `group_vars` and `host_vars`, in the order of the sources that they stand beside.
    package static func read(_ sources: [InventorySource], folders: [VariableFolder] = []) -> Result {
        var inventory = Inventory()
        var diagnostics: [Diagnostic] = []
        for source in sources {
            switch source {
            case .file(let text):
                if let broken = broken(text) {
                    diagnostics.append(broken)
                } else {
                    diagnostics += read(text, into: &inventory)
                }
            case .names(let names): diagnostics += read(names: names, into: &inventory)
            case .program(let path):
                diagnostics.append(
                    InventoryRule.unsupported.diagnostic(
                        "\(path) is a program, not an inventory", file: path, range: start,
                        fix: "save its output as an inventory: ansible-inventory -i \(path) --list --yaml > hosts.yml"))
            }
        }
        inventory.settle()
        for var folder in folders {
            folder.files.removeAll { file in
                guard let broken = broken(file) else { return false }
                diagnostics.append(broken)
                return true
            }
            let (read, found) = folder.read()
            inventory.variableFolders.append(read)
            diagnostics += found
        }
        for name in inventory.hostNames where inventory.groupNumber(name) != nil {
            guard let host = inventory.host(name) else { continue }
            diagnostics.append(
                InventoryRule.sameName.diagnostic(
                    "'\(name)' is both a host and a group", file: host.file, range: host.range,
                    fix: "rename one of them"))
        }
        return Result(inventory: inventory, diagnostics: diagnostics)
    }

    private static let start = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))

    /// A file whose bytes are not text is not read: a value would be another one.
    private static func broken(_ source: SourceText) -> Diagnostic? {
        guard String(validating: source.bytes, as: UTF8.self) == nil else { return nil }
        for number in source.lineStarts.indices.map({ $0 + 1 }) {
            let line = source.bytes[source.byteRange(ofLine: number)]
            guard String(validating: line, as: UTF8.self) == nil else { continue }
            let column = textLength(of: line)
            let place = TextPosition(line: number, column: column + 1)
            let byte = String(line[line.startIndex + column], radix: 16, uppercase: true)
            return InventoryRule.badText.diagnostic(
                "the file contains invalid UTF-8: byte \(byte)", file: source.path, range: TextRange(place, place),
                fix: "save the file as UTF-8")
        }
        return InventoryRule.badText.diagnostic(
            "the file contains invalid UTF-8", file: source.path, range: start, fix: "save the file as UTF-8")
    }

    /// How many bytes are UTF-8 before the first that is not.
    private static func textLength(of line: ArraySlice<UInt8>) -> Int {
        var parser = UTF8.ForwardParser()
        var bytes = line.makeIterator()
        var length = 0
        while case .valid(let scalar) = parser.parseScalar(from: &bytes) { length += scalar.count }
        return length
    }

    private static func read(_ source: SourceText, into inventory: inout Inventory) -> [Diagnostic] {
        let name = source.path.split(separator: "/").last.map(String.init) ?? source.path
        let ending = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
        switch ending {
        case "yml", "yaml", "json": return readYAML(source, into: &inventory)
        case "toml":
            return [
                InventoryRule.unsupported.diagnostic(
                    "TOML inventories are not supported", file: source.path, range: start,
                    fix: "convert it to YAML: ansible-inventory -i \(source.path) --list --yaml > hosts.yml")
            ]
        case "" where looksLikeYAML(source): return readYAML(source, into: &inventory)
        default: return INIReader.read(source, into: &inventory)
        }
    }

    private static func readYAML(_ source: SourceText, into inventory: inout Inventory) -> [Diagnostic] {
        switch YAMLFile.read(source, rule: .badYAML, merging: true) {
        case .success(let file): YAMLReader.read(file, into: &inventory)
        case .failure(let failure): [failure.diagnostic]
        }
    }

    /// A name without ending says nothing: the first line that means something does.
    private static func looksLikeYAML(_ source: SourceText) -> Bool {
        for number in source.lineStarts.indices {
            let line = (source.line(number + 1) ?? "").drop(while: \.isWhitespace)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("---") || line.hasPrefix("{") || line.hasPrefix("%YAML") { return true }
            let head = line.prefix { $0 != "#" }.reversed().drop(while: \.isWhitespace)
            return head.first == ":" && !line.hasPrefix("[")
                || line.firstRange(of: ": ").map { !line[..<$0.lowerBound].contains("=") } == true
        }
        return false
    }

    private static func read(names: String, into inventory: inout Inventory) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for part in names.split(separator: ",") {
            let name = String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            guard !name.isEmpty else { continue }
            do {
                for (name, port) in try HostName.expand(name) {
                    inventory.addHost(name, port: port, to: Inventory.ungrouped, file: "--inventory", range: start)
                }
            } catch {
                diagnostics.append(
                    InventoryRule.badRange.diagnostic(
                        "invalid host range '\(name)': \(error.message)", file: "--inventory", range: start,
                        fix: error.fix))
            }
        }
        return diagnostics
    }
}
