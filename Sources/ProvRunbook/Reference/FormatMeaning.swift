extension FormatText {
    static let placeholders = """
        ## Placeholders

        `<pod-name>`, `YOUR_TOKEN` and `{{name}}` in a step are placeholders: undeclared parameters, here `POD_NAME`, `YOUR_TOKEN` and `NAME`. prov prompts
        for each once, and nothing runs without a value. The value is quoted for the shell at its place, inside quotes too, so it is always data. Declare them
        under `parameters` to give them types, defaults and descriptions. Text that only looks like one (a redirection, a generic type, an HTML tag, a key
        such as `<Esc>`, a usage line, a template of docker or kubectl) is not changed, unless a parameter of that name is declared. What is a placeholder once
        in a block is one at each place there. Other forms (`your-name`, `{name}`, `[PROJECT_ID]`, `%%NAME%%`, `CHANGEME`) are not filled: `prov lint` names them.

        `````markdown
        ---
        parameters: {pod_name: {description: the pod to look at, default: web-1}}
        ---
        # Look

        ```bash
        echo kubectl logs <pod-name>
        ```
        `````


        """

    static let checks = """
        ## Checks

        A step whose checks all pass is *satisfied* and is not run. After a step has run, its checks must pass, or it has failed. `prov verify FILE` runs
        only the checks. A shell block with `{check}` passes if it exits with 0; it runs in a subshell, so what it sets is discarded. A YAML block contains
        [declarative checks](checks.md), which report what they expected and what they found:

        `````markdown
        # Folder

        ```bash
        mkdir -p /tmp/prov-format
        ```

        ```yaml {check}
        file: {path: /tmp/prov-format, type: directory}
        ```
        `````


        """

    static let expectations = """
        ## Expected output

        A block with the language `output`, or with `{expect}`, after a step is what the step must print. `stream` sets where: `stdout` (the default), `stderr`, or
        `both` as one text, as a terminal shows them. A `json` block with `{expect}` is compared as JSON. `match` sets how:

        | match | the output |
        | --- | --- |
        | `lines` | line by line (the default) |
        | `glob` | line by line; in each line `*` matches any text and `?` one character |
        | `contains` | contains the text |
        | `regex` | has a match of the regular expression |
        | `json` | is JSON with these members and these items; other members are allowed. `"..."` matches any value, as an item any number of items |
        | `exact` | is the text, to the byte |

        In `lines`, each line is compared literally first. Only if it differs, its mark counts:

        | a line of `lines` | matches |
        | --- | --- |
        | `...` | any number of lines, also none |
        | `TEXT (re)`, `(regex)` | a line that the regular expression matches as a whole |
        | `TEXT (glob)`, `(gl)` | a line that fits the pattern: `*` is any text, `?` one character, `\\*`, `\\?` and `\\\\` are the character itself |
        | `TEXT (esc)`, `(escaped)` | the text with its escapes read: `\\x1b`, `\\033`, `\\t`, `\\r`, `\\0`, `\\e`; for bytes that are not UTF-8, and for blanks at the end of a line: `a\\x20 (esc)` |
        | `TEXT (escaped) (glob)` | both: the escapes are read, then it is a pattern |
        | `TEXT (equal)`, `(eq)` | the text, for example `... (equal)` for a line of three periods |
        | `TEXT (no-eol)` | the text as the output's last line, without a newline |
        | `TEXT (?)`, `(glob*)`, `(re+)` | the same line at most once, any number of times, at least once; with each of the words above |

        Every byte counts: blanks, carriage returns, and empty lines between others and at the end of the output. Not compared are whether the output's last line ends with a newline, empty lines
        that the document has before the next prompt or at the end of the block and the output has not, and terminal colours. An output that is not as expected is shown as a difference of both, in
        the terminal, the record and the report: `-` is expected and missing, `+` came instead.

        `````markdown
        # Report

        ```bash
        printf 'started\\nbuild 4711\\ndone in 3s\\n'
        ```

        ```output
        started
        build [0-9]+ (re)
        ...
        ```

        ```bash
        echo '{"status": "ok", "nodes": [1, 2, 3], "at": "12:00"}'
        ```

        ```json {expect}
        {"status": "ok", "nodes": [1, "..."]}
        ```
        `````


        """

    static let consoles = """
        ## Console sessions

        A block of a shell's language, of `console`, or without a language, whose first command has a prompt is a console session. Prompts are `$ `, `user@host:~$ `, `[root@host ~]# `,
        `host:~ user$ `, `(venv) $ `, `bash-5.2$ `, `/ # `, `➜  ~ `, `❯ ` and their like; `% `, `> ` before a program's name, and `host$ ` count where the session begins with them, `# ` in a `console`
        block without other prompts, and in a shell block of two or more comments that are all commands, if the document has no shell block without prompts before it.
        Sessions of other programs (`mysql> `, `>>> `, `PS C:\\> `) do not run.

        Lines after a prompt are commands, which run one after the other in the run's shell; the
        lines under a command are its expected output, as above, of stdout and stderr together; `match` and `stream` on the block set how and where, for all its commands. Of a command without output
        under it only the exit code is checked; `[3]` alone on the last line is the expected exit code.

        `> ` directly under a command continues it, also one that is complete: both lines are then one command. Without `> ` an unfinished command (a loop without its `done`, an open quote, a `|` at
        the end) continues until it is finished.

        `````markdown
        # Session

        ```console
        $ cd /tmp
        $ pwd
        /tmp
        $ for name in a b; do
        >   echo $name
        > done
        a
        ...
        $ (exit 3)
        [3]
        ```
        `````


        """

    static let remedies = """
        ## Undo and fix

        `prov rollback RUN` runs the undos of the steps that really ran, the last one first. A fix is offered if the step fails and its output
        matches `when`; it runs if the operator chooses it, or with `--fix`, and then the step is retried. The heading above the fix is the symptom, the prose between is the cause: the
        report shows both. With `of=a,b` an undo or a fix belongs to several steps.

        A script that decides itself to do nothing (`[ -e new ] || exit 0`) has run all the same, so that its undo runs too: give the step a
        `when` or an `on`, or begin the undo with the same question.


        """

    static let files = """
        ## Files

        A block with `file` is written to that path if content, `mode`, `owner` or `group` differ; the difference is shown, and a rollback restores the previous
        file with the same bytes, mode and owner. If that cannot be guaranteed, the step fails and changes nothing. If something else changes the file after prov has
        read it, the step fails and leaves it. A symbolic link
        is followed; a file with several hard links is written in place, any other file is replaced by one rename. Its folder must exist: an
        `{ensure}` block above makes it (`file: {path: /etc/app, type: directory}`), and undoes that.

        In the path, `~/` and `$NAME` are expanded; in the content only placeholders are, and `{{name}}` only if `name` is a parameter, a secret, a
        capture of a step above, `host`, `environment` or a fact. A file with a secret gets the mode 0600 by default; the record contains the placeholder, not the value.

        `````markdown
        ---
        parameters: {port: {type: int, default: 8080}}
        ---
        # Configuration

        ```ini {file=/tmp/prov-format.ini mode=0640}
        [server]
        port = {{port}}
        ```
        `````

        With `validate="COMMAND"` the new file is first written beside the old one, and the command must succeed with `$FILE` as its path; else the old file
        stays as it is and the step fails. The command runs as the step's user, with the values of the parameters and captures that it names.

        ## States of a host

        A YAML block with `ensure` makes [declarative checks](checks.md) true, packages, services, accounts, folders and lines of files among them, and undoes what it
        changed: see [bring a host into a state](../howto/ensure.md).


        """

    static let waiting = """
        ## Time: timeout, until, retries

        A step is ended with its process group after `timeout` (default: 30 minutes). One evaluation of a check is ended after the `timeout` of the
        check (`bash {check timeout=5m}`, or the key of a declarative check), else after that of its step, else after 60 seconds. `until` repeats a command,
        every second or every `every`, until it succeeds; the step fails if that takes longer than `timeout`. `retries` repeats a failing step,
        after `backoff`, which doubles before each further attempt.

        `````markdown
        # Start

        ```bash {until="test -e /tmp/prov-format-ready" every=200ms timeout=30s}
        touch /tmp/prov-format-ready
        ```
        `````


        """

    static let order = """
        ## Order and conditions

        Steps run in document order. With `needs` a step waits only for the steps that it names: steps that `needs` leaves unordered run in parallel, each lane in a separate
        shell. `needs=""` waits for none. `name` is the step's name in `needs`, `of`, `--only`, `--from` and the record (default: derived from the heading).

        `when` is a condition: `==`, `!=`, `<`, `<=`, `>`, `>=` (in the order of versions), `=~ /regex/`, `in ["a", "b"]`, `!`, `&&`, `||` (or `not`, `and`, `or`), parentheses; a name without a comparison is
        true unless it is empty, `0`, `no`, `false` or `off`. `defined(NAME)` is true if the name has a value. Neighbouring steps of a section that differ only in `when` are variants of one step;
        the last one may have `when=else`: it runs if none of the others does.

        Parts of which a reader follows one are **alternatives**: neighbouring sections or labelled blocks for operating systems (`macOS`, `On Debian/Ubuntu:`), for ways to install
        (`With npm`, `From source`, `Option A`), tabs of MkDocs, Docusaurus and VitePress, blocks with `or` between them, and blocks that install the same with different package
        managers. A run takes one variant of each group: the one that `--variant` or the answer on the terminal names; else the one for the system of the host; else the first whose program is
        installed or that needs none. `prov plan` shows the groups, the choice and its reason. Where variants name systems and none of them is that of the host, none runs. All words of a label must be
        names or filling words, or the same in all variants. `alternative=GROUP/NAME` declares a variant; `alternative=none` makes a step run whichever variant is taken.

        `````markdown
        # Install

        ```bash {when='os_family == "debian"'}
        echo apt-get install haproxy
        ```

        ```bash {when='os_family == "rhel"'}
        echo dnf install haproxy
        ```

        ```bash {when=else}
        echo "unsupported system" >&2; false
        ```

        ```bash {capture=VERSION}
        echo 2.6.12
        ```

        ```bash {when='VERSION >= "2.4"'}
        echo "$VERSION knows it"
        ```
        `````


        """

    static let people = """
        ## People

        A task list item without a block that runs, `- [ ] Call the customer`, is a manual step: a person confirms it, with a note or a file as
        evidence; `--yes` confirms it in the name of the user who runs prov. With a block inside, the item is that block's title. A comment `<!-- prov: approve=oncall count=2 -->` is a
        gate: without a terminal the run stops there, and can be resumed.

        In a document without front matter or keys of prov, a task list is not a manual step if it is a plan or a template: a heading above it says so (Roadmap, TODO,
        Features …), some of its boxes are ticked, or the file is a template of a forge.


        """

    static let notRun = """
        ## What does not run

        `prov plan FILE` names what a reader may take for a step and does not run, with its place, the reason, and how to make it run; `--verbose` names every
        place. A fence of a shell's language that holds no command is not a step: prov decides by its first line, and only if no command can begin so. A block with a key
        of prov is a step whatever it holds. Admonitions and tabs of MkDocs (`!!! note`, `=== "Linux"`) are read as containers, so a fence in one is a fence.


        """

    static let meaning = """
        ## What a step is

        - The steps of a lane share a shell: directory, exports, functions and options are kept. `isolated` runs a step in a subshell.
        - A step fails at its first failing command (`set -e -o pipefail`, unless `strict=false`), with another exit code than `exit`, if an expectation or a check
          fails, or at its timeout.
        - `exit 0`, `exec`, an unclosed quote, a background child, a reader of standard input or endless output cannot end, fake, hang or fill the run.
        - Processes that a step leaves in the background run until the run ends; they are then ended and recorded. `detach` keeps them. `background` starts the step itself in the background. A resume starts a background step again that ended with the run, if a step after it is left to run.
        - A step in the foreground that seems to be a server (10 s, a process of it listens on a port, prints nothing and computes nothing) is reported once, long before its `timeout`.
        - A background step has its own output, expectations (compared until they match, the process ends, or `timeout`; default: 60s) and end. If it ends with another exit code than `exit`, or by a signal other than HUP, INT and TERM, the step has failed: prov detects this before the next step starts at the latest. `until` ends immediately if the background process of its own step or of the step directly before it has failed.
        - A step that was started, and whose end was not recorded, is *in doubt*. It runs again only if its check, `idempotent`, or a recorded decision of an operator allows it.
        - A step with `reboots` restarts its host over ssh, for example with `systemctl reboot`. prov waits, for `timeout` or else `--link-timeout`, until
          the host is up with a new boot, reconnects, takes the host's lock again, restores the state of the shell, and runs the check.
        - A step that an unexpected restart of its host interrupts is resolved within the run: by its check, or by running it again if it is `idempotent`; otherwise it is in doubt.
        - `capture=NAME` stores the output for later steps; several names take one line each.


        """

    static let compatibility = """
        ## Documents of other tools

        | tool | supported |
        | --- | --- |
        | Runme | `name`, `cwd`, `tag`, `ignore`, `background`, `interactive`, `interpreter`, `excludeFromRunAll`, `promptEnv` have the same meaning; its other keys are ignored |
        | Innovation Engine | `<!-- expected_similarity=0.8 -->` before the block after a step: that share of its words must be printed, in order; with a regular expression in quotes, it must match. Links in a section "Prerequisites" are runbooks that must be proven first |
        | mechanical-markdown | `<!-- STEP … -->` to `<!-- END_STEP -->` is one step with its name, expected lines, match mode and order, return code, background, timeout, folder, environment, tags, pause; each block is a process of its own; in such a document other blocks run only if they have keys of prov |
        | cram | `.t` files; in console blocks `$ ` and `> ` prompts, ` (re)`, ` (glob)`, ` (esc)`, ` (no-eol)`, `[1]` exit lines |
        | scrut | blocks with the language `scrut` or `testcase`, with `timeout`, `environment` and `output_stream` |
        | kramdown | `{: .output}` under a block |

        [What differs on purpose](peers.md).

        `````markdown
        # Other tools

        ```sh { name=build cwd=/tmp background=false id=01HF }
        echo built
        ```

        ```bash
        echo 'one two three four'
        ```

        <!-- expected_similarity=0.7 -->
        ```text
        one two three five
        ```
        `````

        """
}
