import Glibc

extension Files {
    /// A file of `/proc`, whose size is not known beforehand, without white space at its end.
    package static func readSmall(_ path: String) throws(SystemError) -> String {
        let file = try Descriptor(path: path, flags: O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = RawIO.read(file.number, into: &bytes)
        guard count >= 0 else { throw SystemError(number: errno, call: "read") }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        return String(text.prefix { !$0.isWhitespace })
    }

    /// All of a file whose size is not known beforehand, as those of `/proc`; empty where it cannot be read.
    package static func readUnsized(_ path: String) -> [UInt8] {
        let file = Descriptor(taking: unsafe open(path, O_RDONLY | O_CLOEXEC))
        guard file.number >= 0 else { return [] }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = RawIO.read(file.number, into: &buffer)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
