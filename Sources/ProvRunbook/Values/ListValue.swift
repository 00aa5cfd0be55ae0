import ProvText
import ProvYAML

/// The value of a parameter that is a list: texts, each with members where the items are mappings.
///
/// Texts are unique and not empty; all items have the same members.
package struct ListValue: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        /// A scalar's own text; of a mapping the member `name`, else its first one.
        package let text: String
        package let members: [String: String]

        package init(_ text: String, members: [String: String] = [:]) {
            self.text = text
            self.members = members
        }
    }

    /// Why a text or a node is not a list, as a clause that follows the parameter's name.
    package struct Complaint: Error, Sendable, Equatable {
        package let text: String

        init(_ text: String) { self.text = text }
    }

    /// More items than a file or a run of steps can be made of by hand.
    static let itemLimit = 10_000
    /// What the environment of a process takes of one variable.
    static let environmentLimit = 64 * 1024

    package let items: [Item]

    package init(_ items: [Item]) throws(Complaint) {
        self.items = items
        guard items.count <= ListValue.itemLimit else {
            throw Complaint("it has \(items.count) items, more than \(ListValue.itemLimit)")
        }
        var seen: Set<String> = []
        for item in items {
            guard !item.text.isEmpty else { throw Complaint("an item is empty") }
            guard ([item.text] + item.members.values).allSatisfy(ListValue.isOneLine) else {
                throw Complaint("item '\(item.text)' has more than one line")
            }
            guard seen.insert(item.text).inserted else { throw Complaint("item '\(item.text)' is there twice") }
            guard let first = items.first,
                first.members.count != item.members.count || first.members.keys != item.members.keys
            else { continue }
            try ListValue.compare(first, item)
        }
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == ASCII.newline || $0 == ASCII.carriageReturn || $0 == 0 }
    }

    private static func compare(_ first: Item, _ item: Item) throws(Complaint) {
        let (wanted, found) = (Set(first.members.keys), Set(item.members.keys))
        if let missing = wanted.subtracting(found).min() {
            throw Complaint("its items have different keys: '\(missing)' is missing in '\(item.text)'")
        }
        if let more = found.subtracting(wanted).min() {
            throw Complaint("its items have different keys: '\(more)' is only in '\(item.text)'")
        }
    }

    /// Reads a value as `--set` and the record have it: words with commas between them, or YAML's `[…]`, of which JSON
    /// is a part.
    package init(parsing text: String) throws(Complaint) {
        let trimmed = ListValue.trimmed(text)
        guard trimmed.begins(with: "[") else {
            let words = trimmed.utf8.split(separator: ASCII.comma).map { ListValue.trimmed(String(Substring($0))) }
            try self.init(words.filter { !$0.isEmpty }.map { Item($0) })
            return
        }
        let node: YAMLNode?
        do { node = try YAML.compose(trimmed) } catch { throw Complaint("'\(text)' is not a list: \(error.problem)") }
        guard let node else { throw Complaint("'\(text)' is not a list") }
        try self.init(node)
    }

    private static func trimmed(_ text: String) -> String {
        String(decoding: Array(text.utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self)
    }

    init(_ node: YAMLNode) throws(Complaint) {
        guard let sequence = node.sequence else { throw Complaint("the value is \(node.kindName), not a list") }
        var items: [Item] = []
        for element in sequence { items.append(try ListValue.item(element)) }
        try self.init(items)
    }

    private static func item(_ node: YAMLNode) throws(Complaint) -> Item {
        if let text = node.text { return Item(text) }
        guard let mapping = node.mapping else { throw Complaint("an item is a list; write a text or a mapping") }
        var members: [String: String] = [:]
        var first: String?
        for (key, value) in mapping {
            // The record's name of an item that has members besides its own text.
            if key.text == "", let text = value.text {
                first = text
                continue
            }
            guard let name = key.text, ShellText.isVariableName(name) else {
                throw Complaint("'\(key.text ?? "")' is not a name for a key of an item")
            }
            guard let text = value.text else { throw Complaint("'\(name)' of an item must be a single value") }
            members[name] = text
            first = first ?? text
        }
        let text = mapping.contains { $0.key.text == "" } ? first : members["name"] ?? first
        guard let text else { throw Complaint("an item is empty") }
        return Item(text, members: members)
    }

    // MARK: Texts

    /// The one spelling of the value: JSON that `init(parsing:)` reads back; texts of items that are no member stand
    /// under the empty name.
    package var canonical: String {
        let values: [JSON] = items.map { item in
            guard !item.members.isEmpty else { return .string(item.text) }
            var members = item.members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
            if item.members["name"] != item.text { members.insert(JSON.Member("", .string(item.text)), at: 0) }
            return .object(members)
        }
        return JSON.array(values).text()
    }

    /// As a shell gets it: one item a line.
    package var lines: String { items.map(\.text).joined(separator: "\n") }

    /// The names of the members, sorted; the same for every item.
    package var memberNames: [String] { items.first.map { $0.members.keys.sorted() } ?? [] }

    /// The variables by which steps know a list of this name: `$list`, and `$list_member` for each member, one item a
    /// line.
    package func variables(named name: String) -> [String: String] {
        var variables = [name: lines]
        for member in memberNames {
            variables["\(name)_\(member)"] = items.map { $0.members[member] ?? "" }.joined(separator: "\n")
        }
        return variables
    }
}

extension ListValue {
    /// The variables of a list that are too long for the environment of a process.
    func longVariables(named name: String) -> [String] {
        variables(named: name).filter { $0.value.utf8.count > ListValue.environmentLimit }.map(\.key).sorted()
    }

    /// Values by name, with the variables of the lists for their texts, but for those that are too long.
    static func variables(_ values: [String: String], lists: [String: ListValue]) -> [String: String] {
        lists.reduce(into: values) { values, list in
            values.merge(list.value.variables(named: list.key)) { declared, _ in declared }
            values[list.key] = list.value.lines
            for name in list.value.longVariables(named: list.key) { values[name] = nil }
        }
    }
}
