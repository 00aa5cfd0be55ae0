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

    init(_ runbook: Runbook) {
        parameters = Dictionary(runbook.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        secrets = Set(runbook.front.secrets.map(\.name))
        captures = Set(runbook.steps.flatMap { $0.options.captures.map(\.value) })
    }

    // MARK: Names

    /// The names that a step may use for what has a value.
    func names(of step: Step) -> Set<String> {
        var names = Set(parameters.keys).union(captures).union(step.scope?.names.keys.map(\.self) ?? [])
        for own in names { for member in members(step.fullName(own)) { names.insert("\(own)_\(member)") } }
        return names
    }

    /// What a step has under a name; `nil` for nothing.
    func value(_ name: String, of step: Step) -> Value? {
        let full = step.fullName(name)
        if captures.contains(full) { return Value(pieces: [.field(full)], isSplit: true, isCapture: true) }
        if secrets.contains(full) { return full == name ? nil : Value(pieces: [.field(full)]) }
        if let parameter = parameters[full] { return value(of: parameter) }
        // A member of a list's items: `$timers_hours`.
        for end in name.indices.reversed() where name[end] == "_" {
            let (list, member) = (step.fullName(String(name[..<end])), String(name[name.index(after: end)...]))
            guard members(list).contains(member), let parameter = parameters[list] else { continue }
            return value(of: parameter, member: member)
        }
        return nil
    }

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

    private func members(_ list: String) -> [String] { [] }

    private func value(of list: Parameter, member: String) -> Value { Value(pieces: []) }
}
