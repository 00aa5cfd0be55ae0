import ProvChecks
import ProvJournal
import ProvRunbook
import ProvText

/// Compares what a step printed with what its runbook shows.
struct ExpectedOutput: Sendable {
    let runner: StepRunner

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    /// What came of comparing.
    struct Judgement: Sendable {
        /// What is not as expected; `nil` where everything is, or what came is accepted.
        var failure: String?
        private var holds = 0
        private var accepted = 0

        /// Whether an output was compared, and nothing was only accepted.
        var isProof: Bool { holds > 0 && accepted == 0 }

        mutating func addPass() { holds += 1 }
        mutating func addAccepted() { accepted += 1 }
        mutating func add(failure text: String) { failure = failure.map { "\($0); \(text)" } ?? text }

        static func += (left: inout Judgement, right: Judgement) {
            left.holds += right.holds
            left.accepted += right.accepted
            if let failure = right.failure { left.add(failure: failure) }
        }
    }

    /// Compares an output with each expectation, and records each verdict.
    ///
    /// - Parameters:
    ///   - exitCode: of the command, where it is compared as a line of the output.
    ///   - place: where the runbook has the expectation of that number.
    func judge(
        _ expectations: [Expectation], on output: CollectedOutput, exitCode: Int = 0,
        at place: (Int) -> PrintedOutput.Place = { .expectation($0) }
    ) async throws -> Judgement {
        var judgement = Judgement()
        for (index, expectation) in expectations.enumerated() {
            var bytes = output[expectation.stream]
            // A terminal ends its lines with carriage returns too.
            if step.options.isInteractive {
                bytes.replace([ASCII.carriageReturn, ASCII.newline], with: [ASCII.newline])
            }
            var verdict = expectation.judge(bytes, exitCode: exitCode)
            if output.isCut(expectation.stream), verdict.result == .pass {
                verdict = Verdict(
                    .fail, wanted: verdict.wanted,
                    found: "output is longer than the \(OutputPipeline.limit >> 20) MiB that can be compared")
            }
            let event = CheckEvaluated(
                step: step.id.rawValue, host: runner.host, moment: .expect,
                summary: "expected output (\(expectation.match.rawValue))",
                result: verdict.result, wanted: verdict.wanted, found: verdict.found, difference: verdict.difference)
            try context.record([.checkEvaluated(event)], thenShow: .checked(event))
            if verdict.result == .pass {
                judgement.addPass()
                continue
            }
            let printed = PrintedOutput(step: step, place: place(index), bytes: bytes, exitCode: exitCode)
            if !output.isCut(expectation.stream), try await isAccepted(printed, event) {
                judgement.addAccepted()
            } else {
                judgement.add(
                    failure: "unexpected output: expected \(verdict.wanted), found \(verdict.found)")
            }
        }
        return judgement
    }

    /// Asks whether the runbook shall show what was printed; the record says who accepted it.
    private func isAccepted(_ printed: PrintedOutput, _ event: CheckEvaluated) async throws -> Bool {
        guard let acceptance = context.acceptance else { return false }
        try context.log.flush()
        guard await acceptance(printed, event.masked(by: context.masker)) else { return false }
        let line = printed.expectation?.range.start.line ?? step.range.start.line
        try await runner.record(
            Deviation(
                kind: .outputAccepted, step: step.id.rawValue, host: runner.host, user: context.decider.name,
                reason: "the output at \(step.file):\(line) was accepted as the new expected output"))
        return true
    }
}
