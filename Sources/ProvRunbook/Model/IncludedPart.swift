package import ProvText

/// A file that is included under a name of its own, with values for its parameters.
package struct IncludedPart: Sendable {
    /// One parameter or secret of the file, as its part has it.
    package struct Value: Sendable {
        package var name: String
        /// As the include writes it; of one that it leaves to the file the default, or `nil` for none.
        package var text: String?
        package var isGiven: Bool
        /// The name that the runbook has for it.
        package var fullName: String
    }

    /// `web`; of a part inside of another one `web/db`.
    package var name: String
    /// The included file.
    package var path: String
    /// Where the include is written.
    package var file: String
    package var range: TextRange
    /// In the order in which the file declares them.
    package var values: [Value] = []
}

/// What the steps of an included part know things as.
package struct StepScope: Sendable, Equatable {
    /// The name of the part.
    package var part: String
    /// From the names of the included file to those of the runbook: parameters, secrets and captures.
    package var names: [String: String]

    /// The name of a step as the file of the part writes it.
    func written(_ name: String) -> String {
        name.hasPrefix("\(part)/") ? String(name.dropFirst(part.count + 1)) : name
    }

    /// The names of all parts that the step is in: `web`, `web/db`.
    var parts: [String] {
        let words = part.split(separator: "/").map(String.init)
        return words.indices.map { words[...$0].joined(separator: "/") }
    }
}

/// What an include gives for a parameter: texts, with names of the including file's parameters between them.
package struct GivenValue: Sendable, Equatable {
    package enum Piece: Sendable, Equatable {
        case text(String)
        /// A parameter of the runbook, by the name that the runbook has for it.
        case parameter(String)
    }

    package let pieces: [Piece]

    /// The parameters in it.
    var names: [String] { pieces.compactMap { if case .parameter(let name) = $0 { name } else { nil } } }

    /// The parameter that is all of it.
    package var whole: String? {
        guard pieces.count == 1, case .parameter(let name) = pieces[0] else { return nil }
        return name
    }

    /// `nil` where one of the parameters has no value.
    func filled(with values: [String: String]) -> String? {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .parameter(let name):
                guard let value = values[name] else { return nil }
                result += value
            }
        }
        return result
    }
}

extension Step {
    /// Values by name with those of the runbook under the names that the step knows them by as well.
    package func seen<Value>(_ values: [String: Value]) -> [String: Value] {
        guard let scope else { return values }
        var seen = values
        for (own, name) in scope.names { seen[own] = values[name] }
        return seen
    }

    /// Values by name as the step has them: the runbook's under its own names, then those of its item.
    package func inputs(from values: [String: String]) -> [String: String] {
        seen(values).merging(ownValues) { _, own in own }
    }

    /// The same step that knows the members of lists as the variables that they are.
    func knowingMembers(of lists: [String: ListValue]) -> Step {
        guard let scope else { return self }
        var names = scope.names
        for (own, name) in scope.names {
            for member in lists[name]?.memberNames ?? [] where names["\(own)_\(member)"] == nil {
                names["\(own)_\(member)"] = "\(name)_\(member)"
            }
        }
        var step = self
        step.scope?.names = names
        return step
    }

    /// The name that the runbook has for what the step calls by a name.
    package func fullName(_ name: String) -> String { scope?.names[name] ?? name }

    /// The names by which the step may use what the runbook calls by a name.
    package func names(for name: String) -> [String] {
        guard let scope else { return [name] }
        return [name] + scope.names.filter { $0.value == name && $0.key != name }.map(\.key).sorted()
    }

    /// The shell variables that it has other variables of the shell as, for its commands alone: its name for each, and
    /// the runbook's.
    package var aliases: [(name: String, source: String)] {
        (scope?.names ?? [:]).filter { $0.key != $0.value }.sorted { $0.key < $1.key }.map {
            (name: $0.key, source: $0.value)
        }
    }
}
