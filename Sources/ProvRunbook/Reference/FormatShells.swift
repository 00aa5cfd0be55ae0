extension FormatText {
    static let shells = """
        ## The shell that is meant

        `ssh db1` opens a shell on another host, and a person who follows the text types the next commands there. In a run that shell has
        ended with its step, and the commands would run on this machine. So a run refuses the steps that are meant for another shell, before anything runs;
        `prov plan` shows them, and `prov lint` warns. Such shells are opened by:

        - a login to another host (`ssh`, `mosh`, `vagrant ssh`, `aws ssm start-session`, `gcloud compute ssh` …), another user (`su`, `sudo -i`, `sudo bash`, `newgrp` …),
          a container (`docker exec -it web bash`, `kubectl exec -it web-0 -- sh`, `lxc exec`, `chroot` …), or another shell (`bash`, `exec bash`, `nix-shell`,
          `poetry shell`, `tmux` …). `ssh db1 uptime`, `docker exec web ls` and `su - postgres -c psql` open none;
        - in a console session, a prompt with another `user@host` than the first one.

        What follows is meant for it: the rest of the block, and the blocks after it, until `exit` or `logout`, or the end of the section. Where a login to another host is the
        last block of its section ("Log in"), what follows up to the end of the section around it. After an `interactive` step the person has left the shell again.

        Say what is meant: `on=HOST` or `as=USER` on the step, `here` where it is this machine after all, or the command in one line: `ssh db1 'COMMAND'`.

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
        ## Blocks that only set state

        Steps on a host share one shell: each finds the directory, variables, functions and options that the one before it left. A step whose checks hold
        is not run, and leaves nothing. `state` marks a block that only sets what later steps find there:

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

        Such a block runs in every run; a check of it is asked after it has run, never instead. `--only`, `--from` and `--tags` keep it where a later step is due. A resume finds
        what it has set in the record and does not run it again. `prov lint` warns of a step that has a check and sets what a later step uses.


        """
}
