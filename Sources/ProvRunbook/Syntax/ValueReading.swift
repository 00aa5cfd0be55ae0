import ProvText

extension ValueReading {
    static func batch(_ text: String) -> BatchSize? {
        if text.hasSuffix("%") {
            guard let percent = Int(text.dropLast()), percent >= 0, percent <= 100 else { return nil }
            return .percent(percent)
        }
        guard let count = Int(text), count >= 0 else { return nil }
        return .count(count)
    }

    /// Sizes in turn, none of them 0; a JSON array of them is the same.
    static func batches(_ text: String) -> [BatchSize]? {
        let sizes = names(text).map { batch($0.name) }
        guard !sizes.isEmpty, !sizes.contains(where: { $0 == nil || $0 == .count(0) || $0 == .percent(0) }) else {
            return nil
        }
        return sizes.compactMap(\.self)
    }

    /// Names separated by commas or blanks, each with its offset; a JSON array of strings is the same.
    static func names(_ text: String) -> [(name: String, offset: Int)] {
        let bytes = Array(text.utf8)
        var names: [(name: String, offset: Int)] = []
        var start: Int?
        for index in 0...bytes.count {
            let isEnd =
                index == bytes.count || bytes[index].isBlankOrNewline
                || [ASCII.comma, ASCII.quotationMark, ASCII.openBracket, ASCII.closeBracket].contains(bytes[index])
            if isEnd, let first = start {
                names.append((String(decoding: bytes[first..<index], as: UTF8.self), first))
                start = nil
            } else if !isEnd, start == nil {
                start = index
            }
        }
        return names
    }

    /// `A=1 B="two words"`, or the JSON object `{"A":"1"}`.
    static func assignments(_ text: String) -> [(name: String, value: String)]? {
        if text.hasPrefix("{") {
            guard let members = (try? JSON(parsing: text))?.members else { return nil }
            var result: [(name: String, value: String)] = []
            for member in members {
                guard let value = scalar(member.value), ShellText.isVariableName(member.key) else { return nil }
                result.append((member.key, value))
            }
            return result
        }
        let parsed = AttributeParser.parse(Array(text.utf8)[...])
        guard parsed.problems.isEmpty else { return nil }
        var result: [(name: String, value: String)] = []
        for attribute in parsed.attributes {
            guard var value = attribute.value, ShellText.isVariableName(attribute.key) else { return nil }
            if value.hasSuffix(",") { value.removeLast() }
            result.append((attribute.key, value))
        }
        return result
    }

    private static func scalar(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let flag): String(flag)
        default: nil
        }
    }

    /// Fit for a command line and a URL: letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
    static func isStepName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first,
            first.properties.isAlphabetic || first.properties.numericType != nil
        else { return false }
        return text.unicodeScalars.allSatisfy {
            $0 == "-" || $0 == "_" || $0 == "." || $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }

}
