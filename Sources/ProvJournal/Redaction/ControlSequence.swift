/// ANSI control sequences (ECMA-48, 5.4): ESC, `[`, parameters, intermediates, a final byte.
enum ControlSequence {
    static let escape: UInt8 = 0x1B
    /// Longer ones are taken for text.
    static let maximumLength = 64

    enum Found: Equatable {
        case whole(length: Int)
        /// The bytes end within it.
        case cut
        case none
    }

    /// What starts at an escape byte.
    static func find(in bytes: [UInt8], at start: Int) -> Found {
        var index = start + 1
        guard index < bytes.count else { return .cut }
        guard bytes[index] == UInt8(ascii: "[") else { return .none }
        index += 1
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
