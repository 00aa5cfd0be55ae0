import ProvText

/// Puts values in the place of `{{ name }}`; of Jinja's language just that much, with members and items behind the
/// name.
struct TemplateResolver {
    let lookUp: (String) -> InventoryValue?

    private struct Unresolvable: Error { var reason: String }

    func resolve(_ value: InventoryValue, of name: String) -> HostVariables.Resolved {
        do { return .value(try resolve(value, path: [name])) } catch {
            return .unreadable((error as? Unresolvable)?.reason ?? "\(error)")
        }
    }

    private func resolve(_ value: InventoryValue, path: [String]) throws -> InventoryValue {
        switch value {
        case .string(let text): return try resolve(text, path: path)
        case .list(let values): return .list(try values.map { try resolve($0, path: path) })
        case .mapping(let members):
            return .mapping(try members.map { InventoryValue.Member($0.key, try resolve($0.value, path: path)) })
        case .vault: throw Unresolvable(reason: "'\(path.last ?? "")' is encrypted by Ansible's vault")
        default: return value
        }
    }

    private func resolve(_ text: String, path: [String]) throws -> InventoryValue {
        if text.has("{%") || text.has("{#") {
            throw Unresolvable(reason: "'\(path.last ?? "")' is a template that only Ansible evaluates")
        }
        guard text.has("{{") else { return .string(text) }
        var result = ""
        var rest = text.utf8[...]
        while let open = rest.firstRange(of: "{{".utf8) {
            guard let close = rest[open.upperBound...].firstRange(of: "}}".utf8) else {
                throw Unresolvable(reason: "'\(path.last ?? "")' has '{{' without '}}'")
            }
            let value = try reference(
                String(Substring(rest[open.upperBound..<close.lowerBound])), path: path)
            // A template that is the whole value keeps the value's type.
            if open.lowerBound == text.startIndex, close.upperBound == text.endIndex { return value }
            guard let inserted = value.scalarText else {
                throw Unresolvable(reason: "'\(path.last ?? "")' inserts a list, a mapping or nothing into a string")
            }
            result += Substring(rest[..<open.lowerBound]) + inserted
            rest = rest[close.upperBound...]
            guard result.utf8.count < 1 << 20 else {
                throw Unresolvable(reason: "'\(path.last ?? "")' grows beyond a megabyte")
            }
        }
        return .string(result + Substring(rest))
    }

    private func reference(_ written: String, path: [String]) throws -> InventoryValue {
        let expression = String(written.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard let (name, keys) = TemplateResolver.parse(expression) else {
            throw Unresolvable(reason: "'{{ \(expression) }}' is an expression that only Ansible evaluates")
        }
        guard !path.contains(name) else { throw Unresolvable(reason: "'\(name)' refers to itself") }
        guard path.count < 50, let value = lookUp(name) else {
            throw Unresolvable(reason: "'{{ \(expression) }}' refers to a variable that the host does not have")
        }
        var current = value
        for key in keys {
            current = try resolve(shallow: current, path: path + [name])
            let next: InventoryValue? =
                switch current {
                case .mapping: current[key]
                case .list(let values): Int(key).flatMap { values.indices.contains($0) ? values[$0] : nil }
                default: nil
                }
            guard let next else { throw Unresolvable(reason: "'{{ \(expression) }}' does not have the key '\(key)'") }
            current = next
        }
        return try resolve(current, path: path + [name])
    }

    /// A mapping is looked into as it is; one of its other members may be none of our business.
    private func resolve(shallow value: InventoryValue, path: [String]) throws -> InventoryValue {
        if case .string = value { return try resolve(value, path: path) }
        return value
    }

    /// `name`, `name.member`, `name['member']`, `name[0]`.
    private static func parse(_ text: String) -> (name: String, keys: [String])? {
        func isWord(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == "_")
        }
        let name = String(text.prefix(while: isWord))
        guard let first = name.first, !first.isNumber,
            !["true", "false", "none", "True", "False", "None", "not"].contains(name)
        else { return nil }
        var keys: [String] = []
        var rest = text.dropFirst(name.count)
        while let sign = rest.first {
            rest = rest.dropFirst()
            if sign == "." {
                let key = String(rest.prefix(while: isWord))
                guard !key.isEmpty else { return nil }
                keys.append(key)
                rest = rest.dropFirst(key.count)
            } else if sign == "[", let close = rest.firstIndex(of: "]") {
                let inner = rest[..<close]
                if let quote = inner.first, quote == "'" || quote == "\"" {
                    guard inner.count >= 2, inner.last == quote, !inner.dropFirst().dropLast().contains(quote) else {
                        return nil
                    }
                    keys.append(String(inner.dropFirst().dropLast()))
                } else {
                    guard !inner.isEmpty, inner.allSatisfy(\.isNumber) else { return nil }
                    keys.append(String(inner))
                }
                rest = rest[rest.index(after: close)...]
            } else {
                return nil
            }
        }
        return (name, keys)
    }
}
