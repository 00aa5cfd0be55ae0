import Dispatch
import Glibc

/// One question on the terminal, one line as the answer.
enum Question {
    static let queue = DispatchQueue(label: "prov.questions")

    /// An empty answer at the end of input.
    static func ask(_ prompt: String) -> String {
        Console.standardOutput.write(prompt)
        return readLine(strippingNewline: true) ?? ""
    }

    /// Asks until something is said, three times at most.
    static func text(_ prompt: String) -> String {
        for _ in 0..<3 {
            let answer = ask(prompt)
            if !answer.isEmpty { return answer }
        }
        return "no reason given"
    }

    static func yes(_ prompt: String) -> Bool {
        let answer = ask(prompt).lowercased()
        return answer.isEmpty || answer.hasPrefix("y")
    }
}
