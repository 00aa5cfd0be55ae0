import ProvSystem
import Testing

@testable import ProvHosts
@testable import ProvText

/// What connecting programs and hosts say, and what prov makes of it.
@Suite("Why a host gives no shell")
struct ConnectionFailureTests {
    private func launcher(
        _ kind: HostAddress.Kind = .ssh, user: String? = nil, password: Secret? = nil, become: Become = Become(),
        login: String? = "ada"
    ) -> Launcher {
        let address = HostAddress(
            name: "web1", kind: kind, address: "web1.example.com", port: 2222, user: login, become: become)
        return Launcher(
            address: address, user: user, password: password, environment: ["PATH": "/usr/bin:/bin"],
            configurations: SSHConfigurations(for: []))
    }

    private func error(
        _ said: String, _ launcher: Launcher? = nil, log: String = "", status: Outcome.Ending? = .exited(255),
        ended: Outcome.Ending? = nil
    ) -> HostError {
        ConnectionFailure.error(
            launcher ?? self.launcher(), said: HostWords(log: Array(log.utf8), errors: Array(said.utf8), output: []),
            status: status, ended: ended)
    }

    @Test(
        "each cause is recognized by the words of the programs",
        arguments: [
            ("ssh: connect to host web1 port 22: Connection refused", .refused),
            ("ssh: connect to host web1 port 22: No route to host", .unreachable),
            ("ssh: connect to host web1 port 22: Connection timed out", .unreachable),
            ("Connection to 10.0.0.1 port 22 timed out", .unreachable),
            ("Connection timed out during banner exchange", .noAnswer),
            ("ssh: Could not resolve hostname web1: Name or service not known", .unknownName),
            ("ada@web1: Permission denied (publickey).", .authentication),
            ("ada@web1: Permission denied (password).", .passwordLogin),
            ("Received disconnect from 10.0.0.1: 2: Too many authentication failures", .authentication),
            ("Host key verification failed.", .hostKeyUnknown),
            ("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.", .hostKeyChanged),
            ("kex_exchange_identification: Connection closed by remote host", .busy),
            ("System is booting up. Unprivileged users are not permitted to log in yet.", .booting),
            ("mkdir: No space left on device", .diskFull),
            ("bash: fork: retry: Resource temporarily unavailable", .noResources),
            ("/bin/sh: Too many open files", .noDescriptors), ("sudo: a password is required", .becomePassword),
            ("ada is not in the sudoers file.", .becomeRefused), ("sudo: unknown user deploy", .noUser),
            ("Error: no container with name or ID \"web1\" found: no such container", .noContainer),
            ("sh: 1: sudo: not found", .noBecome), ("sudo: sorry, you must have a tty to run sudo", .needsTerminal),
        ] as [(String, HostError.Code)])
    func causes(said: String, code: HostError.Code) {
        let error = error(said, launcher(user: "deploy"))
        #expect(error.code == code, "\(error)")
        #expect(error.host == "web1")
    }

    @Test("no word that stands for something is left in a message or an advice")
    func filled() {
        for cause in ConnectionCause.all {
            for sign in cause.signs {
                let said = sign.replacing(" .* ", with: " x ")
                for method in Become.Method.allCases {
                    let error = error(said, launcher(user: "deploy", become: Become(method: method)))
                    for word in ["SSH", "FORGET", "RULES", "LOGIN", "USER", "METHOD", "HOST"] {
                        // BECOME_PASSWORD is the name of a secret, and NOPASSWD a word of sudoers.
                        let text = (error.message.replacing(said, with: "") + " " + error.advice)
                        #expect(!text.split { !$0.isLetter && $0 != "_" }.contains(word[...]), "\(said): \(text)")
                    }
                    #expect(!error.message.isEmpty && !error.advice.isEmpty)
                }
            }
        }
    }

