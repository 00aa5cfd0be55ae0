import ProvText

/// Types of plain scalars as in YAML 1.1, and as PyYAML has them: `yes` is true, `0644` is 420, `1:30` is 90.
///
/// A runbook's own keys are texts, and each reads its own text; this is for what was written for other tools.
extension YAMLScalar {
    package var isNull: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(text) }

    package var boolean: Bool? {
        guard style == .plain else { return nil }
        switch text {
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return true
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return false
        default: return nil
        }
    }

    /// `nil` also where it does not fit.
    package var integer: Int? {
        guard style == .plain, let number = SignedDigits(text) else { return nil }
        let digits = number.digits.filter { $0 != SignedDigits.underscore }
        let value: Int? =
            switch number.kind {
            case .binary: Int(String(decoding: digits.dropFirst(2), as: UTF8.self), radix: 2)
            case .hexadecimal: Int(String(decoding: digits.dropFirst(2), as: UTF8.self), radix: 16)
            case .octal: Int(String(decoding: digits, as: UTF8.self), radix: 8)
            case .decimal: Int(String(decoding: digits, as: UTF8.self))
            case .sexagesimal: SignedDigits.sexagesimal(digits)
            case .float, .sexagesimalFloat: nil
            }
        return value.map { number.isNegative ? -$0 : $0 }
    }

    /// A float has a point, and a sign in its exponent; `1:30.5` is 90.5.
    package var number: Double? {
        guard style == .plain else { return nil }
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        case ".nan", ".NaN", ".NAN": return .nan
        default: break
        }
        guard let number = SignedDigits(text), [.float, .sexagesimalFloat].contains(number.kind) else { return nil }
        // Swift wants a digit on both sides of the point.
        let digits = number.digits.filter { $0 != SignedDigits.underscore }
        let parts = String(decoding: digits, as: UTF8.self).split(separator: ":").map { part -> Double? in
            let padded = (part.hasPrefix(".") ? "0" : "") + part + (part.hasSuffix(".") ? "0" : "")
            return Double(padded.replacing(bytesOf: ".e", with: ".0e").replacing(bytesOf: ".E", with: ".0E"))
        }
        var value = 0.0
        for part in parts {
            guard let part else { return nil }
            value = value * 60 + part
        }
        return number.isNegative ? -value : value
    }
}

/// A text that has the form of a number, by the patterns of PyYAML's resolver.
private struct SignedDigits {
    enum Kind { case binary, octal, decimal, hexadecimal, sexagesimal, float, sexagesimalFloat }

    static let underscore = UInt8(ascii: "_")

    var isNegative: Bool
    /// What comes after the sign.
    var digits: Substring.UTF8View
    var kind: Kind

    init?(_ text: String) {
        let bytes = text.utf8
        let hasSign = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        isNegative = bytes.first == UInt8(ascii: "-")
        digits = bytes.dropFirst(hasSign ? 1 : 0)
        guard let kind = SignedDigits.kind(of: digits, hasSign: hasSign) else { return nil }
        self.kind = kind
    }

    private static func kind(of digits: Substring.UTF8View, hasSign: Bool) -> Kind? {
        guard let first = digits.first else { return nil }
        if first == UInt8(ascii: ".") {
            return !hasSign && isFraction(digits.dropFirst(), needsDigit: true) ? .float : nil
        }
        guard first.isDigit else { return nil }
        if let kind = wholeNumber(digits, first) { return kind }
        let lead = digits.prefix { $0.isDigit || $0 == underscore }
        let rest = digits[lead.endIndex...]
        if rest.first == UInt8(ascii: ".") {
            return isFraction(rest.dropFirst(), needsDigit: false) ? .float : nil
        }
        let sixties = rest.prefix { $0 != UInt8(ascii: ".") }
        guard isSixties(sixties) else { return nil }
        guard sixties.endIndex != rest.endIndex else { return first != UInt8(ascii: "0") ? .sexagesimal : nil }
        return rest[sixties.endIndex...].dropFirst().allSatisfy { $0.isDigit || $0 == underscore }
            ? .sexagesimalFloat : nil
    }

    private static func wholeNumber(_ digits: Substring.UTF8View, _ first: UInt8) -> Kind? {
        let rest = digits.dropFirst(2)
        guard first == UInt8(ascii: "0") else {
            return digits.allSatisfy { $0.isDigit || $0 == underscore } ? .decimal : nil
        }
        switch digits.dropFirst().first {
        case nil: return .decimal
        case UInt8(ascii: "b"):
            return !rest.isEmpty && rest.allSatisfy { $0.isDigit(below: "2") || $0 == underscore } ? .binary : nil
        case UInt8(ascii: "x"):
            return !rest.isEmpty && rest.allSatisfy { $0.isHexadecimal || $0 == underscore } ? .hexadecimal : nil
        default: return digits.allSatisfy { $0.isDigit(below: "8") || $0 == underscore } ? .octal : nil
        }
    }

    /// What comes after a point: digits, and maybe an exponent with its sign.
    private static func isFraction(_ text: Substring.UTF8View, needsDigit: Bool) -> Bool {
        let digits = text.prefix { $0.isDigit || $0 == underscore }
        if needsDigit, digits.first?.isDigit != true { return false }
        let exponent = text[digits.endIndex...]
        guard let letter = exponent.first else { return true }
        let power = exponent.dropFirst(2)
        guard letter | 0x20 == UInt8(ascii: "e"), let sign = exponent.dropFirst().first else { return false }
        return (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")) && !power.isEmpty && power.allSatisfy(\.isDigit)
    }

    /// `:30` and the like, at least once; what looks like a MAC address is a text.
    private static func isSixties(_ text: Substring.UTF8View) -> Bool {
        guard text.first == UInt8(ascii: ":") else { return false }
        let parts = text.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            guard let first = part.first, part.count <= 2, part.allSatisfy(\.isDigit) else { return false }
            return part.count == 1 || first < UInt8(ascii: "6")
        }
    }

    static func sexagesimal(_ digits: [UInt8]) -> Int? {
        var value = 0
        for part in digits.split(separator: UInt8(ascii: ":")) {
            guard let digit = Int(String(decoding: part, as: UTF8.self)) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 60)
            guard !overflow, product <= Int.max - digit else { return nil }
            value = product + digit
        }
        return value
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    fileprivate func isDigit(below end: Unicode.Scalar) -> Bool {
        self >= UInt8(ascii: "0") && self < UInt8(ascii: end)
    }

    fileprivate var isHexadecimal: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
}
