import ProvText

/// A probe's answer, read: its `key=value` lines and what follows the line `output:`.
package struct CheckAnswer: Sendable {
    let exitCode: Int?
    let errors: String
    /// Everything after the line `output:`.
    let output: [UInt8]
    private let values: [String: [String]]

    init(_ answer: ProbeAnswer) {
        exitCode = answer.exitCode
        errors = answer.errors
        var values: [String: [String]] = [:]
        var rest = Array(answer.output.utf8)[...]
        var output: ArraySlice<UInt8> = []
        while !rest.isEmpty {
            let line = rest.prefix { $0 != ASCII.newline }
            rest = rest[min(line.endIndex + 1, rest.endIndex)...]
            if line.elementsEqual("output:".utf8) {
                output = rest
                break
            }
            guard let equals = line.firstIndex(of: ASCII.equals) else { continue }
            values[String(decoding: line[..<equals], as: UTF8.self), default: []].append(
                String(decoding: line[(equals + 1)...], as: UTF8.self))
        }
        self.values = values
        self.output = Array(output)
    }

    /// The value, its lines joined; `nil` where the probe did not say it.
    subscript(key: String) -> String? { values[key]?.joined(separator: "\n") }

    func lines(_ key: String) -> [String] { values[key] ?? [] }

    /// The value that the probe must have said.
    func required(_ key: String) throws(CheckTrouble) -> String {
        guard let value = self[key] else { throw CheckTrouble("unreadable answer: \(complaint)") }
        return value
    }

    /// What stands on standard error, for people.
    var complaint: String {
        let lines = errors.utf8.split(separator: ASCII.newline).map { String(Substring($0)) }
        return lines.last.map { OutputText.shown($0) } ?? "exit code \(exitCode.map(String.init) ?? "unknown")"
    }

    // MARK: Values with parameters in them

    /// The text with its parameters as the host knows them.
    func resolve(_ text: CheckText) -> String {
        text.pieces.map { piece in
            switch piece {
            case .literal(let literal): literal
            case .parameter(let name): self["given.\(name)"] ?? "$\(name)"
            }
        }.joined()
    }

    /// A summary with the parameters in it filled in.
    func resolve(_ summary: String) -> String { resolve(CheckText(summary)) }

    func integer(_ text: CheckText) throws(CheckTrouble) -> Int {
        let value = resolve(text)
        guard let number = Int(value) else {
            throw CheckTrouble("\(text.written) is '\(value)', which is not a whole number")
        }
        return number
    }

    func mode(_ text: CheckText) throws(CheckTrouble) -> Int {
        let value = resolve(text)
        guard let mode = ValueReading.octal(value) else {
            throw CheckTrouble("\(text.written) is '\(value)', which is not an octal mode")
        }
        return mode
    }

    func constraint(_ text: CheckText) throws(CheckTrouble) -> VersionConstraint {
        do { return try VersionConstraint(parsing: resolve(text)) } catch {
            throw CheckTrouble("\(text.written) is not a version: \(error.message)")
        }
    }

    func pattern(_ text: CheckText) throws(CheckTrouble) -> Pattern {
        do { return try Pattern(resolve(text)) } catch {
            throw CheckTrouble("\(text.written) is not a regular expression: \(error.message)")
        }
    }
}
