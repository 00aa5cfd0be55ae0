import Glibc

/// The environment of this process, read in this one place.
package enum ProcessEnvironment {
    /// The value, with U+FFFD for what is not UTF-8.
    package static subscript(name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// The value as it is, which need not be UTF-8.
    package static func bytes(_ name: String) -> [UInt8]? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe bytes(of: value)
    }

    /// The value; `nil` also where it is not UTF-8.
    package static func text(_ name: String) -> String? {
        bytes(name).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// All of it, as processes are started with it.
    package static var all: Environment {
        var entries: [[UInt8]] = []
        var pointer = unsafe environ
        while let entry = unsafe pointer.pointee {
            let bytes = unsafe bytes(of: entry)
            if bytes.contains(UInt8(ascii: "=")) { entries.append(bytes) }
            unsafe pointer += 1
        }
        return Environment(entries: entries)
    }

    private static func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
}
