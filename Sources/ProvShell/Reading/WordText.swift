import ProvText

/// Removes the quotes of a word, as a shell does after its expansions.
enum WordText {
    static func text(of range: Range<Int>, in script: ShellScript) -> String {
        let bytes = script.text.utf8.span
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        var isDouble = false
        while index < range.upperBound {
            if let end = opaqueEnd(at: index, in: script) {
                for offset in index..<min(end, range.upperBound) { result.append(bytes[offset]) }
                index = end
                continue
            }
            let byte = bytes[index]
            let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
            switch byte {
            case ASCII.quotationMark:
                isDouble.toggle()
                index += 1
            case ASCII.dollar where next == ASCII.quotationMark && !isDouble: index += 1
            case ASCII.dollar where next == ASCII.apostrophe && !isDouble:
                index = ANSIQuote.decode(bytes, from: index + 2, limit: range.upperBound, into: &result)
            case ASCII.apostrophe where !isDouble:
                index += 1
                while index < range.upperBound, bytes[index] != ASCII.apostrophe {
                    result.append(bytes[index])
                    index += 1
                }
                index += 1
            case ASCII.backslash where next == ASCII.newline: index += 2
            case ASCII.backslash where index + 1 < range.upperBound && (!isDouble || isSpecialInDouble(next)):
                result.append(next)
                index += 2
            default:
                result.append(byte)
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isSpecialInDouble(_ byte: UInt8) -> Bool {
        byte == ASCII.dollar || byte == ASCII.backtick || byte == ASCII.quotationMark || byte == ASCII.backslash
    }

    /// The end of the substitution, parameter or array that begins at an offset.
    private static func opaqueEnd(at offset: Int, in script: ShellScript) -> Int? {
        var low = 0
        var high = script.opaque.count
        while low < high {
            let middle = (low + high) / 2
            if Int(script.opaque[middle].start) < offset { low = middle + 1 } else { high = middle }
        }
        guard low < script.opaque.count, Int(script.opaque[low].start) == offset else { return nil }
        return max(offset + 1, Int(script.opaque[low].end))
    }
}

/// The escapes of `$'…'`, as in bash's manual, "ANSI-C Quoting".
enum ANSIQuote {
    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "e"): 27, UInt8(ascii: "E"): 27,
        UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
        UInt8(ascii: "v"): 11, ASCII.backslash: ASCII.backslash, ASCII.apostrophe: ASCII.apostrophe,
        ASCII.quotationMark: ASCII.quotationMark, ASCII.question: ASCII.question,
    ]

    /// Appends the decoded text from behind the opening quote; the offset behind the closing one.
    static func decode(_ bytes: Span<UInt8>, from start: Int, limit: Int, into result: inout [UInt8]) -> Int {
        var index = start
        while index < limit, bytes[index] != ASCII.apostrophe {
            guard bytes[index] == ASCII.backslash, index + 1 < limit else {
                result.append(bytes[index])
                index += 1
                continue
            }
            index = escape(bytes, at: index + 1, limit: limit, into: &result)
        }
        return min(index + 1, limit)
    }

    private static func escape(_ bytes: Span<UInt8>, at index: Int, limit: Int, into result: inout [UInt8]) -> Int {
        let byte = bytes[index]
        if let decoded = simple[byte] {
            result.append(decoded)
            return index + 1
        }
        switch byte {
        case 0x30...0x37:
            let (value, end) = number(bytes, from: index, limit: min(limit, index + 3), radix: 8)
            result.append(UInt8(truncatingIfNeeded: value))
            return end
        case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
            let width = byte == UInt8(ascii: "x") ? 2 : byte == UInt8(ascii: "u") ? 4 : 8
            let (value, end) = number(bytes, from: index + 1, limit: min(limit, index + 1 + width), radix: 16)
            guard end > index + 1 else { break }
            if width == 2 {
                result.append(UInt8(truncatingIfNeeded: value))
            } else if let scalar = Unicode.Scalar(value) {
                result.append(contentsOf: String(Character(scalar)).utf8)
            }
            return end
        case UInt8(ascii: "c") where index + 1 < limit:
            result.append(bytes[index + 1] & 0x1F)
            return index + 2
        default: break
        }
        result.append(ASCII.backslash)
        result.append(byte)
        return index + 1
    }

    private static func number(_ bytes: Span<UInt8>, from start: Int, limit: Int, radix: UInt32) -> (UInt32, Int) {
        var value: UInt32 = 0
        var index = start
        while index < limit {
            let byte = bytes[index] | 0x20
            let digit: UInt32
            if bytes[index].isDigit {
                digit = UInt32(bytes[index] - 0x30)
            } else if byte >= 0x61, byte <= 0x66 {
                digit = UInt32(byte - 0x61 + 10)
            } else {
                break
            }
            guard digit < radix else { break }
            value = value &* radix &+ digit
            index += 1
        }
        return (value, index)
    }
}
