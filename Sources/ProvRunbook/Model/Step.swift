package import ProvChecks
package import ProvDiagnostics
package import ProvText

/// The name of a step: unique in its runbook, stable across edits elsewhere, fit for a command line and a URL.
package struct StepID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }
    package static func < (left: StepID, right: StepID) -> Bool { left.rawValue < right.rawValue }
}

/// The smallest thing that runs, is proven, is undone and is reported.
package struct Step: Sendable {
    /// `finally` steps run after all others, also after a failure.
    package enum Phase: String, Sendable, CaseIterable { case main, finally }

    package var id: StepID
    /// The `title` key, else the nearest heading and, where a section holds several steps, the step's first line.
    package var title: String
    /// Whether the title is the step's first line, because the runbook gives it none.
    package var isTitledByItsText = false
    package var phase: Phase
    package var body: Body
    package var options: StepOptions
    /// Headings from the outermost to the one the step stands under.
    package var section: [SectionHeading]
    package var check: [Check]
    package var expectations: [Expectation]
    package var undo: [Script]
    package var fixes: [Fix]
    /// Steps that differ only in `when` share a group name and are variants of one step.
    package var variantGroup: String?
    /// The variants that it belongs to, from the outermost group to the innermost.
    package var alternatives: [AlternativeMembership] = []
    /// For a step that only compares: the step in the background whose output it compares.
    package var outputOf: StepID?
    /// The item of a list that it is for; `nil` in a runbook as it is read, and for a step without `foreach`.
    package var item: StepItem?
    /// The names that it knows, for a step of a file that is included under a name.
    package var scope: StepScope?
    /// What the text around it says about where it is typed, if not on this machine.
    package var saidElsewhere: ShellChange?
    /// What of it is meant for another shell: one that an earlier command opens, or that the text around it names;
    /// `nil` for nothing.
    package var otherShell: OtherShell?
    /// From the opening fence to the closing one.
    package var range: TextRange
    /// The file the step was written in; differs from the runbook's own path for an included step.
    package var file: String

    package init(
        id: StepID, title: String, phase: Phase, body: Body, options: StepOptions, section: [SectionHeading],
        check: [Check] = [], expectations: [Expectation] = [], undo: [Script] = [], fixes: [Fix] = [],
        variantGroup: String? = nil, range: TextRange, file: String
    ) {
        self.id = id
        self.title = title
        self.phase = phase
        self.body = body
        self.options = options
        self.section = section
        self.check = check
        self.expectations = expectations
        self.undo = undo
        self.fixes = fixes
        self.variantGroup = variantGroup
        self.range = range
        self.file = file
    }

    /// What a step does.
    package enum Body: Sendable {
        case script(Script)
        /// Prompts and the outputs shown under them, run one after the other in the same shell.
        case console([ConsoleExchange])
        case file(FileContent)
        /// Makes its checks true, in this order.
        case ensure(EnsuredState)
        case manual(ManualTask)
        case gate(ApprovalGate)
        /// Only its `check` does anything: a check that stands alone.
        case checkOnly
    }
}

/// A heading that a step is under.
package struct SectionHeading: Sendable, Equatable {
    package var level: Int
    package var text: String
    package var anchor: String

    package init(level: Int, text: String, anchor: String) {
        self.level = level
        self.text = text
        self.anchor = anchor
    }
}

package struct ConsoleExchange: Sendable {
    package var command: Script
    /// The output shown under the prompt, its `[3]` included; `nil` where none is shown, which then verifies nothing.
    package var expectation: Expectation?
    /// The exit code that is success: 0, or the `[3]` that stands under the output as cram writes it; `nil` where any
    /// end is.
    package var exitCode: Int?
    /// Who typed it and where, as the prompt says: `root@db1`; `nil` where it does not.
    package var user: String?
    /// The prompt itself, as written: `sh-4.4#`; `nil` where the form has none.
    package var prompt: String?

    package init(
        command: Script, expectation: Expectation?, exitCode: Int? = 0, user: String? = nil, prompt: String? = nil
    ) {
        self.user = user
        self.prompt = prompt
        self.command = command
        self.expectation = expectation
        self.exitCode = exitCode
    }

    /// The text of the output that is shown; empty where none is.
    package var output: String { expectation?.text ?? "" }

    /// Whether nothing is shown but the exit code: then what it prints is not compared.
    package var showsOnlyExitCode: Bool {
        guard let exitCode, exitCode != 0, expectation?.dialect != .cram else { return false }
        return output == "[\(exitCode)]\n"
    }
}

