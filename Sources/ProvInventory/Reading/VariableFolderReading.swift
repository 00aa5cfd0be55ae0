import ProvDiagnostics
import ProvText
import ProvYAML

extension VariableFolder {
    private static let extensions = ["", "yml", "yaml", "json"]

    /// The names that files and folders in it stand for, each with its files in the order in which they are laid over
    /// one another.
    ///
    /// As in Ansible a name is looked for as it is (a folder or a file), then with `.yml`, `.yaml` and `.json`; the
    /// first counts.
    func filesByName() -> [String: [SourceText]] {
        var top: [String: [SourceText]] = [:]
        for file in files {
            guard file.path.hasPrefix(path + "/") else { continue }
            top[String(file.path.dropFirst(path.count + 1).prefix { $0 != "/" }), default: []].append(file)
        }
        var names = Set(top.keys)
        for name in top.keys {
            for ending in VariableFolder.extensions.dropFirst() where name.hasSuffix("." + ending) {
                names.insert(String(name.dropLast(ending.count + 1)))
            }
        }
        var result: [String: [SourceText]] = [:]
        for name in names {
            guard
                let found = VariableFolder.extensions.lazy.compactMap({ top[$0.isEmpty ? name : "\(name).\($0)"] })
                    .first
            else { continue }
            let isFolder = found.contains { $0.path.dropFirst(path.count + 1).contains("/") }
            result[name] = isFolder ? VariableFolder.ordered(found, below: path.split(separator: "/").count + 1) : found
        }
        return result
    }

    /// The files of a folder that count, in the order of their names, level by level.
    private static func ordered(_ files: [SourceText], below depth: Int) -> [SourceText] {
        files.map { (file: $0, parts: $0.path.split(separator: "/").dropFirst(depth).map(String.init)) }
            .filter { _, parts in
                parts.allSatisfy { !$0.hasPrefix(".") && !$0.hasSuffix("~") }
                    && parts.dropLast().allSatisfy { ending(of: $0).isEmpty }
                    && extensions.contains(ending(of: parts.last ?? ""))
            }
            .sorted {
                $0.parts.lexicographicallyPrecedes($1.parts) {
                    $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
                }
            }
            .map(\.file)
    }

    private static func ending(of name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
        return String(name[name.index(after: dot)...])
    }

    // MARK: Reading

    func read() -> (Read, [Diagnostic]) {
        var result = Read(kind: kind, variables: [:], encrypted: [:])
        var diagnostics: [Diagnostic] = []
        var seen: [String: (InventoryVariables, Bool)] = [:]
        for (name, files) in filesByName().sorted(by: { $0.key < $1.key }) {
            for file in files {
                if seen[file.path] == nil { seen[file.path] = VariableFolder.read(file, &diagnostics) }
                guard let (variables, isEncrypted) = seen[file.path] else { continue }
                if isEncrypted { result.encrypted[name, default: []].append(file.path) }
                result.variables[name, default: [:]].merge(variables) { _, new in new }
                guard kind == .groups, let priority = variables["ansible_group_priority"] else { continue }
                diagnostics.append(
                    InventoryRule.misplacedPriority.diagnostic(
                        "ansible_group_priority has no effect here", file: file.path, range: priority.range,
                        fix: "set it in the group's vars in the inventory"))
            }
        }
        return (result, diagnostics)
    }

    private static func read(_ source: SourceText, _ diagnostics: inout [Diagnostic]) -> (InventoryVariables, Bool) {
        if source.bytes.starts(with: Array("$ANSIBLE_VAULT;".utf8)) { return ([:], true) }
        let file: YAMLFile
        switch YAMLFile.read(source, rule: .badYAML, merging: true) {
        case .success(let read): file = read
        case .failure(let failure):
            diagnostics.append(failure.diagnostic)
            return ([:], false)
        }
        guard let root = file.root, !root.isEmpty else { return ([:], false) }
        guard let mapping = root.mapping else {
            diagnostics.append(
                InventoryRule.badYAML.diagnostic(
                    "a file of variables must be a mapping, not \(root.foundName)", file: source.path,
                    range: root.range, fix: "write 'name: value' on each line"))
            return ([:], false)
        }
        var variables: InventoryVariables = [:]
        for (key, value) in mapping {
            let name = YAMLValue.keyText(key)
            variables[name] = InventoryVariable(YAMLValue.value(of: value), file: source.path, range: key.range)
        }
        return (variables, false)
    }
}
