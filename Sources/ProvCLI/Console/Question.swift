import Dispatch
import Glibc
import ProvSystem
import Synchronization

/// One question on the terminal, one line as the answer.
enum Question {
    static let queue = DispatchQueue(label: "prov.questions")
    /// How often prov was continued after it had been stopped.
    private static let continuations = Atomic<Int>(0)

    /// `nil` at the end of input, and once somebody asked to stop.
    ///
    /// After Ctrl-Z and `fg` the shell's lines stand below the prompt, and the terminal has dropped what was typed: it
    /// is asked again.
    ///
    /// - Parameter prepare: sets the terminal up for the answer, first and after each continuation.
    static func ask(_ prompt: String, prepare: () -> Void = {}) -> String? {
        let before = signal(SIGCONT) { _ in Question.continuations.add(1, ordering: .relaxed) }
        defer { _ = signal(SIGCONT, before) }
        var shown = continuations.load(ordering: .relaxed)
        prepare()
        Console.standardOutput.write(prompt)
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if StopSignals.isRequested { return nil }
            let continued = continuations.load(ordering: .relaxed)
            if continued != shown {
                shown = continued
                line = []
                prepare()
                Console.standardOutput.write(prompt)
            }
            guard RawIO.isReadable(0, withinMilliseconds: 100) else { continue }
            // A terminal hands over a line at a time, so nothing behind the line is taken with it.
            let count = RawIO.read(0, into: &buffer)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count <= 0 {
                // Control-D leaves the cursor behind the prompt.
                Console.standardOutput.line("")
                return line.isEmpty ? nil : text(line)
            }
            line += buffer[..<count]
            if line.last == 0x0A { return text(line) }
        }
    }

    /// The same for what must not be seen: the terminal does not echo it.
    static func hidden(_ prompt: String) -> String? {
        guard let settings = TerminalSettings(of: 0) else { return ask(prompt) }
        defer {
            settings.apply(forgetsInput: true)
            Console.standardOutput.line("")
        }
        return ask(prompt) { settings.silent.apply(forgetsInput: true) }
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

    /// Asks until the answer is one of the letters, perhaps with a number, or a word of the prompt that shows its
    /// letter in brackets; `nil` where nobody answers any more.
    ///
    /// Nothing else counts: who types "abort" has not approved.
    static func letter(_ prompt: String, of letters: String, help: String? = nil) -> (letter: Character, rest: String)?
    {
        while let answer = ask(prompt) {
            if let choice = choice(answer, prompt, letters) { return choice }
            if let help, !answer.isEmpty { Console.standardOutput.line("  \(help)") }
        }
        return nil
    }

    static func choice(_ answer: String, _ prompt: String, _ letters: String) -> (letter: Character, rest: String)? {
        let typed = answer.lowercased()
        for word in prompt.lowercased().split(whereSeparator: { !$0.isLetter && $0 != "[" && $0 != "]" }) {
            guard let bracket = word.firstIndex(of: "["), let letter = word[bracket...].dropFirst().first,
                letters.contains(letter)
            else { continue }
            if typed == word.filter(\.isLetter) { return (letter, "") }
        }
        guard let first = typed.first, letters.contains(first),
            typed.dropFirst().allSatisfy({ $0.isNumber || $0 == " " })
        else { return nil }
        return (first, String(typed.dropFirst()))
    }

    static func yes(_ prompt: String) -> Bool {
        guard let answer = ask(prompt)?.lowercased() else { return false }
        return ["", "y", "yes"].contains(answer)
    }
}
