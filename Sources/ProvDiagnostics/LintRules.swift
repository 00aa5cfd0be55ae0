/// Rules about runbooks that are well-formed: advice.
extension DiagnosticRule {
    package static let checkCannotFail = DiagnosticRule(
        "check-cannot-fail", .warning, title: "A check that cannot fail",
        explanation: "a check that always holds makes its step look proven, and keeps it from ever running",
        mend: "Ask for something that is only so when the step has worked.",
        example: Example("```bash\nmake install\n```\n\n```bash {check}\ncommand -v tool || true\n```\n"))
    package static let expectationCannotFail = DiagnosticRule(
        "expectation-cannot-fail", .warning, title: "An expectation that cannot fail",
        explanation: "an expected output that fits every output proves nothing",
        mend: "Write a line that only this step prints.",
        example: Example("```bash\nmake test\n```\n\n```output\n...\n```\n"))
    package static let acceptsOtherOutput = DiagnosticRule(
        "accepts-other-output", .warning, title: "An expectation that another step's output fulfils",
        explanation: "an expectation that takes other outputs for its own proves little",
        mend: "Write the part of the output that tells this step from the others.",
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
        "sleep-instead-of-until", .warning, title: "A sleep where 'until' belongs",
        explanation: "a fixed wait is too long on a fast day and too short on a slow one",
        mend: "Write until=\"COMMAND\" on the step: it is asked again and again, up to the time-out.",
        example: Example("```bash\nsystemctl start db\nsleep 30\n```\n"))
    package static let missingUndo = DiagnosticRule(
        "missing-undo", .note, title: "A destructive step without an undo",
        explanation: "a rollback leaves out what has no undo",
        mend: "Add a block with 'undo' below the step, or take a copy in a step before it.",
        example: Example("```bash\ndropdb app\n```\n"))
    package static let uncheckedDestruction = DiagnosticRule(
        "unchecked-destruction", .warning, title: "A destructive step without a check",
        explanation: "without a check nothing tells whether it has done its work, and a second run does it again",
        mend: "Add a block with 'check' below the step.",
        example: Example("```bash\nkubectl delete namespace app\n```\n"))
    package static let plainSecret = DiagnosticRule(
        "plain-secret", .warning, title: "A secret in plain text",
        explanation: "whoever reads the runbook has the secret, and so does its history",
        mend: "Revoke it, declare its name under 'secrets' in the front matter, and use the variable.",
        example: Example("```bash\nexport GITHUB_TOKEN=hunter2-not-a-real-one\n```\n"))
    package static let pipedInstaller = DiagnosticRule(
        "piped-installer", .warning, title: "A download that goes straight into a shell",
        explanation: "what runs is whatever the other side sends at that moment, half of it after a lost connection",
        mend: "Download to a file, compare its sha256, then run it.",
        example: Example("```bash\ncurl -fsSL https://example.com/install.sh | sh\n```\n"))
    package static let unpinnedVersion = DiagnosticRule(
        "unpinned-version", .note, title: "A tool installed in any version",
        explanation: "the next run installs something else than the one that was proven",
        mend: "Name the version that the runbook was proven with.",
        example: Example("```bash\npip install ansible\n```\n"))
    package static let interactiveCommand = DiagnosticRule(
        "interactive-command", .note, title: "A command that waits for a person",
        explanation: "a step reads from nothing unless it is marked 'interactive'",
        mend: "Write 'interactive' on the step, or give the command what it would ask for.",
        example: Example("```bash\nvim /etc/hosts\n```\n"))
    package static let unfinishedScript = DiagnosticRule(
        "unfinished-script", .warning, title: "A script that ends inside a quote",
        explanation: "a shell would wait for the rest, so the step can only fail",
        mend: "Close the quote or here-document in the same block.",
        example: Example("```bash\nread -r line <<EOF\nhello\n```\n"))
    package static let promptInScript = DiagnosticRule(
        "prompt-in-script", .warning, title: "A prompt in a block that does not begin with one",
        explanation: "a block is a recorded terminal only where its first line has a prompt",
        mend: "Begin every command with '$ ', or none.",
        example: Example("```bash\ncd app\n$ make\n```\n"))
    package static let unclosedFence = DiagnosticRule(
        "unclosed-fence", .warning, title: "A fence that is never closed",
        explanation: "everything up to the end of its list or of the file is taken for code",
        mend: "Write a closing fence where the code ends.",
        example: Example("```bash\ntrue\n"))
    package static let backtickInInfo = DiagnosticRule(
        "backtick-in-info", .warning, title: "A backtick after the language",
        explanation: "CommonMark takes such a line for a paragraph, so the block is no code",
        mend: "Remove the backtick, or fence the block with ~~~.",
        example: Example("```bash {title=\"Run `make`\"}\nmake\n```\n"))

    package static let otherShell = DiagnosticRule(
        "other-shell", .warning, title: "Commands that are meant for another shell",
        explanation:
            "a step runs on this machine, as this user: a shell that an earlier command opened has ended with its step",
        mend:
            """
            Say where the step runs with 'on' or 'as', write 'here' on it where this machine is meant, or give \
            the command to the program: ssh HOST 'COMMAND'.
            """,
        example: Example(
            "# Clear the replica\n\n```bash {name=log-in}\nssh admin@db1\n```\n\n```bash\nls /var/lib/db\n```\n",
            only: ["log-in"]))
    package static let stateBehindCheck = DiagnosticRule(
        "state-behind-check", .warning,
        title: "A step that may be left out and sets what later steps find in the shell",
        explanation: "a step whose check holds is not run, so what it would have set is missing",
        mend: "Move what it sets to a block of its own with 'state', which runs in every run.",
        example: Example(
            "```bash\nmkdir -p build; cd build\n```\n\n```bash {check}\ntest -d build\n```\n\n```bash\nmake\n```\n"))

    package static let changeNotFollowed = DiagnosticRule(
        "change-not-followed", .warning, title: "A changed file that no step loads",
        explanation:
            "a step whose check passes is not run, so the service keeps running with the file as it was before",
        mend: "Name the file's step with 'when-changed': the step then runs whenever the file has changed.",
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
        "secret-parameter", .warning, title: "A parameter that is named like a secret",
        explanation:
            "its value is masked, but it is given on the command line, where every user of the machine can read it",
        mend: "Declare it under 'secrets', with the place its value comes from.",
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

    static let lintRules: [DiagnosticRule] = [
        .checkCannotFail, .expectationCannotFail, .acceptsOtherOutput, .sleepInsteadOfUntil, .missingUndo,
        .uncheckedDestruction,
        .plainSecret, .pipedInstaller, .unpinnedVersion, .interactiveCommand, .unfinishedScript, .promptInScript,
        .unclosedFence,
        .otherShell, .stateBehindCheck, .changeNotFollowed, .secretParameter,
        .backtickInInfo,
    ]
}
