import CProvShims
import Glibc

/// How a terminal is set, and how large it is.
package struct TerminalSettings: Sendable {
    private var modes: termios
    private let number: Int32

    /// Those of now; `nil` where the descriptor is no terminal.
    package init?(of number: Int32) {
        var modes = termios()
        guard unsafe tcgetattr(number, &modes) == 0 else { return nil }
        self.modes = modes
        self.number = number
    }

    /// The same with every key handed over as it is.
    package var raw: TerminalSettings {
        var settings = self
        unsafe cfmakeraw(&settings.modes)
        return settings
    }

    /// The same without showing what is typed.
    package var silent: TerminalSettings {
        var settings = self
        settings.modes.c_lflag &= ~tcflag_t(ECHO)
        return settings
    }

    /// - Parameter forgetsInput: whether what was typed and not yet read goes away.
    package func apply(forgetsInput: Bool = false) {
        var modes = modes
        unsafe tcsetattr(number, forgetsInput ? TCSAFLUSH : TCSADRAIN, &modes)
    }

    /// Rows and columns; `nil` where the terminal does not tell.
    package static func size(of number: Int32) -> (rows: UInt16, columns: UInt16)? {
        var rows: UInt16 = 0
        var columns: UInt16 = 0
        guard unsafe prov_get_winsize(number, &rows, &columns) == 0 else { return nil }
        return (rows, columns)
    }

    package static func setSize(_ size: (rows: UInt16, columns: UInt16), of number: Int32) {
        _ = prov_set_winsize(number, size.rows, size.columns)
    }
}
