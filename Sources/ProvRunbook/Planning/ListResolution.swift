import ProvDiagnostics
import ProvText

/// Finds the value of a parameter that is a list: what is given, else the inventory's, else the default.
struct ListResolution {
    let runbook: Runbook
    let parameter: Parameter
    let hosts: PlanHosts
    /// What the inventory has for each host of the steps that are due.
    let values: [String: PlanHosts.Values]

    struct Refusal: Error {
        let diagnostic: Diagnostic
    }

    /// - Parameter request: what is given by name: from `--set`, or as an earlier part of the run recorded it, which
    ///   then holds whatever the inventory says today.
    /// - Returns: `nil` if nothing gives a value.
    func value(given request: [String: String]) -> Result<ListValue?, Refusal> {
        if let include = parameter.given {
            guard let name = include.whole else { return parsed(include.filled(with: [:]) ?? "", from: nil).map { $0 } }
            guard let source = runbook.parameters.first(where: { $0.name == name }) else { return .success(nil) }
            let resolution = ListResolution(runbook: runbook, parameter: source, hosts: hosts, values: values)
            return resolution.value(given: request)
        }
        if let given = request[parameter.name] { return parsed(given, from: nil).map { hostList(named: $0) } }
        if let pattern = parameter.hosts { return members(of: pattern) }
        return inventoryValue().flatMap { found in
            guard found == nil, let text = parameter.defaultValue else { return .success(found) }
            return parsed(text, from: nil).map { $0 }
        }
    }

    private func parsed(_ text: String, from host: String?) -> Result<ListValue, Refusal> {
        do { return .success(try ListValue(parsing: text)) } catch {
            let place = host.map { " on \($0)" } ?? ""
            return .failure(
                refusal(
                    .badParameterValue, "parameter \(parameter.name)\(place): \(error.text)",
                    fix: host.map { "change the variable of \($0) in the inventory" }
                        ?? "pass --set \(parameter.name)=a,b or --set '\(parameter.name)=[{name: a, port: 1}]'"))
        }
    }

    private func refusal(_ rule: DiagnosticRule, _ headline: String, fix: String) -> Refusal {
        Refusal(
            diagnostic: Diagnostic(
                rule, headline, file: parameter.file ?? runbook.path, range: parameter.range, fix: fix))
    }

    // MARK: Inventory

    /// A list of the inventory counts where all hosts have the same.
    private func inventoryValue() -> Result<ListValue?, Refusal> {
        var known: [(host: String, list: ListValue)] = []
        for (host, values) in values.sorted(by: { $0.key < $1.key }) {
            guard let text = values.lists[parameter.name] else { continue }
            switch parsed(text, from: host) {
            case .success(let list): known.append((host, list))
            case .failure(let refusal): return .failure(refusal)
            }
        }
        guard let first = known.first else { return .success(nil) }
        let other =
            known.first { $0.list != first.list }?.host
            ?? values.keys.sorted().first { values[$0]?.lists[parameter.name] == nil }
        guard let other else { return .success(first.list) }
        return .failure(
            refusal(
                .listDiffers, "list '\(parameter.name)' is not the same on \(first.host) and \(other)",
                fix: "give all hosts of the runbook the same list, or pass --set \(parameter.name)=…"))
    }

    // MARK: Hosts

    private func members(of pattern: Located<String>) -> Result<ListValue?, Refusal> {
        switch hosts.resolve(pattern.value) {
        case .hosts(let names): return list(of: names).map { $0 }
        case .trouble(let trouble):
            if let text = parameter.defaultValue { return parsed(text, from: nil).map { hostList(named: $0) } }
            return .failure(
                Refusal(
                    diagnostic: Diagnostic(
                        .unknownHost, trouble.message, file: parameter.file ?? runbook.path, range: pattern.range,
                        fix: trouble.fix,
                        replacement: trouble.replacement)))
        }
    }

    private func list(of names: [String]) -> Result<ListValue, Refusal> {
        do { return .success(try ListValue(items(names))) } catch {
            return .failure(
                refusal(
                    .badParameterValue, "parameter \(parameter.name): \(error.text)",
                    fix: "change the variables of the hosts in the inventory"))
        }
    }

    /// Names that are given without members get those of the inventory.
    private func hostList(named list: ListValue) -> ListValue {
        guard parameter.hosts != nil, list.items.allSatisfy(\.members.isEmpty) else { return list }
        return (try? ListValue(items(list.items.map(\.text)))) ?? list
    }

    /// Hosts as items: the address of each, and what the inventory says of all of them and the runbook mentions.
    private func items(_ names: [String]) -> [ListValue.Item] {
        let mentioned = mentioned
        let known = names.map { name in
            (hosts.values(name)?.texts ?? [:]).filter { mentioned.contains($0.key) }
        }
        let common = known.dropFirst().reduce(Set(known.first?.keys.map(\.self) ?? [])) { $0.intersection($1.keys) }
        return zip(names, known).map { name, own in
            var members = own.filter { common.contains($0.key) }
            members["address"] = hosts.address(name)
            return ListValue.Item(name, members: members)
        }
    }

    /// Words of the runbook behind `LIST_` or a full stop, by which a member can be asked for.
    private var mentioned: Set<String> {
        var words: Set<String> = []
        for bytes in runbook.sourceBytes {
            for name in names { ListResolution.members(of: name, in: bytes, into: &words) }
        }
        return words
    }

    /// The names by which the runbook and the files that it includes under a name know the list.
    private var names: Set<String> {
        var full: Set = [parameter.name]
        // A parameter is given only to those that are declared behind it.
        for other in runbook.parameters {
            if let source = other.given?.whole, full.contains(source) { full.insert(other.name) }
        }
        let written = runbook.parameters.filter { full.contains($0.name) }.compactMap(\.writtenName)
        return full.union(written)
    }

    private static func members(of list: String, in bytes: [UInt8], into words: inout Set<String>) {
        let prefix = Array("\(list)_".utf8)
        bytes.forEachName { name in
            let word = bytes[name]
            if name.lowerBound > 0, bytes[name.lowerBound - 1] == ASCII.period {
                words.insert(String(decoding: word, as: UTF8.self))
            }
            if word.starts(with: prefix) {
                words.insert(String(decoding: word.dropFirst(prefix.count), as: UTF8.self))
            }
        }
    }
}
