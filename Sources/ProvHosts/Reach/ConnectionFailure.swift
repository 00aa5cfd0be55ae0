/// Why a host gave no shell, told from what the connecting program printed: each cause apart, with what to do next.
enum ConnectionFailure {
    /// A cause, the words it is known by, and what helps.
    private struct Cause {
        var code: HostError.Code
        var signs: [String]
        var message: String
        var advice: String
    }

    private static let causes = [
        Cause(code: .hostKeyChanged, signs: ["REMOTE HOST IDENTIFICATION HAS CHANGED", "host key for .* has changed"],
              message: "its host key is not the one that is known",
              advice: "find out why before you go on: a new machine, or somebody in between; then `FORGET`, and connect once by hand: `SSH`"),
        Cause(code: .hostKeyUnknown, signs: ["Host key verification failed", "host key is known for"],
              message: "its host key is not known", advice: "connect once by hand, compare the fingerprint with the host's, and accept it: `SSH`"),
        Cause(code: .authentication, signs: ["Permission denied (", "Too many authentication failures", "Permission denied, please try again"],
              message: "it refused the login", advice: "is it the right user, the agent running, the key in authorized_keys there? `SSH -v true` says which keys are offered"),
        Cause(code: .unreachable, signs: ["No route to host", "Network is unreachable", "Connection timed out", "Operation timed out", "Connection to .* timed out"],
              message: "it cannot be reached", advice: "is it up, is the network, is the VPN? `--limit '!HOST'` leaves it out"),
        Cause(code: .busy, signs: ["kex_exchange_identification", "Connection reset by peer", "ssh_exchange_identification", "banner exchange"],
              message: "it closed the connection before the login", advice: "its sshd may have too many connections (MaxStartups) or refuse this address"),
        Cause(code: .refused, signs: ["Connection refused"], message: "nothing answers on the port of its sshd",
              advice: "is sshd running there, on this port, and does its firewall let us in?"),
        Cause(code: .unknownName, signs: ["Could not resolve hostname", "Name or service not known", "nodename nor servname"],
              message: "its name cannot be resolved", advice: "look at the spelling, at `ansible_host` in the inventory, and at ~/.ssh/config"),
        Cause(code: .diskFull, signs: ["No space left on device"], message: "its disk is full", advice: "free some space there, then resume"),
        Cause(code: .becomePassword, signs: ["a password is required", "Sorry, try again", "incorrect password", "Authentication failure", "Authorization required", "Authentication required"],
              message: "it wants a password to become USER", advice: "PASSWORD"),
        Cause(code: .becomeRefused, signs: ["is not in the sudoers file", "is not allowed to", "may not run sudo", "Operation not permitted", "not permitted"],
              message: "who logs in there may not become USER", advice: "RULES"),
        Cause(code: .noUser, signs: ["unknown user", "does not exist", "no passwd entry", "not found in /etc/passwd", "unable to find user"],
              message: "it has no user USER", advice: "look at `as` and ansible_become_user, and at who exists there: `getent passwd`"),
        Cause(code: .noContainer, signs: ["no such container", "no container with name", "NotFound", "is not running", "container state improper", "can only create exec sessions on running"],
              message: "there is no running container of that name", advice: "see `podman ps`, `docker ps` or `kubectl get pods`"),
        Cause(code: .noBecome, signs: ["sudo: not found", "doas: not found", "su: not found", "sudo: command not found", "\"sudo\"", "\"doas\""],
              message: "it has no program to become USER", advice: "install METHOD there, or set ansible_become_method"),
    ]

