import Dispatch
import ProvChecks
import ProvEngine
import ProvJournal
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText

/// `prov run --accept`: asks for each output that is not as its runbook shows it, and writes those that are accepted
/// into the files when the run is over.
actor OutputAcceptance {
    private var files: [String: AcceptedOutputs] = [:]
    /// Sources by the path that steps name.
    private let sources: [String: SourceText]
    private let masker: Masker
    private let terminal: TerminalAccess
    private let line: StepLine
    private let remark: @Sendable (String) -> Void
    /// `nil` asks; true accepts everything that follows, false nothing.
    private var answer: Bool?
    private var count = 0

    /// - Parameter acceptsAll: asks nothing.
    init(
        _ runbook: Runbook, acceptsAll: Bool, masker: Masker, terminal: TerminalAccess, line: StepLine,
        remark: @escaping @Sendable (String) -> Void
    ) {
        sources = Dictionary(
            runbook.sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        answer = acceptsAll ? true : nil
        self.masker = masker
        self.terminal = terminal
        self.line = line
        self.remark = remark
    }

    /// Whether what was printed becomes the expected output.
    func takes(_ printed: PrintedOutput, _ check: CheckEvaluated) async -> Bool {
        let file = printed.step.file
        let place = "\(file):\(printed.expectation?.range.start.line ?? printed.step.range.start.line)"
        guard let source = sources[file] else { return false }
        let text = String(decoding: printed.bytes, as: UTF8.self)
        guard masker.mask(text) == text, masker.withheldNames.isEmpty else {
            remark("the output at \(place) is not written into the runbook: it holds a secret")
            return false
        }
        var outputs = files[file] ?? AcceptedOutputs(source)
        do { try outputs.accept(printed) } catch {
            remark("the output at \(place) cannot be accepted: \(error.sentence); change it by hand")
            return false
        }
        guard await isWanted(check, place) else { return false }
        // Another question may have been answered meanwhile.
        if files[file] != nil {
            outputs = files[file] ?? outputs
            do { try outputs.accept(printed) } catch { return false }
        }
        files[file] = outputs
        count += 1
        remark("accepted: the output at \(place) is written into the runbook when the run is over")
        return true
    }

    private func isWanted(_ check: CheckEvaluated, _ place: String) async -> Bool {
        if let answer { return answer }
        let (line, terminal) = (line, terminal)
        let letter = await terminal.own { () -> Character? in
            await withCheckedContinuation { done in
                Question.queue.async {
                    Console.standardOutput.line(line.newOutput(check, place: place))
                    let answer = Question.letter(
                        "write this output into the runbook? [y]es, [n]o, [a]ll, [q]uit asking: ", of: "ynaq",
                        help: "y yes, n no, a yes to this and all that follow, q no to this and all that follow")
                    done.resume(returning: answer?.letter)
                }
            }
        }
        switch letter {
        case "y": return true
        case "a": answer = true
        case "n": return false
        default: answer = false
        }
        return answer ?? false
    }

    /// Writes the files; none that changed since the run read it.
    func write() throws(CommandFailure) {
        for (path, outputs) in files.sorted(by: { $0.key < $1.key }) where !outputs.isEmpty {
            guard try TextFile.read(path) == outputs.source.bytes else {
                throw CommandFailure(
                    .failed, "\(path) was changed during the run: the accepted outputs were not written",
                    advice: "run it again with --accept")
            }
            try TextFile.rewrite(path, with: outputs.bytes)
        }
        guard count > 0 else { return }
        let names = files.keys.sorted().map { TerminalText.safeLine($0) }.joined(separator: ", ")
        remark("\(Quantity.count(count, "accepted output")) written into \(names)")
    }
}
