extension FormatText {
    static let changes = """
        ## Steps that follow a change

        A service must be restarted if its file has changed, and only then. A check that the service runs cannot see that it runs with the old file.
        `when-changed` names the steps whose changes a step follows (Ansible: handlers):

        `````markdown
        # Size

        ```ini {name=size file=/tmp/prov-format-size.ini}
        size = 64
        ```

        ```bash {name=load when-changed=size}
        cp /tmp/prov-format-size.ini /tmp/prov-format-loaded.ini
        ```

        ```bash {check}
        test -s /tmp/prov-format-loaded.ini
        ```
        `````

        A step has changed something if it was run, fixed or undone; a satisfied step has not. The step that follows it runs once, after all the steps that it
        names, on each host on which one of them changed something since it last succeeded there. Its check is then not run first. If an earlier run missed the restart,
        because it was interrupted, failed or skipped the step with `--only`, the next run does it: prov reads the records of the runbook's runs
        on the same environment. If nothing has changed, the check decides as always; a step without a check is skipped. The plan, the terminal and the record show why it ran.
        `prov verify` fails a step that has a change to follow.

        A rollback runs the step again after the steps that it names have been undone, unless it has its own `undo`, or the files did not exist before.
        A record that cannot be read counts as a change. `prov lint` warns of a step with a check that loads a file and does not name the file's step.


        """
}
