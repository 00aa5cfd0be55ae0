package import ProvDiagnostics
package import ProvText

/// A text of a check with `{{` in it.
package struct BracedText: Sendable {
    /// The key that it is the value of, or a part of.
    package var key: String
    package var text: Located<String>
}

/// One entry of a YAML `{check}` block: what is wanted, how to ask the host, how to judge the answer.
package struct DeclarativeCheck: Sendable {
    /// The registered kind, for example `port`.
    package var kind: String
    /// One line for people: `port 5432 listening on 127.0.0.1`; parameters stand in it as they are written.
    package var summary: String
    package var probe: Probe
    /// What a person types to see what the probe asks for; parameters are variables in it. The probe itself where there
    /// is nothing shorter.
    package var look: String
    package var judge: @Sendable (ProbeAnswer) -> Verdict
    /// Poll until it holds or this time is over; `nil` asks once.
    package var until: Duration?
    package var every: Duration
    /// How long one attempt may take; `nil` leaves it to the step.
    package var timeout: Duration?
    /// The parameters, captures and secrets that the probe reads from its environment, each with the value that names
    /// it.
    package var parameters: [Located<String>]
    package var range: TextRange
    /// The texts of it that have `{{`: a check takes variables alone, so what stands there is not filled.
    package var braced: [BracedText] = []
    /// Set where the check's main value is nothing but a parameter: if that is a list, it is one check for each item.
    package var ofList: ListedCheck?

    package init(
        kind: String, summary: String, probe: Probe, look: String? = nil,
        judge: @escaping @Sendable (ProbeAnswer) -> Verdict,
        until: Duration? = nil, every: Duration = .seconds(1), timeout: Duration? = nil,
        parameters: [Located<String>] = [], range: TextRange
    ) {
        self.kind = kind
        self.summary = summary
        self.probe = probe
        self.look = look ?? probe.script
        self.judge = judge
        self.until = until
        self.every = every
        self.timeout = timeout
        self.parameters = parameters
        self.range = range
    }
}

/// A check whose main value may be a list.
package struct ListedCheck: Sendable {
    /// The parameter.
    package var parameter: String
    /// The checks of these items; what is wrong with one is reported.
    package var checks: @Sendable (_ items: [String]) -> (checks: [DeclarativeCheck], diagnostics: [Diagnostic])
}

/// The question a check asks: a POSIX sh script that changes nothing and prints what it found.
package struct Probe: Sendable, Equatable {
    package var script: String

    package init(script: String) { self.script = script }
}

/// What the host answered to a probe.
package struct ProbeAnswer: Sendable {
    /// `nil` where the probe was ended by a signal or its time-out.
    package var exitCode: Int?
    package var output: String
    package var errors: String
    /// Why its end is not known; `nil` where it is.
    package var lost: String?

    package init(exitCode: Int?, output: String, errors: String, lost: String? = nil) {
        self.exitCode = exitCode
        self.output = output
        self.errors = errors
        self.lost = lost
    }
}

/// What a check concluded.
package struct Verdict: Sendable, Equatable {
    /// `error`: nothing answered, so that it is not known. No check gives `skipped` today; a record may have it.
    package enum Result: String, Sendable, CaseIterable { case pass, fail, error, skipped }

    package var result: Result
    package var wanted: String
    package var found: String
    /// Of what goes line by line and did not pass: every line that is missing or came instead, with its sign.
    package var difference: String?

    package init(_ result: Result, wanted: String, found: String, difference: String? = nil) {
        self.result = result
        self.wanted = wanted
        self.found = found
        self.difference = difference
    }
}
