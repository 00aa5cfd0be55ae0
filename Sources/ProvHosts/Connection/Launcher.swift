import Glibc
import ProvSystem
import ProvText

/// What is started here so that a shell runs on a host, as the user wanted there.
struct Launcher: Sendable {
    let address: HostAddress
    /// `nil` stays who logs in.
    let user: String?
    /// Goes to sudo or su on its standard input, never on a command line.
    let password: Secret?
    /// Of the program that connects; on this machine also of the shell.
    let environment: Environment
    /// Add our defaults after the user's own; kept here because their files go with them.
    let configurations: SSHConfigurations

    /// Whether the shell is a child of ours that we can look at and end without another connection.
    var isDirect: Bool { address.kind == .local && user == nil }

    /// - Parameters:
    ///   - script: one line of POSIX shell.
    ///   - onTerminal: whether the host shall give it a terminal.
    ///   - log: a file for what the connecting program itself has to say, where it can be kept apart from the host's
    ///     words.
    func arguments(_ script: String, onTerminal: Bool = false, log: String? = nil) -> [String] {
        let script = user == nil ? script : Identity.taking + script
        let words = becoming(["/bin/sh", "-c", script], script: script, onTerminal: onTerminal)
        switch address.kind {
        case .local: return words
        case .ssh:
            return SSHReach.arguments(
                address, configuration: configurations.path(for: address), onTerminal: onTerminal, log: log)
                + ["exec " + words.map { ShellText.quoted($0) }.joined(separator: " ")]
        case .podman, .docker: return ContainerReach.arguments(address, onTerminal: onTerminal) + words
        case .kubectl: return KubernetesReach.arguments(address, onTerminal: onTerminal) + words
        }
    }

    private func becoming(_ words: [String], script: String, onTerminal: Bool) -> [String] {
        guard let user else { return words }
        switch address.become.method {
        case .sudo where isRootWithoutSudo: return Launcher.rootsWay(user, words, script, isInstalled)
        case .sudo:
            let asks = onTerminal ? [] : password == nil ? ["-n"] : ["-S", "-p", ""]
            return ["sudo", "-H", "-u", user] + asks + ["--"] + words
        case .su: return ["su", user, "-s", "/bin/sh", "-c", script]
        case .doas: return ["doas"] + (onTerminal ? [] : ["-n"]) + ["-u", user] + words
        }
    }

    /// Root on this machine needs no sudo.
    private var isRootWithoutSudo: Bool { address.kind == .local && getuid() == 0 && !isInstalled("sudo") }

    private static func rootsWay(_ user: String, _ words: [String], _ script: String, _ isInstalled: (String) -> Bool)
        -> [String]
    {
        if isInstalled("runuser") { return ["runuser", "-u", user, "--"] + words }
        // setpriv takes the group from who it becomes alone.
        if isInstalled("setpriv"), let group = Accounts.group(of: user) {
            return ["setpriv", "--reuid", user, "--regid", String(group), "--init-groups", "--"] + words
        }
        return ["su", user, "-s", "/bin/sh", "-c", script]
    }

    /// Whether a program is on the PATH that the connecting program gets.
    private func isInstalled(_ program: String) -> Bool {
        let path = environment["PATH"] ?? "/usr/bin:/bin"
        return Files.hasProgram(program, in: path)
    }

    /// What the program is given to read before anything else.
    var opening: [UInt8] { password.map { $0.bytes + [0x0A] } ?? [] }

    /// Runs a script there beside whatever else runs, over a connection of its own; blocks.
    func ask(_ script: String, timeout: Duration = .seconds(20), wake: Int32 = -1) throws -> OneShotResult {
        try OneShot.execute(arguments(script), opening, nil, environment, timeout, wake: wake)
    }
}
