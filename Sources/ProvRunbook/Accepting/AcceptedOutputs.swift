import ProvChecks
package import ProvText

/// The outputs that are accepted for one file, written into it line by line: nothing else of the file changes.
package struct AcceptedOutputs {
    /// Why an output cannot be written.
    package enum Refusal: Error, Sendable, Equatable {
        /// It is compared in a way that has no lines to write, or was not compared as a block.
        case notByLine
        /// It holds bytes that this block cannot hold.
        case unwritable
        /// Written there, the file would be read in another way.
        case readsOtherwise

        package var sentence: String {
            switch self {
            case .notByLine: "it is not compared line by line"
            case .unwritable: "this block cannot hold what was printed"
            case .readsOtherwise: "written there, the file would be read in another way"
            }
        }
    }

    private struct Change {
        var printed: PrintedOutput
        var edit: OutputEdit
    }

    package let source: SourceText
    private let steps: [Step]
    private var changes: [Change] = []

    package init(_ source: SourceText) {
        self.source = source
        steps = AcceptedOutputs.steps(of: source)
    }

    package var isEmpty: Bool { changes.isEmpty }

    /// Takes an output into the file.
    ///
    /// The file with it is read again: its commands are the same, and the output is what is expected there.
    package mutating func accept(_ printed: PrintedOutput) throws(Refusal) {
        guard let expectation = printed.expectation else { throw .notByLine }
        var isWritable = false
        // As it is printed where that is possible; with an escape where a line would be read as something else.
        let guards: [(String) -> Bool] = [{ _ in false }, ConsoleReader.mayBeCommand, { _ in true }]
        for isGuarded in guards {
            guard let lines = expectation.accepted(printed.bytes, exitCode: printed.exitCode, isGuarded: isGuarded)
            else { throw expectation.isByLine || expectation.match == .exact ? .unwritable : .notByLine }
            guard let edit = OutputEdit(of: expectation, in: source, lines) else { throw .notByLine }
            isWritable = true
            let others = changes.filter { $0.edit.lines != edit.lines }
            let tried = others + [Change(printed: printed, edit: edit)]
            if holds(tried) {
                changes = tried
                return
            }
        }
        throw isWritable ? .readsOtherwise : .unwritable
    }

    /// The file with every accepted output in it.
    package var bytes: [UInt8] { AcceptedOutputs.apply(changes.map(\.edit), to: source) }

    private static func apply(_ edits: [OutputEdit], to source: SourceText) -> [UInt8] {
        var result: [UInt8] = []
        var done = 0
        for edit in edits.sorted(by: { $0.bytes.lowerBound < $1.bytes.lowerBound }) {
            result += source.bytes[done..<edit.bytes.lowerBound] + edit.text
            done = edit.bytes.upperBound
        }
        return result + source.bytes[done...]
    }

    private func holds(_ changes: [Change]) -> Bool {
        let text = SourceText(path: source.path, bytes: AcceptedOutputs.apply(changes.map(\.edit), to: source))
        let found = AcceptedOutputs.steps(of: text)
        guard found.count == steps.count, zip(found, steps).allSatisfy({ $0.isSameBut($1) }) else { return false }
        return changes.allSatisfy { change in
            let printed = change.printed
            guard let index = steps.firstIndex(where: { $0.range.start == printed.step.range.start }) else {
                return false
            }
            let expectation = found[index].expectation(at: printed.place)
            // Where nothing but empty lines is shown, nothing is compared.
            return expectation?.judge(printed.bytes, exitCode: printed.exitCode).result == .pass
                || expectation == nil && printed.exitCode == 0 && printed.bytes.allSatisfy { $0 == ASCII.newline }
        }
    }

    private static func steps(of source: SourceText) -> [Step] {
        RunbookReader.read(source) { _, _ in .missing("") }.runbook.steps
    }
}

extension Step {
    /// Whether both do the same and are compared at the same places; what is expected may differ.
    fileprivate func isSameBut(_ other: Step) -> Bool {
        guard id == other.id, expectations.count == other.expectations.count, check.count == other.check.count,
            undo.map(\.text) == other.undo.map(\.text)
        else { return false }
        switch (body, other.body) {
        case (.console(let left), .console(let right)): return left.map(\.command.text) == right.map(\.command.text)
        case (.script(let left), .script(let right)): return left.text == right.text
        case (.file(let left), .file(let right)): return left.content.text == right.content.text
        case (.ensure(let left), .ensure(let right)): return left.sentences == right.sentences
        case (.manual(let left), .manual(let right)): return left.instruction == right.instruction
        case (.gate, .gate), (.checkOnly, .checkOnly): return true
        default: return false
        }
    }
}
