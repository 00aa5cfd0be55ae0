/// How output wants to look, as far as we follow: SGR's colours brought down to the sixteen that every theme has, and a
/// few faces.
package struct TextStyle: Equatable, Sendable {
    /// 0 to 7 and, bright, 8 to 15.
    package var foreground: UInt8?
    package var background: UInt8?
    package var isBold = false
    package var isItalic = false
    package var isUnderlined = false
    package var isStruck = false
    package var isInverse = false

    package init() {}

    package var isPlain: Bool { self == TextStyle() }

    /// Follows the parameters of one SGR sequence; what hides text (concealed, dim, blinking) is not followed.
    package mutating func apply(_ parameters: some Collection<UInt8>) {
        var codes = StyleCodes(parameters)
        while let code = codes.next() {
            switch code {
            case 0: self = TextStyle()
            case 1: isBold = true
            case 3: isItalic = true
            case 4, 21: isUnderlined = true
            case 7: isInverse = true
            case 9: isStruck = true
            case 22: isBold = false
            case 23: isItalic = false
            case 24: isUnderlined = false
            case 27: isInverse = false
            case 29: isStruck = false
            case 30...37: foreground = UInt8(code - 30)
            case 38: foreground = codes.colour()?.nearest ?? foreground
            case 39: foreground = nil
            case 40...47: background = UInt8(code - 40)
            case 48: background = codes.colour()?.nearest ?? background
            case 49: background = nil
            case 58: _ = codes.colour()
            case 90...97: foreground = UInt8(code - 82)
            case 100...107: background = UInt8(code - 92)
            default: break
            }
        }
    }
}

/// The numbers of an SGR sequence, one by one; an empty one is 0.
struct StyleCodes: IteratorProtocol {
    private var codes: [Int] = []
    private var index = 0

    init(_ parameters: some Collection<UInt8>) {
        var code = 0
        for byte in parameters {
            if byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") {
                codes.append(code)
                code = 0
            } else {
                code = min(code * 10 + Int(byte) - 0x30, 9999)
            }
        }
        codes.append(code)
    }

    mutating func next() -> Int? {
        guard index < codes.count else { return nil }
        defer { index += 1 }
        return codes[index]
    }

    /// What follows a 38, 48 or 58.
    mutating func colour() -> TerminalColour? {
        switch next() {
        case 5: return next().flatMap { $0 < 256 ? .indexed(UInt8($0)) : nil }
        case 2:
            guard let red = next(), let green = next(), let blue = next(), max(red, green, blue) < 256 else {
                return nil
            }
            return .rgb(UInt8(red), UInt8(green), UInt8(blue))
        default: return nil
        }
    }
}

/// A colour as a program asks for it.
enum TerminalColour: Equatable {
    case indexed(UInt8)
    case rgb(UInt8, UInt8, UInt8)

    /// The sixteen colours of xterm, which the others are compared with.
    private static let sixteen: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]

    /// The one of the sixteen that is closest.
    var nearest: UInt8 {
        switch self {
        case .indexed(let index) where index < 16: return index
        case .indexed(let index) where index < 232:
            let cube = Int(index) - 16
            func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + 40 * step }
            return TerminalColour.nearest(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        case .indexed(let index):
            let grey = 8 + 10 * (Int(index) - 232)
            return TerminalColour.nearest(grey, grey, grey)
        case .rgb(let red, let green, let blue): return TerminalColour.nearest(Int(red), Int(green), Int(blue))
        }
    }

    private static func nearest(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
        var best = 0
        var least = Int.max
        for (index, colour) in sixteen.enumerated() {
            let (dr, dg, db) = (red - colour.0, green - colour.1, blue - colour.2)
            let distance = 2 * dr * dr + 4 * dg * dg + 3 * db * db
            if distance < least { (best, least) = (index, distance) }
        }
        return UInt8(best)
    }
}
