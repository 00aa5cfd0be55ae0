extension FormatText {
    static let shells = """
        ## Commands for another shell

        `ssh db1` opens a shell on another host, and a person who follows the text types the next commands there. In a run, that shell has
        ended with its step, and the commands would run on the local machine. A run therefore refuses steps that are meant for another shell, before anything runs;
        `prov plan` shows them, and `prov lint` warns. Such shells are opened by:

        - a login to another host (`ssh`, `mosh`, `vagrant ssh`, `aws ssm start-session`, `gcloud compute ssh` …), another user (`su`, `sudo -i`, `sudo bash`, `newgrp` …),
          a container (`docker exec -it web bash`, `kubectl exec -it web-0 -- sh`, `lxc exec`, `chroot` …), or another shell (`bash`, `exec bash`, `nix-shell`,
          `poetry shell`, `tmux` …). `ssh db1 uptime`, `docker exec web ls` and `su - postgres -c psql` open none;
          nor do commands in a function, a substitution, a pipe or the background, and commands with redirected input. A condition, a loop, `{ … }`, `( … )`, `eval`,
          `timeout` or `bash -c` around a login changes nothing: it still opens a shell;
        - in a console session, a prompt with another `user@host` than the first one.

        These commands are meant for it: the rest of the block, and the blocks after it, until `exit` or `logout`, or the end of the section. If a login to another host is the
        last block of its section ("Log in"), also the blocks up to the end of the enclosing section. After an `interactive` step, the person has left the shell again.

        Set the place explicitly: `on=HOST` or `as=USER` on the step, `here` if it is the local machine after all, or the command in one line: `ssh db1 'COMMAND'`.

        `````markdown
        # Look at the replica

        ```bash {interactive}
        ssh db1
        ```

        ```bash
        true
        ```

        ```bash {interactive}
        exec bash
        ```

        ```bash {here}
        echo back on this machine
        ```
        `````


        """

    static let state = """
        ## Blocks that only set shell state

        Steps on a host share one shell: each one has the directory, variables, functions and options that the previous step set. A step whose checks pass
        is not run, and sets nothing. `state` marks a block that only sets shell state for later steps:

        `````markdown
        # Environment

        ```bash {name=make-environment}
        python3 -m venv /tmp/prov-format-venv
        ```

        ```bash {check}
        test -x /tmp/prov-format-venv/bin/python
        ```

        ```bash {name=use-environment state}
        source /tmp/prov-format-venv/bin/activate
        ```

        ```bash {name=show}
        python --version
        ```
        `````

        Such a block runs in every run; its check runs only after it. `--only`, `--from` and `--tags` keep it if a later step runs. A resume restores
        what it has set from the record and does not run it again. `prov lint` warns of a step that has a check and sets what a later step uses.

        A variable whose name says secret is not in the record ([what is masked](masking.md#variables-of-the-shell)). A resume runs the block with
        `state` that set it again, once a step uses it. A step that would use one which another block set is not run, until the same value is in
        the environment of `prov resume`.

        ## Blocks that only read

        `prov verify` runs checks alone, so that a check that uses a capture has no value for it: it is *not decided* there, and neither passes nor fails. `reads` marks a block that
        changes nothing; it runs in a verification too:

        `````markdown
        # Who is the primary

        ```bash {name=role reads capture=ROLE}
        cat /tmp/prov-format-role
        ```

        ```bash {name=follows check}
        [ "$ROLE" = primary ] || [ -e /tmp/prov-format-follows ]
        ```
        `````

        Such a block is never satisfied, is not undone, and is kept with `--only` if it has a capture. `prov lint` refuses one that destroys something.


        """
}
