/// Rules about blocks, comments and their keys.
extension DiagnosticRule {
    package static let unknownKey = DiagnosticRule(
        "unknown-key", .error, title: "Unknown key",
        explanation: "a misspelt key would be ignored without a message, and the step would run without it",
        fix: "Use a key that `prov reference format` lists, or remove it.",
        example: Example("```bash {naem=install}\ntrue\n```\n"))
    package static let foreignKey = DiagnosticRule(
        "foreign-key", .warning, title: "Key that is not prov's",
        explanation:
            "keys without braces, and unknown keys where nothing in the document is prov's, may belong to other tools: they are "
            + "ignored",
        fix: "Use a key that `prov reference format` lists; put prov's keys in braces.",
        example: Example("```bash timeuot=5m\ntrue\n```\n"))
    package static let badAttribute = DiagnosticRule(
        "bad-attribute", .error, title: "Keys cannot be read",
        explanation: "after the language prov expects key=value, key=\"quoted\" or a flag",
        fix: "Close quotes and braces, and remove blanks around '='.",
        example: Example("```bash {timeout=\"5m}\ntrue\n```\n"))
    package static let missingValue = DiagnosticRule(
        "missing-value", .error, title: "Key without a value",
        explanation: "the key requires a value",
        fix: "Write key=value.",
        example: Example("```bash {timeout}\ntrue\n```\n"))
    package static let badValue = DiagnosticRule(
        "bad-value", .error, title: "Invalid value of a key",
        explanation: "a value that cannot be read would be ignored without a message",
        fix: "Use a value of the type that the message names.",
        example: Example("```bash {timeout=soon}\ntrue\n```\n"))
    package static let conflictingKey = DiagnosticRule(
        "conflicting-key", .error, title: "Key with two values",
        explanation: "only one of them can apply, and a reader cannot know which",
        fix: "Keep one of them.",
        example: Example("```bash {timeout=5m timeout=10m}\ntrue\n```\n"))
    package static let severalRoles = DiagnosticRule(
        "several-roles", .error, title: "Block with two roles",
        explanation: "a block can be only one of check, expect, undo, fix and file",
        fix: "Keep one of them, and add a second block for the other.",
        example: Example("```bash\ntrue\n```\n\n```bash {check undo}\ntrue\n```\n"))
    package static let misplacedKey = DiagnosticRule(
        "misplaced-key", .error, title: "Key in the wrong place",
        explanation: "the key is valid only on another kind of block",
        fix: "Remove the key, or move it to the place that the message names.",
        example: Example("```bash {mode=0640}\ntrue\n```\n"))
    package static let idleKey = DiagnosticRule(
        "idle-key", .warning, title: "Key without effect",
        explanation: "checks, expectations, undos and fixes use the hosts, user and timeout of their step",
        fix: "Move the key to the step, or remove it.",
        example: Example("```bash\ntrue\n```\n\n```bash {undo timeout=5m}\ntrue\n```\n"))
    package static let nothingAbove = DiagnosticRule(
        "nothing-above", .error, title: "Undo, fix or expected output without a step",
        explanation: "it belongs to the step above it",
        fix: "Move it below its step, or name the step with of=NAME.",
        example: Example("```bash {undo}\nrm -f x\n```\n"))
    package static let fixWithoutWhen = DiagnosticRule(
        "fix-without-when", .error, title: "Fix without 'when'",
        explanation: "a fix is offered if the step's output matches its 'when'",
        fix: "Add when=\"words of the error message\".",
        example: Example("```bash\nmake\n```\n\n```bash {fix}\nmake clean\n```\n"))
    package static let badRegex = DiagnosticRule(
        "bad-regex", .error, title: "Invalid regular expression",
        explanation: "an invalid pattern never matches",
        fix: "Fix the pattern; escape special characters with a backslash.",
        example: Example("```bash\nmake\n```\n\n```bash {fix when=\"(unclosed\"}\nmake clean\n```\n"))
    package static let badCondition = DiagnosticRule(
        "bad-condition", .error, title: "Invalid condition",
        explanation: "a step with an unclear condition must not run",
        fix: "Write a comparison such as os == \"debian\"; combine comparisons with && and ||.",
        example: Example("```bash {when='os =='}\ntrue\n```\n"))
    package static let unknownInterpreter = DiagnosticRule(
        "unknown-interpreter", .error, title: "No interpreter known for a language",
        explanation: "the block is marked to run, but prov does not know a command for its language",
        fix: "Set the command with interpreter=COMMAND.",
        example: Example("```brainfuck {run}\n+++.\n```\n"))
    package static let consoleWithoutPrompt = DiagnosticRule(
        "console-without-prompt", .note, title: "Console block without a prompt",
        explanation: "without '$ ', commands cannot be distinguished from output, so the block does not run",
        fix: "Start each command with '$ ', or use 'bash' as the language.",
        example: Example("```console\nmake\n```\n"))
    package static let innerFence = DiagnosticRule(
        "inner-fence", .error, title: "Fence that opens inside a block",
        explanation: "the block is not closed where its writer meant, so what follows would run as part of it",
        fix: "Close the block before it, or open that block with more backticks.",
        example: Example("```bash\nmake\n\n## Next\n\n```bash\nmake install\n```\n"))
    package static let outputBeforeStep = DiagnosticRule(
        "output-before-step", .warning, title: "Expected output above its step",
        explanation: "an output block belongs to the step above it, so nothing is compared with this one",
        fix: "Move it below the step.",
        example: Example("```output\nok\n```\n\n```bash\necho ok\n```\n"))
    package static let unclosedComment = DiagnosticRule(
        "unclosed-comment", .error, title: "Unclosed prov comment",
        explanation: "An HTML comment hides everything up to '-->'",
        fix: "Add '-->' at the end of the comment.",
        example: Example("<!-- prov: name=x\n\n```bash\ntrue\n```\n"))
    package static let badStepComment = DiagnosticRule(
        "bad-step-comment", .error, title: "Invalid STEP comment",
        explanation: "mechanical-markdown describes steps in YAML",
        fix: "Write 'key: value' lines between '<!-- STEP' and '-->'.",
        example: Example("<!-- STEP\nname: [\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n"))
    package static let idleStepKey = DiagnosticRule(
        "idle-step-key", .note, title: "Unsupported key of mechanical-markdown",
        explanation: "the step runs without it",
        fix: "Use prov's own keys if it matters.",
        example: Example(
            "<!-- STEP\nname: x\ncolour: red\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n"))

    package static let brokenText = DiagnosticRule(
        "broken-text", .error, title: "Block with invalid UTF-8 or NUL bytes",
        explanation: "what runs would differ from what is shown",
        fix: "Save the file as UTF-8, without NUL bytes.",
        example: Example("```bash\necho one\0two\n```\n"))

    static let blockRules: [DiagnosticRule] = [
        .unknownKey, .foreignKey, .badAttribute, .missingValue, .badValue, .conflictingKey, .severalRoles,
        .misplacedKey, .idleKey,
        .nothingAbove, .fixWithoutWhen, .badRegex, .badCondition, .unknownInterpreter, .consoleWithoutPrompt,
        .outputBeforeStep, .innerFence,
        .unclosedComment,
        .badStepComment, .idleStepKey, .brokenText,
    ]
}
