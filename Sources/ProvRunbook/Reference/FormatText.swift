/// The prose of the format's reference page, section by section; its examples are runbooks that the tests read.
enum FormatText {
    static let introduction = """
        # The runbook format

        A runbook is a CommonMark file. It needs no additions: the shell blocks of any README are its steps, in order. Annotations
        are written after a fence's language, in HTML comments and in the front matter, which other viewers do not show. Every mistake
        in them is an error with its place before anything runs ([diagnostics](diagnostics.md)); `prov lint FILE` reports them, `prov plan FILE`
        shows the steps as prov understands them.


        """

    static let blocks = """
        ## Roles of blocks

        | role | syntax | meaning |
        | --- | --- | --- |
        | step | a shell block, or any language with `run` | runs |
        | console session | `console`, or a block whose commands have prompts | runs the commands, compares the outputs under them |
        | check | `{check}` on a shell block, or on YAML | verifies the step above it in the section; with a `name`, or without a step above it, it is a step that only verifies |
        | expectation | `output` directly after a step, or `{expect}` | the step must print this output |
        | undo | `{undo}` | undoes the step above when a run is rolled back |
        | fix | `{fix when="regex"}` | fixes the step above if it fails with output that matches |
        | file | `{file=/path}` | writes the block to that path if it differs |
        | cleanup step | `{finally}` | runs at the end of every run, also after a failure |
        | shown | `{ignore}`, languages that are not run, and [what is not a command](#what-does-not-run) | documentation |
        | manual step | a task list item, `- [ ]`, unless the list is [a plan](#people) | a person does it and confirms it |
        | gate | `<!-- prov: approve=oncall -->` | the run waits for approvals |

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

        A check, an expectation, an undo and a fix belong to the step above them; `of=NAME` names another one. A check with a `name` is a
        step of its own, with its own `on`, `as`, `needs` and `timeout`. Fences in HTML comments or inside a longer fence, and indented
        code, never run. Fences in lists and quotes do run.


        """

    static let keys = """
        ## Keys of blocks and comments

        After the language, in braces: `key=value`, `key="two words"`, a bare flag; a flat JSON object is equivalent. Or in a comment on the
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

        The same key with two values is an error. Without braces, keys of other tools are ignored.


        """

    static let sections = """
        A comment under a heading, or before it, sets defaults for the section and its subsections; `<!-- prov: ignore -->` there skips the
        section.

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

        `<!-- prov: include ./users.md -->` includes the steps of another file at that place, with its parameters, secrets and requirements. The
        file must be in the runbook's project after links are resolved: below the nearest folder with `prov.yml` or `.git`, else below the runbook's own folder.
        `--allow-outside FOLDER` and `$PROV_ALLOW_OUTSIDE` (folders with `:` between them) allow others. Named pipes, devices and sockets are refused;
        `/dev/stdin` and `<(command)` are read if they are named on the command line.

        With a `name` the file is a part of its own: it can be included again, with other values behind `with`.

        ````markdown
        ---
        parameters: {web_port: {type: int, default: 8080}}
        ---
        # Two services

        <!-- prov: include ../library/service.md name=web as=root with unit=nginx port={{web_port}} test="nginx -t -q" -->

        <!-- prov
        include: ../library/service.md
        name: cache
        as: root
        with:
        unit: memcached
        port: 11211
        -->

        ```bash {name=both needs=web,cache/running}
        curl -sf "http://127.0.0.1:$web_port"
        ```
        ````

        - Its steps are `web/running` and so on; `web` alone means all of them, in `needs`, `when-changed` and `--only`. In the file itself they have their short names, and the names of the
          including file are not known.
        - A value is text, with `{{NAME}}` for parameters of the including file; the type, pattern and choices that the included file declares hold. A list is written as with `--set`, or is one `{{NAME}}`.
          A capture is given as `{{NAME}}` alone, to a parameter without a type or rules. Whatever has no default must be given; a value that the file does not know is an error.
        - A secret of the included file is given as `{{SECRET}}` of the including one; without that it has its own source.
        - For the runbook, the parameters, secrets and captures of a part have its name before theirs: `web__port` is what the plan and the record show, `$web__VERSION` is a capture that later
          steps use. What the include gives cannot be set otherwise; what it leaves to a default can: `--set web__address=::1`.
        - Other keys before `with` hold for the part: `on`, `as`, `cwd` and so on as defaults of its steps; `when`, `needs` and, for its commands, `when-changed`, with the names of the including file, besides
          what its steps say. `foreach` belongs into the included file. A check, undo or fix of a part's step stands in its file; `of=web/running` is an error.
        - In a part of a part: `web/db/install`, `web__db__port`.

        `on`, `as`, `serial`, `max-fail` and `once` set the hosts of a step, its user and its batches; see [many hosts](../howto/many-hosts.md).


        """

    static let frontMatter = """
        ## Front matter

        YAML between `---` lines at the top of the file. Keys of other tools are ignored; lint reports a key that resembles one of these as a
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

        Parameters, captures and secrets are environment variables of a step. A value comes from `--set NAME=VALUE`, else from the default,
        else from a prompt on a terminal; without one nothing runs. A secret's source is written `{env: NAME}`, `env:NAME` or `$NAME`; a name without
        a source means the variable of the same name. A parameter's value is one line.

        A list (`type: list`, or a list as the default) is given as `--set NAME=a,b`, or with keys as `--set 'NAME=[{name: a, port: 1}]'`; an inventory
        may have it too. Its items are texts, or mappings that all have the same keys; the text of a mapping is its `name`, else its first value. `hosts: PATTERN` is
        the list of those hosts in the inventory, whatever `--limit` says. In a step `$services` is the items, one a line, and `$services_port` is the `port` of
        each. In a condition, `"auth" in services` asks for an item.

        In a file block `{{name}}` is the value of a parameter, a secret or a capture, else of what is known of the host: `{{host}}` is its name,
        `{{environment}}` that of the environment, and each [fact](#order-and-conditions) has its name. `{% for service in services %}` … `{% endfor %}` repeats what is between
        for each item, or for each line of a capture; inside, `{{service}}` is the item, `{{service.port}}` a key of it, and `loop.first` and `loop.last` are `true` or `false`.
        `{% if CONDITION %}`, `{% elif CONDITION %}`, `{% else %}`, `{% endif %}` choose by the conditions of `when`. A line that has only such tags disappears.
        A file that uses these signs itself has `template=false`.

        A version is exact or a range: `16.0.10`, `16` (every 16.x), `=16.0.10`, `>= 15`, `>= 1.2, < 2`, `~> 1.4`, `^2.1`, `1.x`, `14 || 16`.
        A duration is `250ms`, `90s`, `5m`, `1h30m`, `2d`; a number without a unit is seconds.


        """
}
