import ProvText

/// Which of a host's variables reach its steps as environment variables, and with which text.
package struct ExportedVariables: Sendable, Equatable {
    package var values: [String: String] = [:]
    /// Variables that would be exported but cannot be read, each with the reason as a clause.
    package var unreadable: [String: String] = [:]
    /// Lists and mappings, as JSON.
    package var lists: [String: String] = [:]

    package init() {}

    package init(_ variables: HostVariables) {
        for name in variables.written.keys where ExportedVariables.isExportable(name) {
            switch variables[name] {
            case .value(let value):
                values[name] = value.scalarText
                if case .list = value { lists[name] = value.json.text() }
            case .unreadable(let reason): unreadable[name] = reason
            case nil: break
            }
        }
    }

    /// Names that a shell, the dynamic loader or a language's interpreter obeys: no inventory may set them in silence.
    private static let obeyed: Set<String> = [
        "PATH", "HOME", "IFS", "ENV", "SHELL", "USER", "LOGNAME", "PWD", "OLDPWD", "UID", "EUID", "PPID", "SHLVL",
        "SHELLOPTS", "POSIXLY_CORRECT",
        "CDPATH", "GLOBIGNORE", "PROMPT_COMMAND", "PS0", "PS1", "PS2", "PS3", "PS4", "TMPDIR", "TERM", "TMOUT",
        "RANDOM", "SECONDS", "LINENO",
        "HISTFILE", "HOSTALIASES", "LOCPATH", "NLSPATH", "RES_OPTIONS", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME",
        "PERL5LIB", "PERL5OPT",
        "RUBYLIB", "RUBYOPT", "NODE_OPTIONS", "NODE_PATH", "JAVA_TOOL_OPTIONS", "EDITOR", "VISUAL", "PAGER",
        "SUDO_ASKPASS", "SSH_ASKPASS",
        "SSH_AUTH_SOCK",
    ]
    private static let obeyedPrefixes = [
        "LD_", "DYLD_", "BASH_", "BASH", "MALLOC_", "GLIBC_", "GCONV_", "GIT_", "PROV_", "LC_", "ansible_",
    ]

    /// Letters, digits and `_`, nothing of Ansible's own and nothing that programs take for orders.
    package static func isExportable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        let isName = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
        }
        return isName && !obeyed.contains(name) && !obeyedPrefixes.contains { name.hasPrefix($0) }
    }
}
