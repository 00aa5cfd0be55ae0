package import ProvText

/// A part of the document that a reader may take for a step, and that does not run.
package struct ShownBlock: Sendable {
    /// Why it does not run.
    package enum Reason: Sendable, Hashable {
        /// Its own `ignore`, or its section's.
        case ignored
        case ignoredSection
        /// In a document with mechanical-markdown's comments, only the blocks between them run.
        case outsideSteps
        /// A language that an interpreter is known for.
        case language(String)
        case noLanguage
        case indented
        case insideHTML
        /// A shell's fence that holds no command.
        case output(OutputForm)
        /// Below the commands of a shell's fence, what they print.
        case outputBelow(OutputForm)
        /// The sentence above says that something prints it.
        case saidOutput
        /// The sentence above says that it belongs in this file.
        case saidFile(String)
        /// A key of the block says that it is not run: `eval=false`, `norun`.
        case saidNotRun(String)
        /// Sets a variable that no command of the document uses.
        case unusedVariable(String)
        /// The text of a script, with its `#!` line.
        case scriptFile
        /// An expected output with its step below it.
        case outputBeforeStep
        case comments
        /// A console session in which no line has a prompt.
        case noPrompt
        /// A session of the program of that name, which is not a shell.
        case otherPrompt(String)
        /// A task list of a plan or template: what says so.
        case taskList(PlanningList)
    }

    package var reason: Reason
    package var file: String
    package var range: TextRange
}

/// What shows that a task list is a plan or a template, and not for the person who runs the document.
package enum PlanningList: Sendable, Hashable {
    /// The heading above it, as written.
    case heading(String)
    /// Some of its boxes are ticked.
    case ticked
    /// The name of the file.
    case file
}

extension ShownBlock.Reason {
    /// The reason's name in JSON.
    package var word: String {
        switch self {
        case .ignored: "ignored"
        case .ignoredSection: "ignored-section"
        case .outsideSteps: "outside-steps"
        case .language: "language"
        case .noLanguage: "no-language"
        case .indented: "indented"
        case .insideHTML: "inside-html"
        case .output: "output"
        case .outputBelow: "output-below-commands"
        case .saidOutput: "said-output"
        case .saidFile: "said-file"
        case .saidNotRun: "said-not-run"
        case .unusedVariable: "unused-variable"
        case .scriptFile: "script-file"
        case .outputBeforeStep: "output-before-step"
        case .comments: "comments"
        case .noPrompt: "no-prompt"
        case .otherPrompt: "other-prompt"
        case .taskList: "task-list"
        }
    }

    /// The reason as a person reads it.
    package var sentence: String {
        switch self {
        case .ignored: "marked with 'ignore'"
        case .ignoredSection: "in a section that is marked with 'ignore'"
        case .outsideSteps: "outside the STEP comments of this document"
        case .language(let name): "language \(name), which runs only if asked"
        case .noLanguage: "fence without a language"
        case .indented: "indented code"
        case .insideHTML: "fence inside HTML, which Markdown reads as text"
        case .output(let form): "looks like \(form.words), not like commands"
        case .outputBelow(let form): "below its command, looks like \(form.words): shown, not compared"
        case .saidOutput: "the sentence above says that this is printed"
        case .saidFile(let name): "the sentence above says that these lines belong in \(name)"
        case .saidNotRun(let word): "'\(word)' says that it is not run"
        case .unusedVariable(let name): "only sets \(name), which no command of this document uses"
        case .scriptFile: "begins with '#!': the text of a script file"
        case .outputBeforeStep: "expected output above its step"
        case .comments: "only comments"
        case .noPrompt: "console session without a prompt"
        case .otherPrompt(let program): "session of \(program), which is not a shell"
        case .taskList(.heading(let heading)): "task list under \"\(heading)\""
        case .taskList(.ticked): "task list with ticked items"
        case .taskList(.file): "task list of a template"
        }
    }

    /// How to make it run, in one line.
    package var remedy: String {
        switch self {
        case .ignored: "remove 'ignore'"
        case .ignoredSection: "remove the comment '<!-- prov: ignore -->' of the section"
        case .outsideSteps: "put it between '<!-- STEP -->' and '<!-- END_STEP -->', or give it a key, as in {name=x}"
        case .language(let name): "add the key: ```\(name) {run}"
        case .noLanguage: "add a language: ```bash"
        case .indented: "put it in a fence, ```bash, with no more than three spaces before it"
        case .insideHTML: "put an empty line before the fence"
        case .output, .comments, .saidOutput, .unusedVariable: "add the key: ```bash {run}"
        case .outputBelow: "put it in an 'output' block to compare it, or add the key to run all: ```bash {run}"
        case .saidFile: "to write the file: ```bash {file=PATH}; to run the lines: ```bash {run}"
        case .saidNotRun(let word): "replace '\(word)' with {run}"
        case .scriptFile: "to write the file: ```bash {file=PATH mode=0755}; to run the lines: ```bash {run}"
        case .outputBeforeStep: "move it below the step"
        case .noPrompt: "start each command with '$ ', or change the language to bash"
        case .otherPrompt: "put the commands without prompts in a fence of their language, with {run}"
        case .taskList: "add a comment to each item: - [ ] Do it <!-- prov: name=do-it -->"
        }
    }
}