    @Test("the command to try by hand is the one that prov uses, with its port and user")
    func byHand() {
        let advice = error("Permission denied (publickey).").advice
        for part in ["ssh", "2222", "web1.example.com", "-v"] { #expect(advice.contains(part), "\(advice)") }
        #expect(!advice.contains(" -T"))
    }

    @Test("a password that was given and not taken is another thing than one that nobody has")
    func passwords() {
        let secret = Secret(name: Secret.becomePassword, value: "wrong-password")
        let given = error("Sorry, try again.", launcher(user: "deploy", password: secret))
        #expect(given.code == .becomePassword && given.message.contains("rejected the password"))
        #expect(!"\(given)".contains("wrong-password"))
        let none = error("sudo: a password is required", launcher(user: "deploy"))
        #expect(none.message.contains("requires a password to become deploy"))
        #expect(none.advice.contains("BECOME_PASSWORD"))
        #expect(ConnectionFailure.asksInVain(launcher(user: "deploy"), Array("Password: ".utf8)))
        #expect(!ConnectionFailure.asksInVain(launcher(), Array("Password: ".utf8)))
        #expect(!ConnectionFailure.asksInVain(launcher(user: "deploy", password: secret), Array("Password: ".utf8)))
    }

    @Test("where nothing known was said, how it ended decides")
    func endings() {
        #expect(error("", ended: .timedOut).code == .unreachable)
        #expect(error("", ended: .cancelled).code == .cancelled)
        #expect(error("sh: not here", status: .exited(127)).code == .noShell)
        #expect(error("odd words").code == .noConnection)
        #expect(error("odd words").message.contains("odd words"))
        let after = error("", log: "Authenticated to web1 ([10.0.0.1]:22) using \"publickey\".\n", status: .exited(1))
        #expect(after.code == .noShell && after.message.contains("the login succeeded"))
    }

    @Test("what ssh always writes is not a reason")
    func chatter() {
        let log = "Warning: Permanently added 'web1' to the list.\nAuthenticated to web1 using \"publickey\".\nodd\n"
        let words = HostWords(log: Array(log.utf8), errors: Array("last words.\n".utf8), output: Array("motd".utf8))
        #expect(words.reasons == "odd\nlast words.\n")
        #expect(words.last == "odd / last words")
        #expect(HostWords(log: [], errors: [], output: Array("motd\n".utf8)).last == "motd")
        #expect(HostWords(log: [], errors: Array("@@@@\n \n".utf8), output: []).last == nil)
    }

    @Test(
        "ssh's last words are held back at the end of the errors, and are the host's where more comes",
        arguments: [1, 2, 3, 7, 1000])
    func quitting(pieces: Int) {
        let texts = [
            "error\nConnection to web1 closed.\r\n", "Connection to nobody\n", "client_loop: send disconnect\r\nmore\n",
            "no newline", "x: Read from remote host web1: reset\r\n",
        ]
        for text in texts {
            var quit = QuitMessage()
            var passed: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                passed += quit.pass(rest.prefix(pieces))
                rest = rest.dropFirst(pieces)
            }
            let held = quit.release()
            #expect(passed + held == Array(text.utf8), "nothing is lost")
            if pieces == 1000 {
                let isQuit = text.hasSuffix("closed.\r\n") || text.hasSuffix("reset\r\n")
                #expect(!held.isEmpty == isQuit, "\(text)")
            }
        }
    }

    @Test("a process is gone once its number is another's, or nobody's; of another boot nobody knows")
    func identity() throws {
        let current = ProcessIdentity.current
        #expect(!current.isGone)
        for change in [1, -1, 100] {
            var other = current
            other.started += change
            #expect(other.isGone, "the number is used again")
        }
        var nobody = current
        nobody.pid = 0x3FFF_FFFF
        #expect(nobody.isGone)
        for boot in ["", "another"] {
            var elsewhere = nobody
            elsewhere.bootID = boot
            #expect(!elsewhere.isGone)
        }
    }
}
