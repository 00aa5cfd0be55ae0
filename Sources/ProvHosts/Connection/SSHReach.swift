import ProvText

/// The system's own ssh: its configuration, agent, known hosts, jump hosts and keys are the user's.
enum SSHReach {
    static func arguments(_ address: HostAddress, configuration: String?, onTerminal: Bool, log: String?) -> [String] {
        var words = ["ssh"]
        var others = address.arguments
        if let configuration {
            words += ["-F", configuration]
            SSHReach.takeConfiguration(from: &others)
        }
        // What ssh says at this level goes to the file alone, and tells where a connection stands.
        if let log { words += ["-E", log, "-o", "LogLevel=VERBOSE"] }
        words.append(onTerminal ? "-tt" : "-T")
        if let port = address.port { words += ["-p", String(port)] }
        if let user = address.user { words += ["-l", user] }
        if let file = address.keyFile { words += ["-i", file] }
        return words + others + ["--", address.address]
    }

    /// What ssh says when the login is done.
    static let loginSign = "Authenticated to "
    /// What it says however things go.
    static let chatter = [
        "Authenticated to ", "Transferred: ", "Bytes per second: ", "Server host key: ", "Warning: Permanently added ",
    ]

    /// Takes `-F FILE` out of ssh's arguments, and gives back the file; `nil` where none is named.
    @discardableResult
    static func takeConfiguration(from arguments: inout [String]) -> String? {
        guard let index = arguments.firstIndex(where: { $0.hasPrefix("-F") }) else { return nil }
        let word = arguments.remove(at: index)
        if word.count > 2 { return String(word.dropFirst(2)) }
        return index < arguments.count ? arguments.remove(at: index) : nil
    }

    /// The user's configuration, then our defaults, which hold where it says nothing: ssh takes the first value it
    /// finds.
    ///
    /// Without `ServerAliveInterval` a host that is gone is noticed after a quarter of an hour at best.
    /// - Parameter file: what `-F` names; `nil` is what ssh reads by itself.
    static func configuration(after file: String?) -> String {
        let includes =
            file.map { $0 == "none" ? [] : ["Include \"\($0)\""] } ?? [
                "Include ~/.ssh/config", "Include /etc/ssh/ssh_config",
            ]
        return includes.joined(separator: "\n") + """

            Host *
                ConnectTimeout 15
                ServerAliveInterval 5
                ServerAliveCountMax 3
                LogLevel ERROR

            """
    }
}
