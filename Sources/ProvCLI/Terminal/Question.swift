import Dispatch
import Glibc

/// One question on the terminal, one line as the answer.
enum Question {
    static let queue = DispatchQueue(label: "prov.questions")

    /// `nil` at the end of input, and once somebody asked to stop.
    static func ask(_ prompt: String) -> String? {
        Console.standardOutput.write(prompt)
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if StopSignals.isRequested { return nil }
            var polls = [pollfd(fd: 0, events: Int16(POLLIN), revents: 0)]
            guard unsafe poll(&polls, 1, 100) > 0 else { continue }
            // A terminal hands over a line at a time, so nothing behind the line is taken with it.
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count <= 0 { return line.isEmpty ? nil : text(line) }
            line += buffer[..<count]
            if line.last == 0x0A { return text(line) }
        }
    }

    private static func text(_ line: [UInt8]) -> String {
        let text = String(decoding: line.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// Asks until something is said; `nil` where nobody answers any more.
    static func text(_ prompt: String) -> String? {
        while let answer = ask(prompt) { if !answer.isEmpty { return answer } }
        return nil
    }

    /// Asks until the answer begins with one of the letters, which it returns with what was typed after it; `nil` where
    /// nobody answers any more.
    static func letter(_ prompt: String, of letters: String, help: String? = nil) -> (letter: Character, rest: String)? {
        while let answer = ask(prompt) {
            let typed = answer.lowercased()
            if let first = typed.first, letters.contains(first) { return (first, String(typed.dropFirst())) }
            if let help, !answer.isEmpty { Console.standardOutput.line("  \(help)") }
        }
        return nil
    }

    static func yes(_ prompt: String) -> Bool {
        guard let answer = ask(prompt)?.lowercased() else { return false }
        return answer.isEmpty || answer.hasPrefix("y")
    }
}
