/// Rules about runbooks that are well-formed: advice.
extension DiagnosticRule {
    package static let readsButChanges = DiagnosticRule(
        "reads-but-changes", .error, title: "Step that only reads, but changes something",
        explanation: "prov verify runs it, and must change nothing",
        fix: "Remove the key 'reads'.",
        example: Example("```bash {reads capture=OUT}\nrm -rf /var/lib/app/data\n```\n"))
    package static let checkCannotFail = DiagnosticRule(
        "check-cannot-fail", .warning, title: "Check that cannot fail",
        explanation: "a check that always passes makes its step look proven, and the step never runs",
        fix: "Check something that is true only after the step has succeeded.",
        example: Example("```bash\nmake install\n```\n\n```bash {check}\ncommand -v tool || true\n```\n"))
    package static let expectationCannotFail = DiagnosticRule(
        "expectation-cannot-fail", .warning, title: "Expectation that cannot fail",
        explanation: "an expected output that matches every output proves nothing",
        fix: "Write a line that only this step prints.",
        example: Example("```bash\nmake test\n```\n\n```output\n...\n```\n"))
    package static let acceptsOtherOutput = DiagnosticRule(
        "accepts-other-output", .warning, title: "Expectation that another step's output also meets",
        explanation: "an expectation that accepts other outputs proves little",
        fix: "Write the part of the output that only this step prints.",
        example: Example(
            """
            ```console
            $ make a
            built a in 3 s
            $ make b
            built b in 5 s
            ```

            ```bash
            make c
            ```

            ```output
            built * in * s (glob)
            ```

            """
        ))
    package static let sleepInsteadOfUntil = DiagnosticRule(
        "sleep-instead-of-until", .warning, title: "Fixed wait instead of 'until'",
        explanation: "a fixed wait is too long on a fast host and too short on a slow one",
        fix: "Add until=\"COMMAND\" to the step: prov repeats it until it succeeds, up to the timeout.",
        example: Example("```bash\nsystemctl start db\nsleep 30\n```\n"))
    package static let missingUndo = DiagnosticRule(
        "missing-undo", .note, title: "Destructive step without an undo",
        explanation: "a rollback skips steps without an undo",
        fix: "Add a block with 'undo' below the step, or make a backup in a step before it.",
        example: Example("```bash\ndropdb app\n```\n"))
    package static let uncheckedDestruction = DiagnosticRule(
        "unchecked-destruction", .warning, title: "Destructive step without a check",
        explanation: "without a check prov cannot know whether it is done, and a second run repeats it",
        fix: "Add a block with 'check' below the step.",
        example: Example("```bash\nkubectl delete namespace app\n```\n"))
    package static let plainSecret = DiagnosticRule(
        "plain-secret", .warning, title: "Secret in plain text",
        explanation: "everyone who can read the runbook or its history has the secret",
        fix: "Revoke it, declare a name under 'secrets' in the front matter, and use the variable.",
        example: Example("```bash\nexport GITHUB_TOKEN=hunter2-not-a-real-one\n```\n"))
    package static let printsSecret = DiagnosticRule(
        "prints-secret", .note, title: "Command that prints a secret",
        explanation: "what a step prints is part of the record of the run, for everyone who can read that",
        fix: "Assign the output to a variable in the block that uses it, or pass it on in a pipe or a file.",
        example: Example("```bash\naws secretsmanager get-secret-value --secret-id db\n```\n"))
    package static let pipedInstaller = DiagnosticRule(
        "piped-installer", .warning, title: "Download piped into a shell",
        explanation: "what runs is whatever the server sends, or half of it if the connection breaks",
        fix: "Download to a file, compare its sha256, then run it.",
        example: Example("```bash\ncurl -fsSL https://example.com/install.sh | sh\n```\n"))
    package static let unpinnedVersion = DiagnosticRule(
        "unpinned-version", .note, title: "Tool without a pinned version",
        explanation: "the next run may install another version than the one that was proven",
        fix: "Pin the version that the runbook was proven with.",
        example: Example("```bash\npip install ansible\n```\n"))
    package static let interactiveCommand = DiagnosticRule(
        "interactive-command", .note, title: "Command that waits for a person",
        explanation: "a step has no standard input unless it is marked 'interactive'",
        fix: "Add 'interactive' to the step, or pass the answers to the command.",
        example: Example("```bash\nvim /etc/hosts\n```\n"))
    package static let endlessCommand = DiagnosticRule(
        "endless-command", .warning, title: "Command that does not end",
        explanation: "a step waits for the end of its command, and the steps behind it are not reached",
        fix:
            """
            Add 'background' to the step: the command keeps running while later steps run, and ends with the run. A log that is followed is read once without its '-f'.
            """,
        example: Example("```bash\npython3 -m http.server 8000\n```\n"))
    package static let unmarkedReboot = DiagnosticRule(
        "unmarked-reboot", .warning, title: "Restart of the host without 'reboots'",
        explanation: "a host that restarts is a lost connection to a run that does not expect it",
        fix: "Add 'reboots' to the step: prov waits until the host is up again, and then checks the step.",
        example: Example("```bash\nsudo reboot\n```\n"))
    package static let possiblePlaceholder = DiagnosticRule(
        "possible-placeholder", .warning, title: "Word that looks like a placeholder",
        explanation:
            "prov asks only for the values of <name>, YOUR_NAME and {{name}}, so the command runs with the word as it is",
        fix: "Write <name>, or declare a parameter and use its variable.",
        example: Example("```bash\naz group show -n your-resource-group\n```\n"))
    package static let unfinishedScript = DiagnosticRule(
        "unfinished-script", .warning, title: "Script that ends inside a quote or a here-document",
        explanation: "the rest of the block becomes text, so its commands do not run",
        fix:
            """
            Close the quote in the same block; write the end of a here-document alone on its line, at its start and without blanks behind it.
            """,
        example: Example("```bash\nread -r line <<EOF\nhello\n```\n"))
    package static let shellSyntax = DiagnosticRule(
        "shell-syntax", .warning, title: "Script that bash cannot parse",
        explanation: "the step can only fail, after the commands above the place have run",
        fix:
            """
            Fix the syntax, or give a block that is not a script another language, such as `text`. The bash of this machine is asked, which runs nothing of the block; without a bash the rule says nothing.
            """,
        example: Example("```bash\nif true; then\n    echo yes\ndone\n```\n"))
    package static let promptInScript = DiagnosticRule(
        "prompt-in-script", .warning, title: "Prompt in a block that does not start with one",
        explanation: "a block is a console session only if its first line has a prompt",
        fix: "Start every command with '$ ', or none.",
        example: Example("```bash\ncd app\n$ make\n```\n"))
    package static let outputInScript = DiagnosticRule(
        "output-in-script", .warning, title: "Output among commands",
        explanation: "without prompts every line of the block is a command, so the step fails at this one",
        fix: "Start every command with '$ ', or move the output to an 'output' block.",
        example: Example("```bash {name=pods}\nkubectl get pods\nNAME   READY   STATUS\n```\n"))
    package static let unclosedFence = DiagnosticRule(
        "unclosed-fence", .warning, title: "Unclosed fence",
        explanation: "everything up to the end of the list or the file becomes code",
        fix: "Add a closing fence where the code ends.",
        example: Example("```bash\ntrue\n"))
    package static let backtickInInfo = DiagnosticRule(
        "backtick-in-info", .warning, title: "Backtick after the language",
        explanation: "CommonMark reads such a line as a paragraph, so the block is not code",
        fix: "Remove the backtick, or fence the block with ~~~.",
        example: Example("```bash {title=\"Run `make`\"}\nmake\n```\n"))

