import ProvText

/// Why a host gave no shell, told from what the connecting program printed: each cause apart, with what to do next.
enum ConnectionFailure {
    static func error(_ launcher: Launcher, said: HostWords, status: Outcome.Ending?, ended: Outcome.Ending?)
        -> HostError
    {
        let host = launcher.address.name
        let text = said.reasons
        if let cause = ConnectionCause.all.first(where: { $0.signs.contains { line(of: $0, in: text) != nil } }) {
            if cause.code == .becomePassword, launcher.password != nil { return wrongPassword(launcher) }
            let sign = cause.signs.lazy.compactMap { line(of: $0, in: text) }.first
            let advice = ConnectionAdvice(launcher: launcher, said: text)
            return HostError(
                code: cause.code, host: host, message: advice.filled(cause.message) + detail(cause.code, sign, text),
                advice: advice.filled(cause.advice))
        }
        let words = said.last.map { ": \($0)" } ?? ""
        let hand = ConnectionAdvice(launcher: launcher, said: text).filled("`SSH -v true`")
        switch (ended, status) {
        case (.timedOut, _):
            return HostError(
                code: .unreachable, host: host, message: "it did not answer in time" + words,
                advice: "check whether it is up; \(hand) shows where it stops")
        case (.cancelled, _):
            return HostError(code: .cancelled, host: host, message: "stopped while connecting", advice: "resume")
        case (_, .exited(127)):
            return HostError(
                code: .noShell, host: host, message: "a program is missing on the host or on this machine" + words,
                advice: "the host needs /bin/sh, and the connection program must be installed on this machine")
        case (_, let status):
            let how = status.map { " (\($0.words))" } ?? ""
            guard isLoggedIn(said) else {
                return HostError(
                    code: .noConnection, host: host,
                    message: "no shell could be started" + (words.isEmpty ? how : words),
                    advice: "try by hand: \(hand)")
            }
            return HostError(
                code: .noShell, host: host, message: "the login succeeded, but no shell started" + how + words,
                advice:
                    "check the user's login shell and start-up files on the host, such as ~/.bashrc; try by hand: \(hand)"
            )
        }
    }

    private static func isLoggedIn(_ said: HostWords) -> Bool {
        String(decoding: said.log, as: UTF8.self).contains(SSHReach.loginSign)
    }

    /// The login is done, and nothing comes.
    static func silence(_ launcher: Launcher, _ said: HostWords) -> HostError {
        let known = error(launcher, said: said, status: nil, ended: nil)
        if [.noResources, .noDescriptors, .diskFull].contains(known.code) { return known }
        let hand = ConnectionAdvice(launcher: launcher, said: "").filled("`SSH -v true`")
        return HostError(
            code: .noShell, host: launcher.address.name,
            message: "the login succeeded, but no shell answered" + (said.last.map { ": \($0)" } ?? ""),
            advice:
                """
                check whether a start-up file on the host, such as ~/.bashrc, waits for input or runs a program that does not end; try by hand: \(hand)
                """
        )
    }

    /// A shell was started and gave no answer.
    static func mute(_ launcher: Launcher, _ dialect: ShellDialect, said: [UInt8], status: Outcome.Ending?) -> HostError
    {
        let words = HostWords(log: [], errors: said, output: [])
        let known = error(launcher, said: words, status: status, ended: nil)
        guard known.code == .noConnection else { return known }
        let how = (status.map { " (\($0.words))" } ?? "") + (words.last.map { ": \($0)" } ?? "")
        return HostError(
            code: .noShell, host: launcher.address.name,
            message: "\(dialect.rawValue) started but did not answer" + how,
            advice: "try `\(dialect == .bash ? "bash --noprofile --norc" : "sh")` on the host by hand")
    }

    /// Why it is of no use to wait longer, as far as the errors show it: a password that nobody will give, a host
    /// without free processes.
    static func hopeless(_ launcher: Launcher, _ errors: [UInt8]) -> HostError? {
        guard !errors.isEmpty else { return nil }
        if asksInVain(launcher, errors) { return refusedPassword(launcher) }
        // A shell that cannot start a process tries again for half a minute, or ends and leaves behind what waits for
        // it.
        let text = String(decoding: errors, as: UTF8.self)
        guard ["fork: retry", "Cannot fork"].contains(where: { line(of: $0, in: text) != nil }) else { return nil }
        return error(launcher, said: HostWords(log: [], errors: errors, output: []), status: nil, ended: nil)
    }

    /// What the program said of it, where that adds to the message.
    private static func detail(_ code: HostError.Code, _ sign: Substring?, _ text: String) -> String {
        let lines = text.lines
        switch code {
        case .hostKeyChanged: return lines.first { $0.hasPrefix("SHA256:") }.map { ": it shows \(trimmed($0))" } ?? ""
        case .hostKeyUnknown, .passwordLogin, .needsTerminal: return ""
        case .authentication:
            let missing = lines.first { $0.contains("dentity file") && $0.contains("not accessible") }
            return [sign, missing].compactMap { $0.map { ": \(trimmed($0))" } }.joined()
        default: return sign.map { ": \(trimmed($0))" } ?? ""
        }
    }

    static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop { $0.isWhitespace }.prefix(300)
        while let last = line.last, last == "." || last.isWhitespace { line.removeLast() }
        return line
    }

    static func missingProgram(host: String, _ message: String) -> HostError {
        HostError(
            code: .noClient, host: host, message: message,
            advice: "install it on this machine: openssh-client, podman, docker or kubectl")
    }

    /// This machine has no program to become another user.
    static func missingBecome(_ launcher: Launcher) -> HostError {
        let method = launcher.address.become.method.rawValue
        return HostError(
            code: .noBecome, host: launcher.address.name,
            message:
                "\(method) is not installed on this machine, and `as` needs it to become \(launcher.user ?? "the other user")",
            advice: "install \(method), or run prov as root")
    }

    /// Whether it asks for a password that nobody will give it: sudo and su that got a wrong one ask again, su asks at
    /// once.
    static func asksInVain(_ launcher: Launcher, _ errors: [UInt8]) -> Bool {
        let text = String(decoding: errors, as: UTF8.self)
        if text.contains("Sorry, try again") || text.contains("incorrect password attempt") { return true }
        return launcher.user != nil && launcher.password == nil
            && text.lines.last?.hasSuffix("assword: ") == true
    }

    static func refusedPassword(_ launcher: Launcher) -> HostError {
        guard launcher.password == nil else { return wrongPassword(launcher) }
        return HostError(
            code: .becomePassword, host: launcher.address.name,
            message: "it requires a password to become \(launcher.user ?? "the other user")",
            advice: ConnectionAdvice(launcher: launcher, said: "").filled("PASSWORD"))
    }

    private static func wrongPassword(_ launcher: Launcher) -> HostError {
        HostError(
            code: .becomePassword, host: launcher.address.name,
            message:
                """
                its \(launcher.address.become.method) rejected the password to become \(launcher.user ?? "the other user")
                """,
            advice:
                """
                check the secret BECOME_PASSWORD, or ansible_become_password in the inventory: sudo requires the password of the login user, su that of the other user
                """
        )
    }

    /// The line that has the sign; what stands for ` .* ` is a name.
    private static func line(of sign: String, in text: String) -> Substring? {
        let parts = sign.split(separator: " .* ")
        return text.lines.first { line in parts.allSatisfy { line.contains($0) } }
    }
}
