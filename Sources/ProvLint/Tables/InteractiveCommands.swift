import ProvShell

/// Commands that wait for a person at a terminal.
enum InteractiveCommands {
    static let table = CommandTable([
        CommandRow("vim|vi|nvim !-es|-c|-s") { invocation, _ in !invocation.isFed },
        CommandRow("nano") { invocation, _ in !invocation.isFed },
        CommandRow("emacs !-batch|--batch|-b") { invocation, _ in !invocation.isFed },
        CommandRow("less|more|most") { invocation, _ in !invocation.isFed && !invocation.feedsPipe },
        CommandRow("top !-b") { invocation, _ in !invocation.isFed },
        CommandRow("htop|nvtop|neuron-top|visudo|menuconfig|irb !-c") { invocation, _ in !invocation.isFed },
        CommandRow("passwd !--stdin|-d|-l|-u|-S|-e|-n|-x") { invocation, _ in !invocation.isFed },
        CommandRow("ssh !-T|-N|-f|-V|-G|-Q|-O|-W") { invocation, line in
            line.options.operandIndices.count == 1 && !invocation.isFed
        },
        CommandRow("cf ssh !-c|--command|-N", "cf ssh") { invocation, _ in !invocation.isFed },
        CommandRow("su !-c|--command|--session-command") { invocation, _ in !invocation.isFed },
        CommandRow("sudo -i|--login", "sudo -i") { _, line in line.innerCommand == nil },
        CommandRow("sudo -s|--shell", "sudo -s") { _, line in line.innerCommand == nil },
        CommandRow("kubectl|oc|k edit") { invocation, _ in !invocation.isFed },
        CommandRow("docker|podman|nerdctl|kubectl|oc|k attach"),
        CommandRow("oc rsh") { _, line in line.innerCommand == nil },
        CommandRow(
            "docker|podman|nerdctl|kubectl|oc|k ** exec|run|debug -i|--interactive|--stdin -t|--tty !-d|--detach"
        ) { invocation, line in
            !invocation.isFed && line.verb.last.map { ["exec", "run", "debug"].contains($0) } ?? false
        },
        CommandRow("deno sandbox ssh"),
        CommandRow("deno sandbox create !--detach") { _, line in line.innerCommand == nil },
        CommandRow("crontab -e", "crontab -e"),
        CommandRow("git rebase -i|--interactive", "git rebase -i"),
        CommandRow("ssh-keygen !-N|-l|-y|-R|-F|-Y|-D|-e|-i|-A|-H|-r|-s|-M|-k|-Q|-K|-L|-B") { invocation, _ in
            !invocation.isFed
        },
        CommandRow("python|python3|node") { invocation, line in
            line.arguments.isEmpty && !invocation.isFed && !invocation.feedsPipe
        },
        CommandRow("psql !-c|-f|-l|--command|--file|--list|-V") { invocation, _ in !invocation.isFed },
        CommandRow("mysql|mariadb !-e|--execute|-V") { invocation, _ in !invocation.isFed },
    ])
}
