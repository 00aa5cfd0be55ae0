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
        names, on each host on which one of them changed something since it last succeeded there. Its check does not decide then; it is asked first only if the step has an
        undo, so that a rollback can tell whether the undo made a difference. If an earlier run missed the restart,
        because it was interrupted, failed or skipped the step with `--only`, the next run does it: prov reads the records of the runbook's runs
        on the same environment. If nothing has changed, the check decides as always; a step without a check is skipped. The plan, the terminal and the record show why it ran.
        `prov verify` fails a step that has a change to follow.

        A rollback runs the step again after the steps that it names have been undone, if it has no `undo` of its own, and the record says that something was there
        before: a file that the step replaced, or what an `{ensure}` block changed. After the undo of a script that is not known: the step that follows it needs an `undo`.
        A record that cannot be read counts as a change. `prov lint` warns of a step with a check that loads a file and does not name the file's step.


        """
}
