/// What `foreach="NAME in LIST"` says: the step is there once for each item of a list.
package struct ItemLoop: Sendable, Equatable {
    /// The name that the step has the item under.
    package var variable: String
    /// The parameter that is a list.
    package var list: String

    package init(variable: String, list: String) {
        self.variable = variable
        self.list = list
    }

    /// `service in services`; `nil` for anything else.
    init?(parsing text: String) {
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        guard words.count == 3, words[1] == "in" else { return nil }
        self.init(variable: words[0], list: words[2])
    }

    /// The variable that has a member of the item: `service_port`.
    func variable(of member: String) -> String { "\(variable)_\(member)" }

    /// The variable that a hole means: `service`, or `service_port` for `{{service.port}}`; `nil` for a hole of
    /// something else.
    func variable(of hole: FileTemplate.Name) -> String? {
        guard hole.item == variable else { return nil }
        return hole.member.map(variable(of:)) ?? variable
    }
}

/// The item that a step of a plan is for, where a list of the runbook made it.
package struct StepItem: Sendable, Equatable {
    /// The step as it stands in the runbook.
    package var template: StepID
    package var loop: ItemLoop
    package var item: ListValue.Item

    /// What the step gets as variables: `service`, and `service_port` for each member.
    package var variables: [String: String] {
        item.members.reduce(into: [loop.variable: item.text]) { $0[loop.variable(of: $1.key)] = $1.value }
    }

    /// The same as conditions and files name it: `service.port` as well.
    var names: [String: String] {
        item.members.reduce(into: variables) { $0["\(loop.variable).\($1.key)"] = $1.value }
    }

    /// What stands for the item in the name of its step: bytes other than letters, digits, `.`, `_` and `-` are `-`.
    static func name(of item: ListValue.Item) -> String {
        String(
            String.UnicodeScalarView(
                item.text.unicodeScalars.map { scalar in
                    scalar.isASCII
                        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                            || [".", "_", "-"].contains(scalar))
                        ? scalar : "-"
                }))
    }
}

extension Step {
    /// The values that it has for itself, by the names of their variables.
    package var ownValues: [String: String] { item?.variables ?? [:] }

    /// The variables of its commands alone: its own values, then those of `env`.
    package var ownVariables: [(name: String, value: String)] {
        guard item != nil else { return options.environment }
        return ownValues.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) } + options.environment
    }

    /// The name that the runbook has for it: for a step of an item that of the step in the text.
    package var writtenID: StepID { item?.template ?? id }
}
