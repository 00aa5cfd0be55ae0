import ArgumentParser

/// `prov lab`: hosts to rehearse runbooks on. What each subcommand does is in Resources/lab.sh.
struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Make temporary test hosts on this machine, to rehearse runbooks on.",
        discussion: """
            Each host is a Debian system of its own: systemd, an address, sshd, a firewall, packages. They reach each \
            other and this \
            machine, nothing else. Users: root and ops (sudo without a password), operator (sudo with the password `lab`). Takes root.

            EXAMPLES
              prov lab up web1 web2 db1
              prov run deploy.md --inventory "$(prov lab inventory)"
              prov lab ssh web1 -- journalctl -n 20
              prov lab cut web2               take its network link down
              prov lab reconnect web2         bring it back up
              prov lab down                   remove all hosts

            ENVIRONMENT
              PROV_LAB          the lab's folder; each folder is a separate lab
              PROV_LAB_CACHE    the folder of the base that all hosts share
            """,
        subcommands: [
            Up.self, Down.self, Reboot.self, Halt.self, Boot.self, Cut.self, Reconnect.self, Connect.self,
            Packages.self,
            List.self,
            Inventory.self, Base.self,
        ])
}

extension LabCommand {
    struct Up: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make hosts, or boot those that are halted.",
            discussion:
                """
                The first time, the base of all hosts is built from this machine's own Debian sources; this takes about a minute.
                """
        )

        @Option(
            help: ArgumentHelp(
                "The hosts' shell: bash, sh (without bash) or busybox (busybox's sh).", valueName: "shell"),
            completion: .list(["bash", "sh", "busybox"]))
        var shell: String?
        @Argument(help: "The hosts: lower-case letters, digits and -.", completion: Completing.labHosts)
        var names: [String]

        func run() throws { try LabScript.become(["up"] + (shell.map { ["--shell", $0] } ?? []) + names) }
    }

    struct Down: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove hosts (all if none is given).")

        @Argument(help: "The hosts.", completion: Completing.labHosts)
        var names: [String] = []

        func run() throws { try LabScript.become(["down"] + names) }
    }

    struct Reboot: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shut hosts down and boot them; their disks stay.")

        @Flag(help: "Power off instead of shutting down.")
        var force = false
        @Argument(help: "The hosts.", completion: Completing.labHosts)
        var names: [String]

        func run() throws { try LabScript.become(["reboot"] + (force ? ["--force"] : []) + names) }
    }

    struct Halt: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shut hosts down; their disks stay.")

        @Flag(help: "Power off instead of shutting down.")
        var force = false
        @Argument(help: "The hosts.", completion: Completing.labHosts)
        var names: [String]

        func run() throws { try LabScript.become(["halt"] + (force ? ["--force"] : []) + names) }
    }

    struct Boot: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Boot hosts that are halted.")

        @Argument(help: "The hosts.", completion: Completing.labHosts)
        var names: [String]

        func run() throws { try LabScript.become(["boot"] + names) }
    }

    struct Cut: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take hosts' network links down, like a pulled cable.")

        @Argument(help: "The hosts.", completion: Completing.labHosts)
        var names: [String]

        func run() throws { try LabScript.become(["cut"] + names) }
    }

    struct Reconnect: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Bring hosts' network links back up.")

        @Argument(help: "The hosts.", completion: Completing.labHosts)
        var names: [String]

        func run() throws { try LabScript.become(["reconnect"] + names) }
    }

    struct Connect: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ssh", abstract: "Log in to a host, or run a command there.",
            discussion: """
                EXAMPLES
                  prov lab ssh web1
                  prov lab ssh ops@web1 -- sudo systemctl status nginx
                """)

        @Argument(
            help: ArgumentHelp("The host, and the user if not root.", valueName: "user@host"),
            completion: Completing.labHosts)
        var destination: String
        @Argument(parsing: .postTerminator, help: "The command.")
        var command: [String] = []

        func run() throws { try LabScript.become(["ssh", destination] + command) }
    }

    struct Packages: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch Debian packages, and what they need, for hosts to install.",
            discussion: """
                EXAMPLES
                  prov lab packages haproxy podman runc
                  prov lab ssh web1 -- 'apt-get update && apt-get install -y haproxy'
                """)

        @Argument(help: "The packages.")
        var names: [String]

        func run() throws { try LabScript.become(["packages"] + names) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the hosts: name, address, state, link, shell.")

        @Flag(help: "Write JSON.")
        var json = false

        func run() throws { try LabScript.become(["list"] + (json ? ["json"] : [])) }
    }

    struct Inventory: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the path of the lab's inventory.",
            discussion:
                "Hosts whose names end in digits are in the group without the digits: web1 and web2 in web.")

        func run() throws { try LabScript.become(["inventory"]) }
    }

    struct Base: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build the base of all hosts if it is missing; print its path.")

        func run() throws { try LabScript.become(["base"]) }
    }
}
