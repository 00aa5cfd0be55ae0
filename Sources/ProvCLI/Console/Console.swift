import Glibc
import ProvSystem
import Synchronization

/// One of prov's own streams: what may be written to it, and how.
final class Console: Sendable {
    static let standardOutput = Console(1)
    static let standardError = Console(2)
    /// While a run is under way its reader may go away without ending it.
    static let outlivesReader = Atomic<Bool>(false)
    /// Set by `--no-color`, before the first use of a stream.
    static let isColourless = Atomic<Bool>(false)

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"
    }

    let number: Int32
    let isTerminal: Bool
    /// Colour only on a terminal, never with NO_COLOR; CLICOLOR_FORCE wins.
    let hasColour: Bool
    private let lock = Mutex(())

    init(_ number: Int32) {
        self.number = number
        isTerminal = isatty(number) == 1 && ProcessEnvironment["TERM"] != "dumb"
        let isForced = ProcessEnvironment["CLICOLOR_FORCE"].map { $0 != "0" && !$0.isEmpty } ?? false
        hasColour =
            !Console.isColourless.load(ordering: .relaxed)
            && (isForced || isTerminal && ProcessEnvironment["NO_COLOR"].map(\.isEmpty) ?? true)
    }

    func styled(_ text: String, _ styles: Style...) -> String {
        hasColour && !text.isEmpty ? "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m" : text
    }

    func line(_ text: String) { write(bytes: Array(text.utf8) + [0x0A]) }

    func write(_ text: String) { write(bytes: Array(text.utf8)) }

    /// A reader that has gone away ends prov quietly: it has seen what it wanted. A run goes on, in silence.
    func write(bytes: [UInt8]) {
        lock.withLock { _ in
            var done = 0
            while done < bytes.count {
                let count = RawIO.write(number, bytes[done...])
                if count > 0 {
                    done += count
                } else if errno == EAGAIN {
                    usleep(1000)
                } else if errno == EPIPE, number == 1, !Console.outlivesReader.load(ordering: .relaxed) {
                    _exit(0)
                } else if errno != EINTR {
                    if number == 1, !Console.outlivesReader.load(ordering: .relaxed) { Console.endUnwritten(errno) }
                    return
                }
            }
        }
    }

    /// Half a report that looks like a whole one is worse than none.
    /// From here on standard error goes nowhere.
    static func closeErrors() {
        let null = RawIO.open("/dev/null", O_WRONLY)
        if null >= 0 { _ = dup2(null, 2) }
    }

    private static func endUnwritten(_ code: Int32) {
        standardError.line(
            """
            prov: standard output cannot be written: \(SystemError.reason(of: code))
                  the output is incomplete
            """
        )
        _exit(ExitStatus.usage.rawValue)
    }

    /// Rows and columns; 24 × 80 where the terminal does not tell.
    var size: (rows: Int, columns: Int) {
        guard let size = TerminalSettings.size(of: number), size.rows > 0, size.columns > 0 else { return (24, 80) }
        return (Int(size.rows), Int(size.columns))
    }
}
