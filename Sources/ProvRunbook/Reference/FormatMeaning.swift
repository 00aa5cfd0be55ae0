extension FormatText {
    static let placeholders = """
        ## Placeholders

        `<pod-name>`, `YOUR_TOKEN` and `{{name}}` in a step are holes: parameters that nobody has declared, here `POD_NAME`, `YOUR_TOKEN`, `NAME`. They are asked
        for once, and nothing runs while one is open. The value is quoted for the shell where it is put, inside quotes too, so that it is always data. Declared
        under `parameters` they get types, defaults and descriptions. What only looks like one (a redirection, a generic type, an HTML tag, a usage
        line, a template of docker or kubectl) is left alone, unless a parameter of that name is declared.

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

        A step whose checks all hold is *satisfied* and is not run. After it has run they must hold, or it has failed. `prov verify FILE` runs the
        checks alone. A shell block with `{check}` holds where it ends with 0, in a subshell: what it sets does not stay. A YAML block holds
        [declarative checks](checks.md), which say what they wanted and what they found:

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

        A block with the language `output`, or with `{expect}`, after a step is what the step must print on standard output. A `json` block with `{expect}`
        is compared as JSON. `match` says how:

        | match | the output |
        | --- | --- |
        | `lines` | line by line; where left out |
        | `contains` | contains the text |
        | `regex` | has a match of the regular expression |
        | `json` | is JSON with these members and these items; others may be there beside the members. `"..."` stands for any value, as an item for any number of items |
        | `exact` | is the text, to the byte |

        In `lines`, a line `...` stands for any number of lines; a line that ends with ` (re)` is a regular expression for the whole line, with ` (glob)` a pattern of
        `*` and `?`, with ` (esc)` a text with escapes such as `\\x1b`. Blanks at the ends of lines, empty lines at the end and terminal colours do not count.

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

        Lines after a prompt (`$ `, `user@host:~$ `, `(venv) $ `, in `console` blocks `# ` too) are commands, run one after the other in the run's shell; what stands
        under a command is its expected output, as above. `> ` goes on with a command. A command with no output under it verifies nothing but its
        exit code, and `[3]` alone on the last line is the exit code that is right.

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

        `prov rollback RUN` runs the undos of the steps that really ran, the last one first. A fix is offered where the step fails and its output has
        a match of `when`; it is run where the operator says so, or with `--fix`, and the step is tried again. The heading above it is the symptom, the prose between is the cause: the
        report shows both.


        """

    static let files = """
        ## Files

        A block with `file` is written to that path where content, `mode`, `owner` or `group` differ; the difference is shown, and a rollback puts back what was
        there: the same bytes, mode and owner, whatever the file holds. If that cannot be promised, the step fails and changes nothing. A symbolic link
        is followed; a file with several hard links is written in place, any other one is replaced in one rename.

        In the path `~/` and `$NAME` mean something; in the content only placeholders do, and `{{name}}` only if `name` is a parameter, a secret, or a
        capture of a step above. A file with a secret is written with mode 0600 unless `mode` says otherwise; the record holds the placeholder, not the value.

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


        """

    static let waiting = """
        ## Time: timeout, until, retries

        A step ends after `timeout` (30 minutes, where left out) with its whole process group, one evaluation of a check after 60 seconds. `until` asks a
        command again and again, every second or `every`, until it succeeds; the step has failed where it has not within `timeout`. `retries` runs a failing step again, after `backoff`
        and twice as long before each further try.

        `````markdown
        # Start

        ```bash {until="test -e /tmp/prov-format-ready" every=200ms timeout=30s}
        touch /tmp/prov-format-ready
        ```
        `````


        """

    static let order = """
        ## Order and conditions

        Steps run in document order. With `needs` a step waits for the steps it names and for no others: what `needs` leaves unordered runs side by side, each lane in a shell
        of its own. `needs=""` needs nothing. `name` is what `needs`, `of`, `--only`, `--from` and the record call a step; without one it is made from the heading.

        `when` is a condition: `==`, `!=`, `<`, `<=`, `>`, `>=` (in the order of versions), `=~ /regex/`, `in ["a", "b"]`, `!`, `&&`, `||` (or `not`, `and`, `or`), parentheses; a name alone is
        true unless it is empty, `0`, `no`, `false` or `off`. Neighbouring steps of a section that differ only in `when` are variants of one step.

        `````markdown
        # Install

        ```bash {when='os_family == "debian"'}
        echo apt-get install haproxy
        ```

        ```bash {when='os_family == "rhel"'}
        echo dnf install haproxy
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

        A task list item that holds no block that runs, `- [ ] Call the customer`, is a manual step: a person confirms it, with a note or a file as
        evidence; `--yes` confirms it in the name of who runs prov. With a block inside it is that block's title. A comment `<!-- prov: approve=oncall count=2 -->` is a
        gate: without a terminal the run stops there, and can be resumed.


        """

    static let meaning = """
        ## What a step is

        - The steps of a lane share a shell: directory, exports, functions and options stay. `isolated` runs one in a subshell.
        - A step fails at its first failing command (`set -e -o pipefail`, unless `strict=false`), with an exit code that is not `exit`, with an expectation or a check that does not
          hold, or at its time-out.
        - `exit 0`, `exec`, an unclosed quote, a background child, a reader of standard input or endless output cannot end, fake, hang or swell the run.
        - What a step leaves running in the background lives until the run ends, is then ended and named in the record; `detach` leaves it. `background` starts the step itself so.
        - A background step has output, expectations (compared until they hold, the process ends, or `timeout`; default: 60s) and an end of its own. If it ends with another exit code than `exit`, or by a signal other than HUP, INT and TERM, the step has failed: this is noticed at the latest before the next step starts. `until` ends at once if the background process of its own step or of the step directly before it has failed.
        - A step that was started and not seen to end is *in doubt*. It runs again only where its check, `idempotent`, or an operator's recorded word allows it.
        - A step with `reboots` restarts its host over ssh, as `systemctl reboot` does. Its end is not waited for: prov waits, within `timeout` or else `--link-patience`, until
          the host is up with another boot, connects again, takes the host's lock again, gives the shell back its state, and asks the check.
        - A step that an unexpected restart of its host cuts off is settled within the run: by its check, or by running it again where it is `idempotent`; else it is in doubt.
        - `capture=NAME` keeps the output for later steps; several names take a line each.


        """

    static let compatibility = """
        ## Documents of other tools

        | tool | what is read |
        | --- | --- |
        | Runme | `name`, `cwd`, `tag`, `ignore`, `background`, `interactive`, `interpreter`, `excludeFromRunAll`, `promptEnv` mean what they mean there; its other keys are ignored |
        | Innovation Engine | `<!-- expected_similarity=0.8 -->` before the block after a step: that share of its words must come, in order; with a regular expression in quotes, a match of it. Links in a section "Prerequisites" are runbooks that are needed first |
        | mechanical-markdown | `<!-- STEP … -->` to `<!-- END_STEP -->` is one step with its name, expected lines, match mode and order, return code, background, time-out, folder, environment, tags, pause; in such a document other blocks run only where they have keys of prov |
        | cram | `$ ` and `> ` prompts, ` (re)`, ` (glob)`, ` (esc)`, `[1]` exit lines, in console blocks |

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
