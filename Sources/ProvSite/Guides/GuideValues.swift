import ProvReport
import ProvRunbook
import ProvText

/// What stands for each name that the steps of a runbook use, on a page that a person follows by hand.
struct GuideValues {
    /// A part of a value.
    enum Piece: Equatable {
        case text(String)
        /// What the input of this name has.
        case field(String)
    }

    struct Value: Equatable {
        var pieces: [Piece]
        /// Whether a shell splits it into words where it stands unquoted: a list, or an output that was kept.
        var isSplit = false
        /// Whether nothing has its value before the page is followed.
        var isCapture = false

        /// The value itself, where the runbook says it.
        var literal: String? {
            pieces.reduce("") { text, piece in
                guard let text, case .text(let more) = piece else { return nil }
                return text + more
            }
        }
    }

    private let parameters: [String: Parameter]
    private let secrets: Set<String>
    private let captures: Set<String>
    private let lists: GuideLists

    init(_ runbook: Runbook) {
        parameters = Dictionary(runbook.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        lists = GuideLists(runbook)
        secrets = Set(runbook.front.secrets.map(\.name))
        captures = Set(runbook.steps.flatMap { $0.options.captures.map(\.value) })
    }

    // MARK: Names

    /// The names that a step may use for what has a value.
    func names(of step: Step) -> Set<String> {
        var names = Set(parameters.keys).union(captures).union(step.scope?.names.keys.map(\.self) ?? [])
        for own in names { names.formUnion(lists.members(of: step.fullName(own)).map { "\(own)_\($0)" }) }
        if let loop = step.options.foreach?.value {
            names.insert(loop.variable)
            names.formUnion(lists.members(of: step.fullName(loop.list)).map { "\(loop.variable)_\($0)" })
        }
        return names
    }

    /// What a step has under a name; `nil` for nothing.
    func value(_ name: String, of step: Step) -> Value? {
        if let item = item(name, of: step) { return item }
        let full = step.fullName(name)
        if captures.contains(full) { return Value(pieces: [.field(full)], isSplit: true, isCapture: true) }
        if secrets.contains(full) { return full == name ? nil : Value(pieces: [.field(full)]) }
        if let list = lists.value(of: full) { return list }
        if let parameter = parameters[full] { return value(of: parameter) }
        // A member of a list's items: `$timers_hours`.
        for end in name.indices.reversed() where name[end] == "_" {
            let (list, member) = (step.fullName(String(name[..<end])), String(name[name.index(after: end)...]))
            if lists.members(of: list).contains(member) { return lists.value(of: list, member: member) }
        }
        return nil
    }

    func isList(_ name: String, of step: Step) -> Bool { lists.items(of: step.fullName(name)) != nil }

    // MARK: Items

    /// What a step with `foreach` goes over.
    func items(of step: Step) -> GuideLists.Items? {
        step.options.foreach.flatMap { lists.items(of: step.fullName($0.value.list)) }
    }

    /// The value for the item that a step is done for; of a list with one item that item's.
    private func item(_ name: String, of step: Step) -> Value? {
        guard let loop = step.options.foreach?.value else { return nil }
        let member: String?
        if name == loop.variable {
            member = nil
        } else if name.hasPrefix("\(loop.variable)_") {
            member = String(name.dropFirst(loop.variable.count + 1))
        } else {
            return nil
        }
        if case .given(let list)? = items(of: step), list.items.count == 1, let item = list.items.first {
            return Value(pieces: [.text(member.map { item.members[$0] ?? "" } ?? item.text)])
        }
        return Value(pieces: [.field(Self.field(name, of: step))])
    }

    /// The input of a value that a step has for itself.
    static func field(_ name: String, of step: Step) -> String { "\(step.id.rawValue):\(name)" }

    private func value(of parameter: Parameter, depth: Int = 0) -> Value {
        guard let given = parameter.given, depth < 10 else { return Value(pieces: [.field(parameter.name)]) }
        if given.pieces.allSatisfy({ if case .text = $0 { true } else { false } }) {
            return Value(pieces: [.text(parameter.defaultValue ?? "")])
        }
        let pieces = given.pieces.flatMap { piece -> [Piece] in
            switch piece {
            case .text(let text): [.text(text)]
            case .parameter(let name):
                parameters[name].map { value(of: $0, depth: depth + 1).pieces } ?? [.field(name)]
            }
        }
        return Value(pieces: pieces)
    }
}
