import ProvText

/// What a person types in the place of prov.
extension Remedy {
    /// The commands that prov sends to a host that has nothing of it yet; parameters are variables in them. `nil` for a
    /// line of a file, and where a value decides what the commands are.
    package var byHand: String? {
        guard case .recipe(let recipe) = work else { return nil }
        let values = TypedValues(names: checks.flatMap { $0.parameters.map(\.value) })
        return recipe.byHand(values).map(values.typed)
    }

    /// For a line of a file: what to do with it in an editor, and the line.
    package var lineByHand: (what: String, line: String?)? {
        guard let line else { return nil }
        let path = "`\(line.path.written)`"
        let matching = line.match.map { "that matches `\($0.written)`" }
        guard line.isPresent else {
            guard let matching else { return ("Remove this line from \(path):", line.text.written) }
            return ("Remove each line \(matching) from \(path).", nil)
        }
        guard let matching else { return ("Add this line at the end of \(path):", line.text.written) }
        return (
            "In \(path), replace the last line \(matching) by this one; if no line does, add it at the end:",
            line.text.written
        )
    }

    /// What its undo does, in words.
    package var undoWords: String? {
        notes.firstRange(of: "The undo ").map { String(notes[$0.lowerBound...]) }
    }
}

extension RemedyRecipe {
    func byHand(_ values: TypedValues) -> String? {
        (try? change(values.answer(lacking(values)), values.answer([]), isDue: false))?.script
    }
}

/// Stands for values that are not known: their marks pass for any word, and become variables in the end.
struct TypedValues {
    private let names: [String]

    init(names: [String]) {
        var seen: Set<String> = ["HOME"]
        self.names = ["HOME"] + names.filter { seen.insert($0).inserted }
    }

    private static func mark(_ index: Int) -> String { "provvalue\(index)x" }

    /// The answer of a host with these lines.
    func answer(_ lines: [String]) -> CheckAnswer {
        let given = names.enumerated().map { "given.\($1)=\(TypedValues.mark($0))" }
        return CheckAnswer(
            ProbeAnswer(exitCode: 0, output: (lines + given).joined(separator: "\n"), errors: ""))
    }

    /// A path, with the home folder of who types it.
    func path(_ text: CheckText) -> String {
        guard text.written.hasPrefix("~/") else { return answer([]).resolve(text) }
        return TypedValues.mark(0) + answer([]).resolve(CheckText(String(text.written.unicodeScalars.dropFirst())))
    }

    /// A command of prov's as a person types it: with variables for the marks, and quotes only where they are needed.
    func typed(_ script: String) -> String {
        var result = ""
        var rest = Substring(script).unicodeScalars
        while let quote = rest.firstIndex(of: "'") {
            result += bare(Substring(rest[..<quote]))
            rest = rest[rest.index(after: quote)...]
            if result.utf8.last == ASCII.backslash {
                result += "'"
                continue
            }
            guard let end = rest.firstIndex(of: "'") else {
                result += "'"
                break
            }
            let inner = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            let isAlone = [result.unicodeScalars.last, rest.first].allSatisfy { $0?.properties.isWhitespace != false }
            if names.indices.contains(where: { inner.contains(TypedValues.mark($0)) }) {
                result += "\"" + named(ShellText.inDoubleQuotes(inner)) + "\""
            } else {
                result += isAlone ? ShellText.word(inner) : "'\(inner)'"
            }
        }
        return (result + bare(Substring(rest))).replacing(/\$\{([A-Za-z_][A-Za-z0-9_]*)-\}/) { "${\($0.1)}" }
    }

    private func named(_ text: String) -> String {
        names.indices.reduce(text) { $0.replacing(bytesOf: TypedValues.mark($1), with: "${\(names[$1])}") }
    }

    private func bare(_ text: Substring) -> String {
        names.indices.reduce(String(text)) { $0.replacing(bytesOf: TypedValues.mark($1), with: "\"${\(names[$1])}\"") }
    }
}

/// A text of a runbook in which `$NAME` is a variable, as a person types it.
package enum TypedText {
    /// The text as a word of a shell, with its variables.
    package static func word(_ written: String) -> String { CheckText(written).typed }
    /// The same for a path, of which `~/` is the home folder.
    package static func path(_ written: String) -> String { CheckText(written).typedPath }
}
