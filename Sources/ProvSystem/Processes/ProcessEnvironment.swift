import Glibc

/// The environment of this process, read in this one place.
package enum ProcessEnvironment {
    package static subscript(name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    /// The value as it is, which need not be UTF-8.
    package static func bytes(_ name: String) -> [UInt8]? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    /// As a process is started with it: `NAME=value`.
    package static var entries: [String] {
        var entries: [String] = []
        var pointer = unsafe environ
        while let entry = unsafe pointer.pointee {
            entries.append(unsafe String(cString: entry))
            unsafe pointer += 1
        }
        return entries
    }

    package static var all: [String: String] {
        var result: [String: String] = [:]
        for text in entries {
            guard let equals = text.firstIndex(of: "=") else { continue }
            result[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return result
    }
}