/// A file that must have exactly this content on the host.
package struct FileContent: Sendable {
    package var path: String
    package var content: Script
    /// Its loops and choices, where it has any.
    package var template: FileTemplate?
    /// Whether the content stands as it is written, with everything that looks like a placeholder.
    package var isVerbatim = false
    /// Permission bits; `nil` leaves those of an existing file, and 0644 for a new one.
    package var mode: Int?
    package var owner: String?
    package var group: String?
    /// Must succeed before the file is replaced; `$FILE` in it is the new file.
    package var validate: Located<String>?

    package init(path: String, content: Script, mode: Int?, owner: String?, group: String?) {
        self.path = path
        self.content = content
        self.mode = mode
        self.owner = owner
        self.group = group
    }
}

/// A state of the host that prov brings about.
package struct EnsuredState: Sendable {
    package typealias Reading = (checks: [DeclarativeCheck], remedies: [Remedy], diagnostics: [Diagnostic])

    package var remedies: [Remedy]
    /// How many checks the block has; they are the first of its step.
    package var checkCount = 0
    /// Reads the block again with the items of parameters that are lists; `nil` where nothing in it may be a list.
    package var reread: (@Sendable (_ lists: [String: [String]]) -> Reading)?

    package init(remedies: [Remedy]) { self.remedies = remedies }

    /// What is wanted, one line each; parameters stand in it as they are written.
    package var sentences: [String] { remedies.flatMap { $0.checks.map(\.summary) } }
}

/// What a person does and confirms.
package struct ManualTask: Sendable {
    package var instruction: String

    package init(instruction: String) { self.instruction = instruction }
}

/// How many of whom must approve before the steps that wait for it.
package struct ApprovalGate: Sendable {
    package var approvers: String
    package var count: Int

    package init(approvers: String, count: Int) {
        self.approvers = approvers
        self.count = count
    }
}

/// The remedy for one kind of failure of the step above it.
package struct Fix: Sendable {
    /// Regular expression searched in the failing step's output.
    package var when: Located<String>
    package var script: Script
    /// The heading above it: the symptom as the writer puts it.
    package var symptom: String?
    /// The prose between heading and block: the cause.
    package var cause: String?

    package init(when: Located<String>, script: Script, symptom: String?, cause: String?) {
        self.when = when
        self.script = script
        self.symptom = symptom
        self.cause = cause
    }
}

/// A verification: a script that must succeed, or a declarative check.
package enum Check: Sendable {
    /// `timeout` is how long one evaluation may take; `nil` leaves it to the step.
    case script(Script, timeout: Duration?)
    case declarative(DeclarativeCheck)

    /// How long one evaluation may take; `nil` leaves it to the step.
    package var timeout: Duration? {
        switch self {
        case .script(_, let timeout): timeout
        case .declarative(let check): check.timeout
        }
    }
}

extension Interpreter {
    /// True for a POSIX shell.
    var isShell: Bool {
        switch self {
        case .session: true
        case .process(let command):
            ["sh", "bash", "zsh", "dash", "ash", "ksh"].contains(
                command.first?.split(separator: "/").last.map(String.init) ?? "")
        }
    }
}

extension Step {
    /// The title that the runbook gives it with a key; `nil` for one that is its heading or its first line.
    package var ownTitle: String? {
        isTitledByItsText || title.isEmpty || title == section.last?.text ? nil : title
    }

    /// The same step under another title.
    func titled(_ title: String) -> Step {
        var step = self
        step.title = title
        return step
    }
}
