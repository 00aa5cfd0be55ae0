package import ProvChecks

/// What a command printed in place of the output that a runbook shows.
package struct PrintedOutput: Sendable {
    /// Which of a step's expected outputs it is about.
    package enum Place: Sendable, Equatable {
        /// An output block, by its number in `Step.expectations`.
        case expectation(Int)
        /// A command of a console session, by its number.
        case exchange(Int)
    }

    package var step: Step
    package var place: Place
    /// Of the stream that is compared.
    package var bytes: [UInt8]
    /// Where it counts as a line of the output, else 0.
    package var exitCode: Int

    package init(step: Step, place: Place, bytes: [UInt8], exitCode: Int = 0) {
        self.step = step
        self.place = place
        self.bytes = bytes
        self.exitCode = exitCode
    }

    /// What the runbook expects there.
    package var expectation: Expectation? { step.expectation(at: place) }
}

extension Step {
    func expectation(at place: PrintedOutput.Place) -> Expectation? {
        switch (place, body) {
        case (.expectation(let index), _): expectations.indices.contains(index) ? expectations[index] : nil
        case (.exchange(let index), .console(let exchanges)):
            exchanges.indices.contains(index) ? exchanges[index].expectation : nil
        case (.exchange, _): nil
        }
    }
}
