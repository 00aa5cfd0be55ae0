/// Rules about blocks, comments and their keys.
extension DiagnosticRule {
    package static let unknownKey = DiagnosticRule(
        "unknown-key", .error, title: "A key that prov does not know",
        explanation: "a misspelt key would be left out in silence, and the step would run without it",
        mend: "Write the key as the format reference has it, or remove it.",
        example: Example("```bash {naem=install}\ntrue\n```\n"))
    package static let foreignKey = DiagnosticRule(
        "foreign-key", .warning, title: "Without braces, a key that is nearly one of prov's",
        explanation: "keys without braces may be meant for other tools, so an unknown one is no error",
        mend: "Write the key as the format reference has it; put prov's keys into braces.",
        example: Example("```bash timeuot=5m\ntrue\n```\n"))
    package static let badAttribute = DiagnosticRule(
        "bad-attribute", .error, title: "Keys that cannot be read",
        explanation: "what follows the language is read as key=value, key=\"quoted\" or a flag",
        mend: "Close quotes and braces, and leave no blanks around '='.",
        example: Example("```bash {title=\"Install}\ntrue\n```\n"))
    package static let missingValue = DiagnosticRule(
        "missing-value", .error, title: "A key without its value",
        explanation: "the key means nothing without a value",
        mend: "Write key=value.",
        example: Example("```bash {timeout}\ntrue\n```\n"))
    package static let badValue = DiagnosticRule(
        "bad-value", .error, title: "A value that its key does not take",
        explanation: "a value that cannot be read would be left out in silence",
        mend: "Write a value of the kind the message names.",
        example: Example("```bash {timeout=soon}\ntrue\n```\n"))
    package static let conflictingKey = DiagnosticRule(
        "conflicting-key", .error, title: "The same key with two values",
        explanation: "only one of them can hold, and a reader cannot know which",
        mend: "Keep one of them.",
        example: Example("```bash {timeout=5m timeout=10m}\ntrue\n```\n"))
    package static let severalRoles = DiagnosticRule(
        "several-roles", .error, title: "A block with two roles",
        explanation: "a block is one of check, expect, undo, fix and file",
        mend: "Keep one of them, and write a second block for the other.",
        example: Example("```bash\ntrue\n```\n\n```bash {check undo}\ntrue\n```\n"))
    package static let misplacedKey = DiagnosticRule(
        "misplaced-key", .error, title: "A key where it cannot mean anything",
        explanation: "the key is read for another kind of block",
        mend: "Remove the key, or write it where the message says.",
        example: Example("```bash {mode=0640}\ntrue\n```\n"))
    package static let idleKey = DiagnosticRule(
        "idle-key", .warning, title: "A key that does nothing here",
        explanation: "checks, expectations, undos and fixes take hosts, user and time-out from their step",
        mend: "Write the key on the step, or remove it.",
        example: Example("```bash\ntrue\n```\n\n```bash {undo timeout=5m}\ntrue\n```\n"))
    package static let nothingAbove = DiagnosticRule(
        "nothing-above", .error, title: "An undo, fix or expected output without a step",
        explanation: "it belongs to the step above it",
        mend: "Move it below its step, or name the step with of=NAME.",
        example: Example("```bash {undo}\nrm -f x\n```\n"))
    package static let fixWithoutWhen = DiagnosticRule(
        "fix-without-when", .error, title: "A fix that does not say what it mends",
        explanation: "a fix is offered where the step's output matches its 'when'",
        mend: "Write fix when=\"words of the error message\".",
        example: Example("```bash\nmake\n```\n\n```bash {fix}\nmake clean\n```\n"))
    package static let badRegex = DiagnosticRule(
        "bad-regex", .error, title: "A regular expression that cannot be read",
        explanation: "a pattern that cannot be read never matches",
        mend: "Mend the pattern; put '\\' before signs that stand for themselves.",
        example: Example("```bash\nmake\n```\n\n```bash {fix when=\"(unclosed\"}\nmake clean\n```\n"))
    package static let badCondition = DiagnosticRule(
        "bad-condition", .error, title: "A condition that cannot be read",
        explanation: "a step whose condition is unclear must not run by chance",
        mend: "Write a comparison such as os == \"debian\", joined by && and ||.",
        example: Example("```bash {when='os =='}\ntrue\n```\n"))
    package static let unknownInterpreter = DiagnosticRule(
        "unknown-interpreter", .error, title: "A language that nothing is known to run",
        explanation: "the block is to run, but no command is known that reads this language",
        mend: "Name the command with interpreter=COMMAND.",
        example: Example("```brainfuck {run}\n+++.\n```\n"))
    package static let consoleWithoutPrompt = DiagnosticRule(
        "console-without-prompt", .note, title: "A console block without a prompt",
        explanation: "without '$ ' nothing tells commands from output, so nothing of the block runs",
        mend: "Begin each command with '$ ', or write 'bash' as the language.",
        example: Example("```console\nmake\n```\n"))
    package static let unclosedComment = DiagnosticRule(
        "unclosed-comment", .error, title: "A prov comment that is never closed",
        explanation: "HTML comments hide everything up to '-->'",
        mend: "Write '-->' at the end of the comment.",
        example: Example("<!-- prov: name=x\n\n```bash\ntrue\n```\n"))
    package static let badStepComment = DiagnosticRule(
        "bad-step-comment", .error, title: "A STEP comment that cannot be read",
        explanation: "mechanical-markdown's steps are described in YAML",
        mend: "Write 'key: value' lines between '<!-- STEP' and '-->'.",
        example: Example("<!-- STEP\nname: [\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n"))
    package static let idleStepKey = DiagnosticRule(
        "idle-step-key", .note, title: "A key of mechanical-markdown that prov does not read",
        explanation: "the step runs without it",
        mend: "Nothing needs to be done; say it with prov's own keys where it matters.",
        example: Example(
            "<!-- STEP\nname: x\nexpected_stderr_lines:\n  - oops\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n"))

    package static let brokenText = DiagnosticRule(
        "broken-text", .error, title: "A block with bytes that are no text",
        explanation: "something else would run than what can be read here",
        mend: "Save the file as UTF-8, without NUL bytes.",
        example: Example("```bash\necho one\0two\n```\n"))

    static let blockRules: [DiagnosticRule] = [
        .unknownKey, .foreignKey, .badAttribute, .missingValue, .badValue, .conflictingKey, .severalRoles,
        .misplacedKey, .idleKey,
        .nothingAbove, .fixWithoutWhen, .badRegex, .badCondition, .unknownInterpreter, .consoleWithoutPrompt,
        .unclosedComment,
        .badStepComment, .idleStepKey, .brokenText,
    ]
}
