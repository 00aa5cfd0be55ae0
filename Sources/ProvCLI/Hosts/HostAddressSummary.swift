import ProvText

extension HostAddress {
    /// How the host is reached, in one line that differs where the machine or the account can: `ssh admin@10.0.0.1 port
    /// 22, root by sudo`.
    var summary: String {
        guard kind != .local || become.user != nil else { return kind.rawValue }
        var text = "\(kind.rawValue) \(user.map { "\($0)@" } ?? "")\(address)"
        if let port { text += " port \(port)" }
        if !arguments.isEmpty { text += " " + arguments.map(ShellText.word).joined(separator: " ") }
        if let user = become.user { text += ", \(user) by \(become.method.rawValue)" }
        if become.method != .sudo { text += ", others by \(become.method.rawValue)" }
        return text
    }
}
