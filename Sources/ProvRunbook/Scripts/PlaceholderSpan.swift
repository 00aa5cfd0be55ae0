import ProvShell
import ProvText

/// A place in a script that a parameter's value belongs to.
package struct PlaceholderSpan: Sendable, Equatable {
    /// How the text around the place reads what stands there.
    package enum Place: String, Sendable {
        /// A word of a shell's, or a part of one.
        case word
        case doubleQuoted = "double"
        case singleQuoted = "single"
        /// A here-document in which the shell puts values.
        case hereDocument = "document"
        /// A text in which nothing has to be quoted.
        case text
    }

    package var parameter: String
    /// UTF-8 offsets into the script's text.
    package var bytes: Range<Int>
    package var place: Place
}

extension Script {
    /// Placeholders, and in shell texts `$NAME` and `${NAME}` wherever a shell would put the value of one of the names
    /// there.
    ///
    /// A name that the script itself assigns is left alone.
    package func holes(names: Set<String>) -> [PlaceholderSpan] {
        let bytes = Array(text.utf8)
        guard let shell else {
            return placeholders.map { PlaceholderSpan(parameter: $0.parameter, bytes: $0.bytes, place: .text) }
        }
        guard !placeholders.isEmpty || bytes.contains(ASCII.dollar) else { return [] }
        let segments = shell.segments
        var holes: [PlaceholderSpan] = []
        for placeholder in placeholders where placeholder.bytes.upperBound <= bytes.count {
            let segment = segments.first { $0.bytes.upperBound > placeholder.bytes.lowerBound }
            holes.append(
                PlaceholderSpan(
                    parameter: placeholder.parameter, bytes: placeholder.bytes, place: segment.map(Self.place) ?? .text)
            )
        }
        let free = names.filter { !assigns($0) }
        var next = 0
        for (name, range) in Self.references(in: bytes) where free.contains(name) {
            while next + 1 < segments.count, segments[next].bytes.upperBound <= range.lowerBound { next += 1 }
            guard next < segments.count else { break }
            let place = Self.place(segments[next])
            if place != .singleQuoted && place != .text {
                holes.append(PlaceholderSpan(parameter: name, bytes: range, place: place))
            }
        }
        return holes.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    }

    /// Whether the script itself gives a variable its value: an assignment, the variable of a loop, a `read`.
    package func assigns(_ name: String) -> Bool {
        let bytes = Array(text.utf8)
        let wanted = Array(name.utf8)
        var index = 0
        while index + wanted.count <= bytes.count {
            defer { index += 1 }
            let end = index + wanted.count
            guard bytes[index] == wanted.first, bytes[index..<end].elementsEqual(wanted),
                end == bytes.count || !bytes[end].isNameByte
            else { continue }
            guard index > 0 else {
                if end < bytes.count, bytes[end] == ASCII.equals { return true }
                continue
            }
            guard Self.separators.contains(bytes[index - 1]) else { continue }
            if end < bytes.count, bytes[end] == ASCII.equals { return true }
            let line = bytes[..<index].split(separator: ASCII.newline, omittingEmptySubsequences: false).last ?? []
            let words = line.split { $0 == ASCII.space || $0 == ASCII.semicolon || $0 == UInt8(ascii: "|") }
            if words.last?.elementsEqual("for".utf8) == true { return true }
            // Names and options alone stand between `read` and a name.
            let before = words.reversed().drop {
                $0.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen } && !$0.elementsEqual("read".utf8)
            }
            if before.first?.elementsEqual("read".utf8) == true { return true }
        }
        return false
    }

    private static let separators = Set(" \t\n;|&({".utf8)

    private static func place(_ segment: ShellScript.Segment) -> PlaceholderSpan.Place {
        switch segment.context {
        case .unquoted: .word
        case .doubleQuoted: .doubleQuoted
        case .hereDocument(isLiteral: false): .hereDocument
        case .singleQuoted, .ansiQuoted: .singleQuoted
        case .hereDocument(isLiteral: true), .comment: .text
        }
    }

    private static func references(in bytes: [UInt8]) -> [(name: String, bytes: Range<Int>)] {
        var found: [(name: String, bytes: Range<Int>)] = []
        var index = 0
        while let dollar = bytes[index...].firstIndex(of: ASCII.dollar) {
            index = dollar + 1
            if dollar > 0, bytes[dollar - 1] == ASCII.backslash { continue }
            let isBraced = index < bytes.count && bytes[index] == ASCII.openBrace
            let start = isBraced ? index + 1 : index
            var end = start
            while end < bytes.count, bytes[end].isNameByte { end += 1 }
            guard end > start else { continue }
            if isBraced { guard end < bytes.count, bytes[end] == ASCII.closeBrace else { continue } }
            found.append((String(decoding: bytes[start..<end], as: UTF8.self), dollar..<(isBraced ? end + 1 : end)))
            index = end
        }
        return found
    }
}
