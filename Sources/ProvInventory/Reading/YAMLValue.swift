import Yams

/// Types YAML as Ansible's parser does, which follows YAML 1.1: `yes` is true, `0644` is 420, `1:30` is 90.
struct YAMLValue {
    /// An alias may stand for millions of nodes.
    private var remaining = 1_000_000

    struct TooLarge: Error {}

    static func value(of node: Node) throws(TooLarge) -> InventoryValue {
        var reader = YAMLValue()
        return try reader.read(node)
    }

    private mutating func read(_ node: Node) throws(TooLarge) -> InventoryValue {
        remaining -= 1
        guard remaining > 0 else { throw TooLarge() }
        switch node {
        case .scalar(let scalar): return YAMLValue.scalar(scalar)
        case .sequence(let sequence):
            var values: [InventoryValue] = []
            for item in sequence { values.append(try read(item)) }
            return .list(values)
        case .mapping(let mapping):
            var members: [InventoryValue.Member] = []
            for (key, value) in mapping.merged {
                let name = YAMLValue.keyText(key)
                members.removeAll { $0.key == name }
                members.append(.init(name, try read(value)))
            }
            return .mapping(members)
        case .alias: return .null
        }
    }

    static func keyText(_ node: Node) -> String {
        guard let scalar = node.scalar else { return "" }
        return key(scalar).scalarText ?? scalar.string
    }

    /// A key: looking for one that is there twice, Yams has given every key the tag of a string.
    static func key(_ scalar: Node.Scalar) -> InventoryValue { untagged(scalar) }

    static func scalar(_ scalar: Node.Scalar) -> InventoryValue {
        switch scalar.tag.description {
        case "!vault", "!vault-encrypted": .vault
        case "!unsafe", "!", "tag:yaml.org,2002:str": .string(scalar.string)
        default: untagged(scalar)
        }
    }

    private static func untagged(_ scalar: Node.Scalar) -> InventoryValue {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .bool(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .bool(false)
        default: return number(text) ?? .string(text)
        }
    }

    // MARK: Numbers

    private static func number(_ text: String) -> InventoryValue? {
        guard let first = text.utf8.first, isDigit(first) || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(first) else { return nil }
        if let value = integer(text) { return .integer(value) }
        return float(text).map(InventoryValue.number)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func integer(_ text: String) -> Int? {
        let isNegative = text.hasPrefix("-")
        let unsigned = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard let first = unsigned.utf8.first, isDigit(first) else { return nil }
        let digits = unsigned.replacing("_", with: "")
        var value: Int?
        if unsigned.hasPrefix("0b") {
            value = Int(digits.dropFirst(2), radix: 2)
        } else if unsigned.hasPrefix("0x") {
            value = Int(digits.dropFirst(2), radix: 16)
        } else if unsigned.contains(":") {
            value = sexagesimal(String(digits))
        } else if unsigned.hasPrefix("0"), digits.count > 1 {
            value = digits.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") } ? Int(digits, radix: 8) : nil
        } else if digits.utf8.allSatisfy(isDigit) {
            value = Int(digits)
        }
        return value.map { isNegative ? -$0 : $0 }
    }

    /// `1:30` is ninety, as YAML 1.1 has it; what looks like a MAC address is none.
    private static func sexagesimal(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let lead = first.utf8.first, lead != UInt8(ascii: "0"), first.utf8.allSatisfy(isDigit),
              var value = Int(first) else { return nil }
        for part in parts.dropFirst() {
            guard (1...2).contains(part.utf8.count), part.utf8.allSatisfy(isDigit), let digits = Int(part), digits < 60 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 60)
            guard !overflow, product <= Int.max - digits else { return nil }
            value = product + digits
        }
        return value
    }

    /// PyYAML wants a point in a float, and a sign in its exponent.
    private static func float(_ text: String) -> Double? {
        switch text.lowercased() {
        case ".inf", "+.inf": return .infinity
        case "-.inf": return -.infinity
        case ".nan": return .nan
        default: break
        }
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }), parts[0].first != "_" else { return nil }
        let mantissa = parts[1].prefix { $0 != "e" && $0 != "E" }
        guard mantissa.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }), !(parts[0].isEmpty && mantissa.isEmpty) else { return nil }
        let exponent = parts[1].dropFirst(mantissa.count).dropFirst()
        guard exponent.isEmpty && !unsigned.lowercased().hasSuffix("e") || exponent.hasPrefix("+") || exponent.hasPrefix("-") else { return nil }
        var digits = text.replacing("_", with: "")
        if digits.hasSuffix(".") { digits += "0" }
        return Double(digits.replacing(".e", with: ".0e").replacing(".E", with: ".0E").replacing(/^([+-]?)\./) { "\($0.1)0." })
    }
}

extension Node.Mapping {
    /// The pairs with those that `<<` brings in before them, so that the mapping's own win.
    var merged: [(key: Node, value: Node)] {
        var inherited: [(key: Node, value: Node)] = []
        var own: [(key: Node, value: Node)] = []
        for (key, value) in self {
            guard let scalar = key.scalar, scalar.string == "<<", scalar.style == .plain else {
                own.append((key, value))
                continue
            }
            if let mapping = value.mapping { inherited += mapping.merged }
            // The first of several wins.
            for item in (value.sequence.map(Array.init) ?? []).reversed() { inherited += item.mapping?.merged ?? [] }
        }
        return inherited + own
    }
}
