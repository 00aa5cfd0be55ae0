import Glibc

/// prov's own environment, read in this one place.
enum Environment {
    static subscript(name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    /// The value as it is, which need not be UTF-8.
    static func bytes(_ name: String) -> [UInt8]? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    static var all: [String: String] {
        var result: [String: String] = [:]
        var pointer = unsafe environ
        while let entry = unsafe pointer.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe pointer += 1
        }
        return result
    }
}
