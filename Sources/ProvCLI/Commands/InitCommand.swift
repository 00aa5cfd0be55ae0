import ArgumentParser

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a first runbook to edit; it runs as it is.",
        discussion: """
            EXAMPLES
              prov init && prov run runbook.md
            """)

    @Argument(help: "The file to write.", completion: Completing.runbook)
    var file = "runbook.md"

    func run() throws {
        try TextFile.write(Array(InitCommand.text.utf8), to: file, replacing: false)
        Console.standardOutput.line("wrote \(file)\ntry      prov plan \(file)\n         prov run \(file)")
    }

    static let text = """
        ---
        title: A first runbook
        summary: Makes a folder with a greeting in it, proves it, and can undo it.
        parameters:
          NAME:
            default: world
            description: who is greeted
        ---

        # A first runbook

        Every shell block below is a step. The braces after the language tell prov how to treat it.

        ## Make the folder

        ```bash {name=make-folder}
        mkdir -p /tmp/prov-first
        ```

        The step is satisfied, and does not run, if this check passes before it. It fails unless the check passes after it:

        ```bash {check}
        test -d /tmp/prov-first
        ```

        ```bash {undo}
        rm -r /tmp/prov-first
        ```

        ## Write the greeting

        ```text {name=write-greeting file=/tmp/prov-first/greeting.txt mode=0644}
        Hello, {{NAME}}!
        ```

        ## Read it

        ```bash {name=read-greeting}
        cat /tmp/prov-first/greeting.txt
        ```

        ```output
        Hello, * (glob)
        ```

        ## When it goes wrong

        ### The file is missing

        The folder was removed between two steps.

        ```bash {fix when="No such file"}
        mkdir -p /tmp/prov-first && echo "Hello again" > /tmp/prov-first/greeting.txt
        ```

        """
}
