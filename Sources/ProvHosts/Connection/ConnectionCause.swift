/// A cause for which a host gives no shell, the words it is known by, and what helps.
///
/// Words in capitals are filled in: see `ConnectionAdvice`.
struct ConnectionCause {
    var code: HostError.Code
    /// Any of these in a line; what stands for ` .* ` is a name.
    var signs: [String]
    var message: String
    var advice: String

    /// The first that fits counts.
    static let all = ofSSH + ofResources + ofBecoming

    private static let ofSSH = [
        ConnectionCause(
            code: .hostKeyChanged, signs: ["REMOTE HOST IDENTIFICATION HAS CHANGED", "host key for .* has changed"],
            message: "its host key is not the one that is known",
            advice:
                """
                find out why first: a new machine, or an attacker in between; then `FORGET`, and connect once by \
                hand: `SSH`
                """
        ),
        ConnectionCause(
            code: .hostKeyUnknown, signs: ["Host key verification failed", "host key is known for"],
            message: "its host key is not known",
            advice: "connect once by hand, compare the fingerprint with the host's, and accept it: `SSH`"),
        ConnectionCause(
            code: .passwordLogin, signs: ["Permission denied (password", "Permission denied (keyboard-interactive"],
            message: "it accepts logins by password only, which prov does not support",
            advice:
                """
                let it accept a key: `ssh-copy-id`, and PubkeyAuthentication yes in its sshd_config; then `SSH` \
                must log in without a question
                """
        ),
        ConnectionCause(
            code: .authentication,
            signs: ["Permission denied (", "Too many authentication failures", "Permission denied, please try again"],
            message: "it refused the login",
            advice:
                """
                is it the right user, the agent running, the key in authorized_keys there? prov gives no password \
                to ssh; `SSH -v true` shows which keys are offered
                """
        ),
        ConnectionCause(
            code: .noAnswer, signs: ["timed out during banner exchange"],
            message: "it takes the connection, but its sshd does not answer",
            advice: "is sshd stopped there, or the host overloaded? look at its console, or restart sshd"),
        ConnectionCause(
            code: .unreachable,
            signs: [
                "No route to host", "Network is unreachable", "Connection timed out", "Operation timed out",
                "Connection to .* timed out",
            ],
            message: "it cannot be reached",
            advice: "is it up, is the network, is the VPN? `--limit '!HOST'` leaves it out"),
        ConnectionCause(
            code: .booting, signs: ["System is booting up", "System is going down", "pam_nologin"],
            message: "it lets nobody log in while it starts or stops", advice: "wait until it is up, then resume"),
        ConnectionCause(
            code: .busy,
            signs: [
                "kex_exchange_identification", "Connection reset by peer", "ssh_exchange_identification",
                "banner exchange",
            ],
            message: "it closed the connection before the login",
            advice: "its sshd may have too many connections (MaxStartups) or refuse this address"),
        ConnectionCause(
            code: .refused, signs: ["Connection refused"], message: "nothing answers on the port of its sshd",
            advice: "is sshd running there, on this port, and does its firewall let us in?"),
        ConnectionCause(
            code: .unknownName,
            signs: ["Could not resolve hostname", "Name or service not known", "nodename nor servname"],
            message: "its name cannot be resolved",
            advice: "look at the spelling, at `ansible_host` in the inventory, and at ~/.ssh/config"),
    ]

    private static let ofResources = [
        ConnectionCause(
            code: .diskFull, signs: ["No space left on device"], message: "its disk is full",
            advice: "free some space there, then resume"),
        ConnectionCause(
            code: .noResources,
            signs: [
                "Cannot fork", "fork: retry", "fork failed", "can't fork", "Resource temporarily unavailable",
                "Cannot allocate memory",
            ],
            message: "it can start no more processes",
            advice:
                """
                look at what runs there and at the limits: `ps -eLf | wc -l`, `ulimit -u`, TasksMax of its user \
                and of sshd; then resume
                """
        ),
        ConnectionCause(
            code: .noDescriptors, signs: ["Too many open files", "cannot duplicate fd", "Bad file descriptor"],
            message: "its shell can open too few files",
            advice:
                """
                raise the limit of open files there to 256 or more: `ulimit -n`, nofile in limits.conf, \
                LimitNOFILE of ssh.service; then resume
                """
        ),
    ]

    private static let ofBecoming = [
        ConnectionCause(
            code: .needsTerminal, signs: ["must have a tty to run sudo"],
            message: "sudo there wants a terminal (requiretty), which steps do not have",
            advice:
                """
                take `requiretty` out of sudoers there, or except who logs in: `visudo`, then a line \
                `Defaults:LOGIN !requiretty`
                """
        ),
        ConnectionCause(
            code: .becomePassword,
            signs: [
                "a password is required", "Sorry, try again", "incorrect password", "Authentication failure",
                "Authorization required", "Authentication required",
            ],
            message: "it wants a password to become USER", advice: "PASSWORD"),
        ConnectionCause(
            code: .becomeRefused,
            signs: [
                "is not in the sudoers file", "is not allowed to", "may not run sudo", "Operation not permitted",
                "not permitted",
            ],
            message: "who logs in there may not become USER", advice: "RULES"),
        ConnectionCause(
            code: .noUser,
            signs: [
                "unknown user", "does not exist", "no passwd entry", "not found in /etc/passwd", "unable to find user",
            ],
            message: "it has no user USER",
            advice: "look at `as` and ansible_become_user, and at who exists there: `getent passwd`"),
        ConnectionCause(
            code: .noContainer,
            signs: [
                "no such container", "no container with name", "NotFound", "is not running", "container state improper",
                "can only create exec sessions on running",
            ],
            message: "there is no running container of that name",
            advice: "see `podman ps`, `docker ps` or `kubectl get pods`"),
        ConnectionCause(
            code: .noBecome,
            signs: [
                "sudo: not found", "doas: not found", "su: not found", "sudo: command not found", "\"sudo\"",
                "\"doas\"",
            ],
            message: "it has no program to become USER", advice: "install METHOD there, or set ansible_become_method"),
    ]
}
