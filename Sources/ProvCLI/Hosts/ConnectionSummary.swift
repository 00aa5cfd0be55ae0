import ProvInventory
import ProvText

extension Connection {
    /// How the host is reached, in one line that differs where the machine or the account can: `ssh admin@10.0.0.1 port
    /// 22, root by sudo`.
    var summary: String {
        guard kind != .local || become != nil else { return kind.rawValue }
        var text = "\(kind.rawValue) \(user.map { "\($0)@" } ?? "")\(address)"
        if let port { text += " port \(port)" }
        if !arguments.isEmpty { text += " " + arguments.map(ShellText.word).joined(separator: " ") }
        if let become { text += ", \(become.user ?? "root") by \(become.method.rawValue)" }
        if becomeMethod != .sudo { text += ", others by \(becomeMethod.rawValue)" }
        return text
    }
}