    package static let otherShell = DiagnosticRule(
        "other-shell", .warning, title: "Commands meant for another shell",
        explanation:
            "a step runs on the local machine as the current user: a shell that an earlier command opened has ended with its step",
        fix:
            """
            Set where the step runs with 'on' or 'as', mark it 'here' if the local machine is meant, or pass the command to the program: ssh HOST 'COMMAND'.
            """,
        example: Example(
            "# Clear the replica\n\n```bash {name=log-in}\nssh admin@db1\n```\n\n```bash\nls /var/lib/db\n```\n",
            only: ["log-in"]))
    package static let stateBehindCheck = DiagnosticRule(
        "state-behind-check", .warning,
        title: "Step that may be skipped and sets shell state for later steps",
        explanation: "a step whose check passes is not run, so what it sets would be missing",
        fix: "Move it to a separate block with 'state', which runs in every run.",
        example: Example(
            "```bash\nmkdir -p build; cd build\n```\n\n```bash {check}\ntest -d build\n```\n\n```bash\nmake\n```\n"))

    package static let secretInShell = DiagnosticRule(
        "secret-in-shell", .warning, title: "Variable named like a secret that later steps use",
        explanation: "a record never has its value, so a resumed run has none for the steps that use it",
        fix:
            "Declare it under 'secrets' in the front matter, or set it in a separate block with 'state', which a resume runs again.",
        example: Example(
            "```bash\ndb_password=$(openssl rand -hex 16)\n```\n\n```bash\n./create-user \"$db_password\"\n```\n"))

