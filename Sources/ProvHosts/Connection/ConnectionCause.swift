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
            message: "its host key has changed",
            advice:
                """
                first find out why: a new machine, or an attacker in between; then `FORGET`, and connect once by hand: `SSH`
                """
        ),
        ConnectionCause(
            code: .hostKeyUnknown, signs: ["Host key verification failed", "host key is known for"],
            message: "its host key is unknown",
            advice: "connect once by hand, compare the fingerprint with the host's, and accept it: `SSH`"),
        ConnectionCause(
            code: .passwordLogin, signs: ["Permission denied (password", "Permission denied (keyboard-interactive"],
            message: "it accepts logins by password only, which prov does not support",
            advice:
                """
                set up a key: `ssh-copy-id`, and PubkeyAuthentication yes in its sshd_config; then `SSH` must log in without a prompt
                """
        ),
        ConnectionCause(
            code: .authentication,
            signs: ["Permission denied (", "Too many authentication failures", "Permission denied, please try again"],
            message: "it refused the login",
            advice:
                """
                check the user, the ssh agent and authorized_keys on the host; prov does not pass a password to ssh; `SSH -v true` shows which keys are offered
                """
        ),
        ConnectionCause(
            code: .noAnswer, signs: ["timed out during banner exchange"],
            message: "it accepts the connection, but its sshd does not answer",
            advice: "check whether sshd is stopped or the host is overloaded, on its console, or restart sshd"),
        ConnectionCause(
            code: .unreachable,
            signs: [
                "No route to host", "Network is unreachable", "Connection timed out", "Operation timed out",
                "Connection to .* timed out",
            ],
            message: "it cannot be reached",
            advice: "check the host, the network and the VPN; `--limit '!HOST'` excludes the host"),
        ConnectionCause(
            code: .booting, signs: ["System is booting up", "System is going down", "pam_nologin"],
            message: "it does not accept logins while it starts or stops", advice: "wait until it is up, then resume"),
        ConnectionCause(
            code: .busy,
            signs: [
                "kex_exchange_identification", "Connection reset by peer", "ssh_exchange_identification",
                "banner exchange",
            ],
            message: "it closed the connection before the login",
            advice: "its sshd may have too many connections (MaxStartups) or refuse this address"),
        ConnectionCause(
            code: .refused, signs: ["Connection refused"], message: "the port of its sshd is closed",
            advice: "check whether sshd is running on this port, and its firewall"),
        ConnectionCause(
            code: .unknownName,
            signs: ["Could not resolve hostname", "Name or service not known", "nodename nor servname"],
            message: "its name cannot be resolved",
            advice: "check the spelling, `ansible_host` in the inventory, and ~/.ssh/config"),
    ]

    private static let ofResources = [
        ConnectionCause(
            code: .diskFull, signs: ["No space left on device"], message: "its disk is full",
            advice: "free some space on the host, then resume"),
        ConnectionCause(
            code: .noResources,
            signs: [
                "Cannot fork", "fork: retry", "fork failed", "can't fork", "Resource temporarily unavailable",
                "Cannot allocate memory",
            ],
            message: "it cannot start more processes",
            advice:
                """
                check the processes and limits on the host: `ps -eLf | wc -l`, `ulimit -u`, TasksMax of its user and of sshd; then resume
                """
        ),
        ConnectionCause(
            code: .noDescriptors, signs: ["Too many open files", "cannot duplicate fd", "Bad file descriptor"],
            message: "the limit of open files of its shell is too low",
            advice:
                """
                raise the limit of open files on the host to 256 or more: `ulimit -n`, nofile in limits.conf, \
                LimitNOFILE of ssh.service; then resume
                """
        ),
    ]

    private static let ofBecoming = [
        ConnectionCause(
            code: .needsTerminal, signs: ["must have a tty to run sudo"],
            message: "its sudo requires a terminal (requiretty), which steps do not have",
            advice:
                """
                remove `requiretty` from sudoers on the host, or exclude the login user: `visudo`, then a line `Defaults:LOGIN !requiretty`
                """
        ),
        ConnectionCause(
            code: .becomePassword,
            signs: [
                "a password is required", "Sorry, try again", "incorrect password", "Authentication failure",
                "Authorization required", "Authentication required",
            ],
            message: "it requires a password to become USER", advice: "PASSWORD"),
        ConnectionCause(
            code: .becomeRefused,
            signs: [
                "is not in the sudoers file", "is not allowed to", "may not run sudo", "Operation not permitted",
                "not permitted",
            ],
            message: "the login user may not become USER", advice: "RULES"),
        ConnectionCause(
            code: .noUser,
            signs: [
                "unknown user", "does not exist", "no passwd entry", "not found in /etc/passwd", "unable to find user",
            ],
            message: "unknown user USER",
            advice: "check `as`, ansible_become_user and the users of the host: `getent passwd`"),
        ConnectionCause(
            code: .noContainer,
            signs: [
                "no such container", "no container with name", "NotFound", "is not running", "container state improper",
                "can only create exec sessions on running",
            ],
            message: "no running container of that name",
            advice: "see `podman ps`, `docker ps` or `kubectl get pods`"),
        ConnectionCause(
            code: .noBecome,
            signs: [
                "sudo: not found", "doas: not found", "su: not found", "sudo: command not found", "\"sudo\"",
                "\"doas\"",
            ],
            message: "its program to become USER is missing",
            advice: "install METHOD on the host, or set ansible_become_method"),
    ]
}
