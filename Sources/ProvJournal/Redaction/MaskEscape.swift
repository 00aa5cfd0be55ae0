import Glibc

/// Marks what looks like the opening of a mask, cut anywhere, in the parts of a stream that stay as they are.
struct MaskEscape: Sendable {
    static let opening = Array("[masked:".utf8)
    /// For an opening that was in the text itself: no secret has an empty name.
    static let escaped = Array("[masked:|]".utf8)

    /// A beginning of an opening at the end of what came so far.
    private var held: [UInt8] = []

    mutating func append(_ bytes: ArraySlice<UInt8>, to result: inout [UInt8]) {
        let text = held.isEmpty ? Array(bytes) : held + bytes
        held = []
        var index = 0
        while let start = MaskEscape.find(in: text, from: index) {
            result.append(contentsOf: text[index..<start])
            guard text.count - start >= MaskEscape.opening.count else {
                held = Array(text[start...])
                return
            }
            result.append(contentsOf: MaskEscape.escaped)
            index = start + MaskEscape.opening.count
        }
        result.append(contentsOf: text[index...])
    }

    /// What was held back can be no opening any more: something else follows, or nothing.
    mutating func flush(to result: inout [UInt8]) {
        result.append(contentsOf: held)
        held = []
    }

    /// The first place of an opening, or of what may be the beginning of one at the text's end.
    private static func find(in text: [UInt8], from start: Int) -> Int? {
        unsafe text.withUnsafeBytes { buffer in
            var index = start
            while index < buffer.count, let base = buffer.baseAddress {
                guard let found = unsafe memchr(base + index, Int32(opening[0]), buffer.count - index) else {
                    return nil
                }
                index = unsafe UnsafeRawPointer(found) - base
                var length = 1
                while length < opening.count, index + length < buffer.count,
                    unsafe buffer[index + length] == opening[length]
                { length += 1 }
                if length == opening.count || index + length == buffer.count { return index }
                index += 1
            }
            return nil
        }
    }
}
