/// Why a host gave no shell, told from what the connecting program printed: each cause apart, with what to do next.
enum ConnectionFailure {
    /// A cause, the words it is known by, and what helps.
    private struct Cause {
        var code: String
        var signs: [String]
        var message: String
        var advice: String
    }

    private static let causes = [
        Cause(code: "host-key-changed", signs: ["REMOTE HOST IDENTIFICATION HAS CHANGED", "host key for .* has changed"],
              message: "its host key is not the one that is known",
              advice: "find out why before you go on: a new machine, or somebody in between; then `ssh-keygen -R HOST` and connect once by hand"),
        Cause(code: "host-key-unknown", signs: ["Host key verification failed", "host key is known for"],
              message: "its host key is not known", advice: "connect once by hand, compare the fingerprint with the host's, and accept it"),
        Cause(code: "authentication", signs: ["Permission denied (", "Too many authentication failures", "Permission denied, please try again"],
              message: "it refused the login", advice: "see which key and user are offered: `ssh -v HOST true`; is the agent running, the key in authorized_keys?"),
        Cause(code: "busy", signs: ["kex_exchange_identification", "Connection reset by peer", "ssh_exchange_identification", "banner exchange"],
              message: "it closed the connection before the login", advice: "its sshd may have too many connections (MaxStartups) or refuse this address"),
        Cause(code: "refused", signs: ["Connection refused"], message: "nothing answers on the port of its sshd",
              advice: "is sshd running there, on this port, and does its firewall let us in?"),
        Cause(code: "unreachable", signs: ["No route to host", "Network is unreachable", "Connection timed out", "Operation timed out", "Connection to .* timed out"],
              message: "it cannot be reached", advice: "is it up, is the network, is the VPN? `--limit '!HOST'` leaves it out"),
        Cause(code: "unknown-name", signs: ["Could not resolve hostname", "Name or service not known", "nodename nor servname"],
              message: "its name cannot be resolved", advice: "look at the spelling, at `ansible_host` in the inventory, and at ~/.ssh/config"),
        Cause(code: "disk-full", signs: ["No space left on device"], message: "its disk is full", advice: "free some space there, then resume"),
        Cause(code: "become-password", signs: ["a password is required", "Sorry, try again", "incorrect password", "Authentication failure", "Authorization required", "Authentication required"],
              message: "it wants a password to become the other user, and got none that fits",
              advice: "declare a secret BECOME_PASSWORD in the runbook's front matter, or allow it without one in sudoers"),
        Cause(code: "become-refused", signs: ["is not in the sudoers file", "is not allowed to", "may not run sudo", "Operation not permitted", "not permitted"],
              message: "the user who logs in may not become the other one", advice: "look at sudoers there: `sudo -l`"),
        Cause(code: "no-user", signs: ["unknown user", "does not exist", "no passwd entry", "not found in /etc/passwd", "unable to find user"],
              message: "it does not know the user", advice: "look at `as`, and at who exists there: `getent passwd`"),
        Cause(code: "no-container", signs: ["no such container", "no container with name", "NotFound", "is not running", "container state improper", "can only create exec sessions on running"],
              message: "there is no running container of that name", advice: "see `podman ps`, `docker ps` or `kubectl get pods`"),
        Cause(code: "no-become", signs: ["sudo: not found", "doas: not found", "su: not found", "sudo: command not found", "\"sudo\"", "\"doas\""],
              message: "it has no program to become another user", advice: "install sudo there, or set ansible_become_method"),
    ]

    static func error(_ launcher: Launcher, errors: [UInt8], status: Outcome.Ending?, ended: Outcome.Ending?) -> HostError {
        let host = launcher.address.name
        let text = String(decoding: errors, as: UTF8.self)
        if let cause = causes.first(where: { $0.signs.contains { matches($0, text) } }) {
            let advice = cause.advice.replacing("HOST", with: launcher.address.address)
            return HostError(code: cause.code, host: host, message: cause.message + said(text), advice: advice)
        }
        switch (ended, status) {
        case (.timedOut, _):
            return HostError(code: "unreachable", host: host, message: "it did not answer in time" + said(text), advice: "is it up? `ssh -v \(launcher.address.address) true` says where it stops")
        case (.cancelled, _):
            return HostError(code: "cancelled", host: host, message: "stopped while connecting", advice: "resume")
        case (_, .exited(127)):
            return HostError(code: "no-shell", host: host, message: "a program is missing there or here" + said(text), advice: "it needs /bin/sh, and what connects us must be installed here")
        case (_, let status):
            let how = status.map { " (\($0))" } ?? ""
            return HostError(code: "no-connection", host: host, message: "no shell could be had" + (said(text).isEmpty ? how : said(text)),
                             advice: "try by hand: \(launcher.arguments("true").prefix(6).joined(separator: " ")) …")
        }
    }

    static func missingProgram(host: String, _ message: String) -> HostError {
        HostError(code: "no-client", host: host, message: message, advice: "install it here: openssh-client, podman, docker or kubectl")
    }

    /// sudo and su that got a wrong password ask again; nothing more may be said to them.
    static func asksAgain(_ errors: [UInt8]) -> Bool {
        let text = String(decoding: errors, as: UTF8.self)
        return text.contains("Sorry, try again") || text.contains("incorrect password attempt")
    }

    static func wrongPassword(host: String) -> HostError {
        HostError(code: "become-password", host: host, message: "the password to become the other user is wrong",
                  advice: "look at the secret BECOME_PASSWORD and where it comes from")
    }

    private static func matches(_ sign: String, _ text: String) -> Bool {
        // What stands between the words is a name.
        let parts = sign.split(separator: " .* ")
        return text.split(separator: "\n").contains { line in parts.allSatisfy { line.contains($0) } }
    }

    /// The last line that says something.
    private static func said(_ text: String) -> String {
        let lines = text.split { $0 == "\n" || $0 == "\r\n" }.filter { !$0.allSatisfy { $0 == "@" || $0 == " " } }
        return lines.last.map { ": \($0.prefix(300))" } ?? ""
    }
}