    package static let gateNotAwaited = DiagnosticRule(
        "gate-not-awaited", .warning, title: "Step below a gate that does not wait for it",
        explanation:
            "it runs before the gate is approved: its 'needs' lead past the gate, and what an approver is shown does not have it",
        fix: "Add the gate to the step's 'needs', or move the step above the gate.",
        example: Example(
            """
            ```bash {name=build}
            true
            ```

            <!-- prov: approve=oncall name=go -->

            ```bash {name=deploy needs=build}
            true
            ```

            """))
    package static let changeNotFollowed = DiagnosticRule(
        "change-not-followed", .warning, title: "Changed file that no step loads",
        explanation:
            "a step whose check passes is not run, so the service keeps running with the old file",
        fix: "Name the file's step with 'when-changed': the step then runs whenever the file has changed.",
        example: Example(
            """
            ```ini {name=conf file=/etc/app.ini}
            size = 64
            ```

            ```bash
            systemctl restart app
            ```

            ```bash {check}
            systemctl is-active app
            ```

            """
        ))

    package static let secretParameter = DiagnosticRule(
        "secret-parameter", .warning, title: "Parameter with the name of a secret",
        explanation:
            "its value is masked, but it is passed on the command line, where every user of the machine can read it",
        fix: "Declare it under 'secrets', with the source of its value.",
        example: Example(
            """
            ---
            parameters: {API_TOKEN: {default: none}}
            ---

            ```bash
            curl -H "Authorization: Bearer $API_TOKEN" https://api.example.com
            ```

            """
        ))

    package static let hiddenCharacter = DiagnosticRule(
        "hidden-character", .warning, title: "Command with a character that is not seen",
        explanation:
            "what is read is not what runs: such characters reorder the text, have no width, or only look like a blank",
        fix: "Remove it, or write it with an escape.",
        example: Example("```bash\nls\u{A0}-l /tmp\n```\n"))

    static let lintRules: [DiagnosticRule] = [
        .checkCannotFail, .expectationCannotFail, .acceptsOtherOutput, .sleepInsteadOfUntil, .missingUndo,
        .readsButChanges,
        .uncheckedDestruction,
        .plainSecret, .printsSecret, .pipedInstaller, .unpinnedVersion, .interactiveCommand, .endlessCommand,
        .unmarkedReboot,
        .possiblePlaceholder,
        .unfinishedScript, .shellSyntax, .hiddenCharacter,
        .promptInScript, .outputInScript,
        .unclosedFence,
        .otherShell, .stateBehindCheck, .secretInShell, .changeNotFollowed, .secretParameter,
        .backtickInInfo, .gateNotAwaited,
    ]
}
