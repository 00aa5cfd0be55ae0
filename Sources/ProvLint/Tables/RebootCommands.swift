import ProvShell

/// Commands that restart the host they run on.
enum RebootCommands {
    static let table = CommandTable([
        CommandRow("reboot !-w|--wtmp-only", fix: .key("reboots")),
        CommandRow("shutdown -r !-c", "shutdown -r", fix: .key("reboots")),
        CommandRow("systemctl reboot|kexec", fix: .key("reboots")),
        CommandRow("init|telinit 6", fix: .key("reboots")),
    ])
}
