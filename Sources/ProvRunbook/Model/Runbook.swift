package import ProvMarkdown
package import ProvText

/// A runbook as its writer meant it: the document read into steps, with every value's place in the text.
package struct Runbook: Sendable {
    /// The path as the user named it; diagnostics and records show it.
    package var path: String
    package var source: SourceText
    package var document: Document
    /// Front matter `title`, else the first heading, else the file's name.
    package var title: String
    package var front: RunbookHeader
    /// In document order, `finally` steps included.
    package var steps: [Step]
    /// Parts of which a run takes one variant; a group that holds others comes before them.
    package var alternatives: [AlternativeGroup] = []
    /// Everything the text leaves open: declared parameters first, then placeholders found in steps.
    package var parameters: [Parameter]
    /// Files that were included, each with its text, in the order of inclusion; part of the runbook's digest.
    package var includes: [SourceText]
    /// Files that are included under a name, in the order of the text.
    package var parts: [IncludedPart] = []
    /// What a reader may take for a step and does not run, in document order.
    package var shown: [ShownBlock] = []

    package init(
        path: String, source: SourceText, document: Document, title: String, front: RunbookHeader,
        steps: [Step], parameters: [Parameter], includes: [SourceText]
    ) {
        self.path = path
        self.source = source
        self.document = document
        self.title = title
        self.front = front
        self.steps = steps
        self.parameters = parameters
        self.includes = includes
    }

    /// Whether it is a `.t` file of cram.
    package var isCramTest: Bool { Runbook.isCramTest(path) }

    /// Whether a file is a test of cram, by its name.
    static func isCramTest(_ path: String) -> Bool { path.hasSuffix(".t") }

    /// The file itself, then those that it includes.
    package var sources: [SourceText] { [source] + includes }

    /// The text of the file itself or of one that it includes, by the path that its steps have.
    package func source(of file: String) -> SourceText? { sources.first { $0.path == file } }

    package func step(_ id: StepID) -> Step? { steps.first { $0.id == id } }
}

/// The front matter prov understands; keys of other tools are ignored.
package struct RunbookHeader: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case setup, operation, deployment, rollback, check, incident
        case disasterRecovery = "disaster-recovery"
    }

    package var summary: String?
    package var owner: String?
    package var tags: [String] = []
    package var kind: Kind?
    /// The default host pattern; `nil` means this machine.
    package var on: String?
    /// Where it is written.
    package var onRange: TextRange?
    /// Runbooks, by path relative to this one, that must have been proven on the environment first.
    package var needs: [Located<String>] = []
    package var requires: [ToolRequirement] = []
    package var secrets: [SecretDeclaration] = []
    package var objectives = Objectives()
    /// Policy by environment name.
    package var policy: [String: EnvironmentPolicy] = [:]

    package init() {}
}

/// A tool the runbook needs, with the version it was proven with.
package struct ToolRequirement: Sendable {
    package var tool: String
    /// As written: `16.0.10`, `>= 15`, `>= 1.2, < 2`.
    package var constraint: VersionConstraint
    /// Whether this machine must have it, whatever hosts the runbook works on.
    package var isHere: Bool
    package var range: TextRange

    package init(tool: String, constraint: VersionConstraint, isHere: Bool = false, range: TextRange) {
        self.tool = tool
        self.constraint = constraint
        self.isHere = isHere
        self.range = range
    }
}

/// Where a secret's value comes from; the value itself never enters the model.
package struct SecretDeclaration: Sendable {
    /// Where the value comes from. Only `command` and `age` run something, so a plan does not read those.
    package enum Source: Sendable, Equatable {
        case environment(String)
        case file(String)
        /// A line of a `.env` file.
        case environmentFile(String, name: String)
        case command(String)
        case age(file: String)
    }

    package var name: String
    package var source: Source
    package var range: TextRange

    package init(name: String, source: Source, range: TextRange) {
        self.name = name
        self.source = source
        self.range = range
    }
}

/// What the run's time is measured against.
package struct Objectives: Sendable, Equatable {
    package var rto: Duration?
    package var rpo: Duration?

    package init(rto: Duration? = nil, rpo: Duration? = nil) {
        self.rto = rto
        self.rpo = rpo
    }
}

/// The rules of one environment, from `policy` of a runbook or from `prov.yml`: one replaces the other as a whole.
package struct EnvironmentPolicy: Sendable, Equatable {
    /// Who must approve, and how many of them; `nil` for nobody.
    package var approvers: String?
    package var approvals: Int = 0
    /// Environments that must have proven the same digest first.
    package var after: [String] = []
    /// Allowed windows as written, for example `Mon-Fri 09:00-17:00 UTC`.
    package var windows: [String] = []
    package var onFailure: FailurePolicy?
    /// How old the newest run that proved the runbook there may be; the site's check holds it to that.
    package var provenWithin: Duration?
    /// Whether a verification needs the approvals too, although it changes nothing.
    package var gatesVerify = false
    /// Whether the `allowed_signers` file counts only as it is committed.
    package var needsCommittedSigners = false

    package init() {}
}

/// An input of the runbook: declared in the front matter, or found as a placeholder in a step.
package struct Parameter: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case string, int, bool, choice, path, duration, timestamp, list
    }

    /// The name as an environment variable sees it; a placeholder `<pod-name>` is `POD_NAME`.
    package var name: String
    package var kind: Kind
    /// Of a list in its canonical spelling.
    package var defaultValue: String?
    /// The pattern of the inventory whose hosts the list is made of.
    package var hosts: Located<String>?
    package var about: String?
    /// A regular expression the whole value must match.
    package var pattern: String?
    package var choices: [String]
    /// True where no front matter declares it and only a placeholder in a step asks for it.
    package var isPlaceholder: Bool
    /// Whether its value may differ from the one that was proven on another environment.
    package var isFree = false
    /// What an include gives for it; then no other source of a value counts.
    package var given: GivenValue?
    /// Whether what an include gives for it was reported already.
    var isBroken = false
    /// Its name in the file that declares it, where that is included under a name.
    var writtenName: String?
    /// The file of `range`; `nil` for the runbook's own.
    package var file: String?
    package var range: TextRange

    package init(
        name: String, kind: Kind, defaultValue: String?, about: String?, pattern: String?, choices: [String],
        isPlaceholder: Bool, range: TextRange
    ) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.about = about
        self.pattern = pattern
        self.choices = choices
        self.isPlaceholder = isPlaceholder
        self.range = range
    }
}
