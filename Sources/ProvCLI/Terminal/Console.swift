import CProvShims
import Glibc
import Synchronization

/// One of prov's own streams: what may be written to it, and how.
final class Console: Sendable {
    static let standardOutput = Console(1)
    static let standardError = Console(2)

    enum Style: String { case bold = "1", dim = "2", red = "31", green = "32", yellow = "33", blue = "34", cyan = "36" }

    let number: Int32
    let isTerminal: Bool
    /// Colour only on a terminal, never with NO_COLOR; CLICOLOR_FORCE wins.
    let hasColour: Bool
    private let lock = Mutex(())

    init(_ number: Int32) {
        self.number = number
        isTerminal = isatty(number) == 1 && Environment["TERM"] != "dumb"
        hasColour = Environment["CLICOLOR_FORCE"].map { $0 != "0" } ?? false || isTerminal && Environment["NO_COLOR"].map(\.isEmpty) ?? true
    }

    func styled(_ text: String, _ styles: Style...) -> String {
        hasColour ? "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m" : text
    }

    func line(_ text: String) { write(text + "\n") }

    /// A reader that has gone away ends prov quietly: it has seen what it wanted.
    func write(_ text: String) {
        lock.withLock { _ in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
                if count > 0 { rest = rest.dropFirst(count) } else if errno == EAGAIN { usleep(1000) } else if errno != EINTR { return }
            }
        }
    }

    func write(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR, errno != EAGAIN { return }
        }
    }

    /// Rows and columns; 24 × 80 where the terminal does not tell.
    var size: (rows: Int, columns: Int) {
        var rows: UInt16 = 0, columns: UInt16 = 0
        guard unsafe prov_get_winsize(number, &rows, &columns) == 0, rows > 0, columns > 0 else { return (24, 80) }
        return (Int(rows), Int(columns))
    }
}

/// prov's own environment, read in this one place.
enum Environment {
    static subscript(name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    static var all: [String: String] {
        var result: [String: String] = [:]
        var pointer = unsafe environ
        while let entry = unsafe pointer.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") { result[String(text[..<equals])] = String(text[text.index(after: equals)...]) }
            unsafe pointer += 1
        }
        return result
    }
}
