/// The prose of the format's reference page, section by section; its examples are runbooks that the tests read.
enum FormatText {
    static let introduction = """
        # The runbook format

        A runbook is a CommonMark file. Nothing has to be added to it: the shell blocks of any README are its steps, in order. What is
        added stands after a fence's language, in HTML comments and in the front matter, where no other viewer shows it. Every mistake
        in it is an error with its place before anything runs ([diagnostics](diagnostics.md)); `prov lint FILE` says them, `prov plan FILE`
        shows the steps as prov understands them.


        """

    static let blocks = """
        ## Blocks and what they do

        | role | how it is written | what it does |
        | --- | --- | --- |
        | step | a shell block, or any language with `run` | runs |
        | console session | `console`, or a block whose commands have `$ ` prompts | runs the commands, compares the outputs under them |
        | check | `{check}` on a shell block, or on YAML | verifies the step above it in the section; alone it is a step that only verifies |
        | expectation | `output` right after a step, or `{expect}` | the step's output must be so |
        | undo | `{undo}` | takes the step above back when a run is rolled back |
        | fix | `{fix when="regex"}` | the remedy when the step above fails with output that matches |
        | file | `{file=/path}` | writes the block to that path where it differs |
        | final step | `{finally}` | runs at the end, whatever happened |
        | shown | `{ignore}`, and languages that nothing runs | documentation |
        | manual step | a task list item, `- [ ]` | a person does it and says so |
        | gate | `<!-- prov: approve=oncall -->` | the run waits for people |

        `````markdown
        # Web server

        ```bash {name=install timeout=10m}
        mkdir -p /tmp/site && echo hello > /tmp/site/index.html
        ```

        ```bash {check}
        test -s /tmp/site/index.html
        ```

        ```bash {undo}
        rm -r /tmp/site
        ```

        ## If the disk is full

        Old logs fill it.

        ```bash {fix when="No space left on device"}
        rm -f /tmp/site/*.log
        ```
        `````

        A check, an expectation, an undo and a fix belong to the step above them; `of=NAME` names another one. Never run: fences in HTML
        comments, inside a longer fence, and indented code. Fences in lists and quotes do run.


        """

    static let keys = """
        ## Keys of blocks and comments

        After the language, in braces: `key=value`, `key="two words"`, a bare flag; a flat JSON object is the same. Or in a comment on the
        line before the fence, in one of two forms:

        `````markdown
        ```bash {name=one timeout=5m}
        true
        ```

        ```bash {"name": "two", "timeout": "5m"}
        true
        ```

        <!-- prov: name=three timeout=5m -->
        ```bash
        true
        ```

        <!-- prov
        name: four
        timeout: 5m
        -->
        ```bash
        true
        ```
        `````

        The same key with two values is an error. Without braces, keys that other tools write there are left to them.


        """

    static let sections = """
        A comment under a heading, or before it, sets defaults for the section and the sections inside it; `<!-- prov: ignore -->` there leaves the
        section out.

        `````markdown
        # Guide

        ## Build

        <!-- prov: timeout=1h tags=slow -->

        ```bash
        make --version
        ```

        ## Background reading

        <!-- prov: ignore -->

        ```bash
        never run
        ```
        `````

        `<!-- prov: include ./users.md -->` reads another file's steps at that place, with its parameters, secrets and requirements. The
        file must be in the runbook's project, links resolved: below the nearest folder with `prov.yml` or `.git`, else below the runbook's own folder.
        `--allow-outside FOLDER` and `$PROV_ALLOW_OUTSIDE` (folders with `:` between them) allow others. Named pipes, devices and sockets are refused;
        `/dev/stdin` and `<(command)` are read where a file is named on the command line.

        Keys about several hosts (`on`, `serial`, `max-fail`, `once`) are read and checked; so far a run reaches this machine alone, and a
        step `on` another fails without having run. `as` likewise: a step for another user than the one who runs prov fails.


        """

    static let frontMatter = """
        ## Front matter

        YAML between `---` lines at the top of the file. Keys of other tools are kept and ignored; a key that is nearly one of these is a
        note.


        """

    static let parameters = """
        `````markdown
        ---
        requires: {git: ">= 2.30"}
        parameters:
          VERSION: {default: "16.0.10", description: which version to install}
          replicas: {type: int, default: 2}
          size: {choices: [small, large], default: small}
        secrets:
          DB_PASSWORD: {env: PGPASSWORD}
        objectives: {rto: 15m}
        ---
        # Deploy

        ```bash
        echo "version $VERSION, $replicas replicas"
        ```
        `````

        Parameters, captures and secrets reach a step as environment variables. A value comes from `--set NAME=VALUE`, else from the default,
        else it is asked for on a terminal; without one nothing runs. A secret's source is written `{env: NAME}`, `env:NAME` or `$NAME`; nothing after
        the name is the variable of the same name. A parameter's value is one line.

        A version is exact or a range: `16.0.10`, `16` (every 16.x), `=16.0.10`, `>= 15`, `>= 1.2, < 2`, `~> 1.4`, `^2.1`, `1.x`, `14 || 16`.
        A duration is `250ms`, `90s`, `5m`, `1h30m`, `2d`; a number alone counts seconds.


        """
}
