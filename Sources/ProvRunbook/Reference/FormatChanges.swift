extension FormatText {
    static let changes = """
        ## What follows from a change

        A service has to be restarted when its file has changed, and only then. A check that the service runs does not notice that it runs with the file as it was.
        `when-changed` names the steps whose changes a step follows:

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

        A step has changed something where it was run, fixed or undone; one that was satisfied has not. The step that follows it runs once, after all the steps it
        names, on each host where one of them changed something since it last succeeded there itself. Its check is then not asked before it runs. So a restart that an earlier run
        missed, because it was interrupted, failed, or was left out with `--only`, comes with the next run: prov looks it up in the records of the runbook's runs
        on the same environment. Where nothing has changed, a check decides as always; a step without a check is skipped. The plan, the terminal and the record say why it ran.
        `prov verify` fails a step that has a change to follow.

        A rollback runs the step again once the steps it names are as they were before, unless it has an `undo` of its own, or the files had not been there before.
        A record that cannot be read counts as a change. `prov lint` warns of a step that loads a file and has a check, and does not name the file's step.


        """
}
