/// Numbers as few printable characters, of those that need no escape in a JavaScript string and are not `,` or a space.
enum SearchCode {
    private static let alphabet = (UInt8(ascii: "!")...UInt8(ascii: "~")).filter { !#"",\"#.utf8.contains($0) }
    /// Half of the alphabet ends a number, the other half says that more follows.
    private static let base = 45

    /// Appends a number of zero or more; below 45 it is one character.
    static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = max(0, number)
        while rest >= base {
            bytes.append(alphabet[base + rest % base])
            rest = rest / base - 1
        }
        bytes.append(alphabet[rest])
    }

    /// The one character of a number below 90.
    static func character(_ number: Int) -> UInt8 { alphabet[min(max(0, number), base * 2 - 1)] }
}
