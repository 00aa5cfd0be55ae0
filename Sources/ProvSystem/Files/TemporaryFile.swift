import CProvShims
import Glibc

/// A file that only we can read and that is removed when it goes away.
package struct TemporaryFile: ~Copyable {
    package let path: String

    package init(content: String) throws(SystemError) { path = try TemporaryFile.write(content) }

    private static func write(_ content: String) throws(SystemError) -> String {
        var template = Array("/tmp/prov.XXXXXX".utf8CString)
        let file = Descriptor(taking: unsafe prov_temporary_file(&template))
        guard file.number >= 0 else { throw SystemError(number: errno, call: "make a temporary file") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var rest = Array(content.utf8)[...]
        while !rest.isEmpty {
            let count = RawIO.write(file.number, rest)
            if count <= 0 {
                if errno == EINTR { continue }
                unsafe unlink(path)
                throw SystemError(number: errno, call: "write a temporary file")
            }
            rest = rest.dropFirst(count)
        }
        return path
    }

    deinit { unsafe unlink(path) }
}
