/// Sequences that a terminal obeys and does not show (ECMA-48, and the title of xterm's windows).
enum ControlSequence {
    static let escape: UInt8 = 0x1B
    /// Longer ones are taken for text.
    static let maximumLength = 64
    /// Of a sequence that carries a text.
    static let maximumTextLength = 512

    enum Found: Equatable {
        case whole(length: Int)
        /// The bytes end within it.
        case cut
        case none
    }

    /// What starts at an escape byte.
    static func find(in bytes: [UInt8], at start: Int) -> Found {
        guard start + 1 < bytes.count else { return .cut }
        switch bytes[start + 1] {
        case UInt8(ascii: "["): return control(bytes, start)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"): return text(bytes, start)
        case 0x20...0x2F: return designation(bytes, start)
        // Keypad modes, saving and giving back the cursor.
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "7"), UInt8(ascii: "8"): return .whole(length: 2)
        default: return .none
        }
    }

    /// Whether it carries a text that can be read: a window's title, a link's address.
    static func carriesText(_ bytes: [UInt8], at start: Int) -> Bool {
        start + 1 < bytes.count
            && [UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^")].contains(bytes[start + 1])
    }

    /// ESC `[`, parameters, intermediates, a final byte.
    private static func control(_ bytes: [UInt8], _ start: Int) -> Found {
        var index = start + 2
        var isPastParameters = false
        while index - start < maximumLength {
            guard index < bytes.count else { return .cut }
            switch bytes[index] {
            case 0x40...0x7E: return .whole(length: index - start + 1)
            case 0x30...0x3F where !isPastParameters: break
            case 0x20...0x2F: isPastParameters = true
            default: return .none
            }
            index += 1
        }
        return .none
    }

    /// ESC `]` or the like up to BEL or ESC `\`.
    private static func text(_ bytes: [UInt8], _ start: Int) -> Found {
        var index = start + 2
        while index - start < maximumTextLength {
            guard index < bytes.count else { return .cut }
            if bytes[index] == 0x07 { return .whole(length: index - start + 1) }
            if bytes[index] == escape {
                guard index + 1 < bytes.count else { return .cut }
                return bytes[index + 1] == 0x5C ? .whole(length: index - start + 2) : .none
            }
            if bytes[index] < 0x20 { return .none }
            index += 1
        }
        return .none
    }

    /// ESC `(` `B` and the like.
    private static func designation(_ bytes: [UInt8], _ start: Int) -> Found {
        var index = start + 2
        while index - start < 6 {
            guard index < bytes.count else { return .cut }
            if (0x30...0x7E).contains(bytes[index]) { return .whole(length: index - start + 1) }
            guard (0x20...0x2F).contains(bytes[index]) else { return .none }
            index += 1
        }
        return .none
    }

    static func removed(from bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == escape, case .whole(let length) = find(in: bytes, at: index) {
                index += length
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