    static func error(_ launcher: Launcher, errors: [UInt8], status: Outcome.Ending?, ended: Outcome.Ending?) -> HostError {
        let host = launcher.address.name
        let text = String(decoding: errors, as: UTF8.self)
        if let cause = causes.first(where: { $0.signs.contains { line(of: $0, in: text) != nil } }) {
            if cause.code == .becomePassword, launcher.password != nil { return wrongPassword(launcher) }
            let sign = cause.signs.lazy.compactMap { line(of: $0, in: text) }.first
            let message = cause.message.replacing("USER", with: launcher.user ?? "the other user") + detail(cause.code, sign, text)
            return HostError(code: cause.code, host: host, message: message, advice: ConnectionAdvice(launcher: launcher, said: text).filled(cause.advice))
        }
        let hand = ConnectionAdvice(launcher: launcher, said: text).filled("`SSH -v true`")
        switch (ended, status) {
        case (.timedOut, _):
            return HostError(code: .unreachable, host: host, message: "it did not answer in time" + said(text), advice: "is it up? \(hand) says where it stops")
        case (.cancelled, _):
            return HostError(code: .cancelled, host: host, message: "stopped while connecting", advice: "resume")
        case (_, .exited(127)):
            return HostError(code: .noShell, host: host, message: "a program is missing there or here" + said(text), advice: "it needs /bin/sh, and what connects us must be installed here")
        case (_, let status):
            let how = status.map { " (\($0))" } ?? ""
            return HostError(code: .noConnection, host: host, message: "no shell could be had" + (said(text).isEmpty ? how : said(text)),
                             advice: "try by hand: \(hand)")
        }
    }

    /// What the program said of it, where that adds to the message.
    private static func detail(_ code: HostError.Code, _ sign: Substring?, _ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
        switch code {
        case .hostKeyChanged: return lines.first { $0.hasPrefix("SHA256:") }.map { ": it shows \(trimmed($0))" } ?? ""
        case .hostKeyUnknown: return ""
        case .authentication:
            let missing = lines.first { $0.contains("dentity file") && $0.contains("not accessible") }
            return [sign, missing].compactMap { $0.map { ": \(trimmed($0))" } }.joined()
        default: return sign.map { ": \(trimmed($0))" } ?? ""
        }
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.prefix(300)
        while let last = line.last, last == "." || last.isWhitespace { line.removeLast() }
        return line
    }

    static func missingProgram(host: String, _ message: String) -> HostError {
        HostError(code: .noClient, host: host, message: message, advice: "install it here: openssh-client, podman, docker or kubectl")
    }

    /// Whether it asks for a password that nobody will give it: sudo and su that got a wrong one ask again, su asks at once.
    static func asksInVain(_ launcher: Launcher, _ errors: [UInt8]) -> Bool {
        let text = String(decoding: errors, as: UTF8.self)
        if text.contains("Sorry, try again") || text.contains("incorrect password attempt") { return true }
        return launcher.user != nil && launcher.password == nil && text.split(whereSeparator: \.isNewline).last?.hasSuffix("assword: ") == true
    }

    static func refusedPassword(_ launcher: Launcher) -> HostError {
        guard launcher.password == nil else { return wrongPassword(launcher) }
        return HostError(code: .becomePassword, host: launcher.address.name, message: "it wants a password to become \(launcher.user ?? "the other user")",
                         advice: ConnectionAdvice(launcher: launcher, said: "").filled("PASSWORD"))
    }

    private static func wrongPassword(_ launcher: Launcher) -> HostError {
        HostError(code: .becomePassword, host: launcher.address.name,
                  message: "\(launcher.address.become.method) there does not take the password to become \(launcher.user ?? "the other user")",
                  advice: "look at the secret BECOME_PASSWORD, or ansible_become_password in the inventory: sudo wants the password of who logs in, su that of the other user")
    }

    /// The line that has the sign; what stands for ` .* ` is a name.
    private static func line(of sign: String, in text: String) -> Substring? {
        let parts = sign.split(separator: " .* ")
        return text.split(whereSeparator: \.isNewline).first { line in parts.allSatisfy { line.contains($0) } }
    }

    /// The last line that says something.
    private static func said(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy { $0 == "@" || $0 == " " } }
        return lines.last.map { ": \(trimmed($0))" } ?? ""
    }
}
