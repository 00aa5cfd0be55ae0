import ProvText

/// A `.env` file: `NAME=VALUE` lines, as dotenv, docker and systemd read them where they agree.
///
/// - Blank lines and lines that begin with `#` say nothing; `export` before a name is passed over.
/// - A value without quotes ends at the line's end or at a `#` after a blank; blanks around it do not count.
/// - `'…'` is taken as it stands. In `"…"`, `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes. Both may hold several
///   lines.
/// - Nothing is expanded: a `$` is a `$`. The last value of a name counts.
package struct EnvironmentFile: Sendable {
    private var values: [String: [UInt8]] = [:]

    package init(_ bytes: [UInt8]) {
        var index = 0
        while index < bytes.count {
            let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
            var line = bytes[index..<end].trimmingBlanksAndNewlines()
            if line.starts(with: Array("export ".utf8)) { line = line.dropFirst(7).trimmingBlanksAndNewlines() }
            index = end + 1
            guard line.first != 0x23, let equals = line.firstIndex(of: 0x3D) else { continue }
            let name = String(decoding: line[line.startIndex..<equals].trimmingBlanksAndNewlines(), as: UTF8.self)
            guard ShellText.isVariableName(name) else { continue }
            var start = equals + 1
            while start < end, bytes[start].isBlank { start += 1 }
            if start < end, bytes[start] == 0x22 || bytes[start] == 0x27,
                let quoted = EnvironmentFile.quoted(bytes, from: start)
            {
                values[name] = quoted.value
                index = (bytes[quoted.end...].firstIndex(of: 0x0A) ?? bytes.count) + 1
            } else {
                values[name] = EnvironmentFile.plain(bytes[start..<max(start, end)])
            }
        }
    }

    /// The value of a name; `nil` where no line gives one.
    package subscript(name: String) -> [UInt8]? { values[name] }

    private static func plain(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var end = line.startIndex
        while end < line.endIndex {
            if line[end] == 0x23, end == line.startIndex || line[end - 1].isBlank { break }
            end += 1
        }
        var value = line[line.startIndex..<end]
        while let last = value.last, last.isBlank || last == 0x0D { value.removeLast() }
        return Array(value)
    }

    /// The text in quotes and where it ends; `nil` where they are never closed.
    private static func quoted(_ bytes: [UInt8], from start: Int) -> (value: [UInt8], end: Int)? {
        let quote = bytes[start]
        let escapes: [UInt8: UInt8] = [0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09, 0x22: 0x22, 0x5C: 0x5C, 0x24: 0x24]
        var value: [UInt8] = []
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == quote { return (value, index + 1) }
            if quote == 0x22, bytes[index] == 0x5C, index + 1 < bytes.count, let meant = escapes[bytes[index + 1]] {
                value.append(meant)
                index += 2
            } else {
                value.append(bytes[index])
                index += 1
            }
        }
        return nil
    }
}
