import ProvText

/// Finds the steps, and the ends of steps, that are meant for a shell which an earlier command opens.
///
/// Such a command opens a shell for the rest of its block and for the blocks after it, until `exit` or `logout`, or the
/// end of its section. Where a login to another host is the last thing of its section, what follows up to the end of
/// the section around it is meant for that host: "Log in" is a chapter of its own then.
struct ShellChangeMarking {
    /// A shell that a command opened and nothing has left.
    private struct Open {
        var change: ShellChange
        /// The section it is open in.
        var section: [SectionHeading]
        var hasFollower = false
    }

    /// More than these would only be more of the same.
    private static let maximumDepth = 8
    private static let words = WordFilter([
        "ssh", "mosh", "su", "sudo", "doas", "newgrp", "sg", "bash", "sh", "zsh", "fish", "dash", "ksh", "tcsh", "csh",
        "ash", "pwsh", "shell", "docker",
        "podman", "nerdctl", "crictl", "docker-compose", "podman-compose", "kubectl", "oc", "k", "vagrant", "aws",
        "gcloud", "az", "nix", "nix-shell", "screen", "tmux", "chroot",
        "arch-chroot", "lxc", "incus", "lxc-attach", "machinectl", "systemd-nspawn", "nsenter", "minikube", "k3s",
        "microk8s", "multipass", "heroku", "runuser",
        "pkexec", "gosu", "su-exec", "setpriv", "colima", "docker-machine", "limactl", "ddev", "lando", "eb", "kitchen",
        "doctl", "fly", "flyctl", "autossh",
        "slogin", "rlogin", "singularity", "apptainer", "toolbox", "distrobox", "poetry", "pipenv", "hatch", "pixi",
        "devbox", "devenv", "guix", "flox", "script",
        "ssh-agent", "unshare", "scl",
    ])

    private let sources: [String: SourceText]
    private var open: [Open] = []

    private init(_ sources: [String: SourceText]) { self.sources = sources }

    /// Marks the steps, in document order.
    static func mark(_ steps: inout [Step], sources: [SourceText]) {
        var marking = ShellChangeMarking(Dictionary(sources.map { ($0.path, $0) }) { first, _ in first })
        for index in steps.indices { steps[index].otherShell = marking.read(steps[index]) }
    }

    /// The part of the next step that is meant for another shell.
    private mutating func read(_ step: Step) -> OtherShell? {
        leaveSections(before: step)
        if step.options.isHere {
            open = []
            return nil
        }
        let isAnswered = step.options.on != nil || step.options.user != nil
        let before = open
        if isAnswered { open = [] }
        var part: OtherShell?
        switch step.body {
        case .script(let script) where script.isShell: part = read(script, of: step)
        case .console(let exchanges): part = read(exchanges, of: step)
        case .script, .file, .checkOnly: part = open.last.map { OtherShell(change: $0.change, range: step.range) }
        case .manual, .gate: break
        }
        // Who is at the terminal has left the shell again when the step ends; what an answered step opens is elsewhere
        // anyway.
        if step.options.isInteractive || isAnswered { open = before }
        return part
    }

    private mutating func leaveSections(before step: Step) {
        guard !open.isEmpty else { return }
        open = open.compactMap { entry in
            var entry = entry
            if !step.section.starts(with: entry.section) {
                guard entry.change.target == .host, !entry.hasFollower, !entry.section.isEmpty else { return nil }
                entry.section.removeLast()
                guard step.section.starts(with: entry.section) else { return nil }
            }
            entry.hasFollower = true
            return entry
        }
    }

    private mutating func push(
        _ target: ShellChange.Target, _ cause: ShellChange.Cause, at range: TextRange, of step: Step
    ) {
        guard open.count < Self.maximumDepth else { return }
        open.append(
            Open(
                change: ShellChange(target: target, cause: cause, file: step.file, range: range), section: step.section)
        )
    }

    // MARK: Scripts

    private mutating func read(_ script: Script, of step: Step) -> OtherShell? {
        guard !open.isEmpty || Self.words.matches(script.text) else { return nil }
        var positions: BlockPositions?
        func range(_ bytes: Range<Int>) -> TextRange {
            guard let source = sources[step.file] else { return script.range }
            var found =
                positions ?? BlockPositions(source: source, text: script.text, firstLine: script.range.start.line)
            defer { positions = found }
            return found.range(bytes)
        }
        var part: OtherShell?
        let commands = ShellCommandParser(script.text).commands
        for (index, command) in commands.enumerated() where !command.words.isEmpty {
            if let shell = open.last {
                if command.isPlain, ShellChangeReader.leaves(command) {
                    open.removeLast()
                    continue
                }
                if part == nil { part = OtherShell(change: shell.change, range: range(command.bytes)) }
            }
            guard !step.options.isBackground, command.isPlain, !command.isFed, !Self.isPiped(commands, index),
                let target = ShellChangeReader.target(of: command)
            else { continue }
            push(target, .command(Self.line(script, command.bytes)), at: range(command.bytes), of: step)
        }
        return part
    }

    private static func isPiped(_ commands: [ShellCommand], _ index: Int) -> Bool {
        if commands[index].connector == .pipe { return true }
        guard index + 1 < commands.count else { return false }
        // `bash <(curl …)` is given a file.
        return commands[index + 1].connector == .pipe || commands[index + 1].connector == .processSubstitution
    }

    /// A command as written, on one line that is not too long to be read.
    private static func line(_ script: Script, _ bytes: Range<Int>) -> String {
        let text = String(decoding: Array(script.text.utf8)[bytes], as: UTF8.self)
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\\" }.joined(separator: " ")
        return words.count > 60 ? words.prefix(59) + "…" : words
    }

    // MARK: Recorded terminals

    /// The prompts say where each command was typed; where they say nothing, the commands do.
    private mutating func read(_ exchanges: [ConsoleExchange], of step: Step) -> OtherShell? {
        var part: OtherShell?
        let base = exchanges.first?.user
        let outer = open
        var previous: ConsoleExchange?
        for exchange in exchanges {
            if let user = exchange.user {
                if user == base {
                    open = outer
                } else if open.count == outer.count || previous?.user != user && previous?.user != nil {
                    pushPrompt(user, after: previous, base: base, at: exchange.command.range, of: step)
                }
            }
            let found = read(exchange.command, of: step)
            part = part ?? found
            previous = exchange
        }
        return part
    }

    private mutating func pushPrompt(
        _ user: String, after previous: ConsoleExchange?, base: String?, at range: TextRange, of step: Step
    ) {
        func host(_ user: String?) -> Substring? { user?.split(separator: "@").last }
        push(base != nil && host(base) == host(user) ? .user : .host, .prompt(user), at: range, of: step)
    }
}

extension ShellCommand {
    /// True for a command that the shell itself runs, one after the other: in no substitution, loop, function or
    /// subshell.
    var isPlain: Bool {
        guard depth == 0, compoundDepth == 0, connector != .substitution, connector != .processSubstitution else {
            return false
        }
        return connector != .or
    }

    /// True where its input is not the terminal.
    var isFed: Bool { redirections.contains { $0.sign.hasPrefix("<") } }
}
