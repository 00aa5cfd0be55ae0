import ProvText

/// A file as it is to be on a host.
package struct FilePlacement: Sendable {
    /// Absolute there.
    package var path: String
    package var mode: Int
    /// Names or numbers; `nil` leaves what is there.
    package var owner: String?
    package var group: String?
    /// SHA-256 of the content, hex: what arrives is compared with it before the file is replaced.
    package var sha256: String
    package var timeout: Duration
    /// What must be at the path still when it is replaced.
    package var replaces = Replaced.anything
    /// A command of POSIX shell that must succeed before the file is replaced; `$FILE` in it is the new file, which
    /// lies beside the old one with its mode and owner.
    package var validation: String?

    package init(
        path: String, mode: Int, owner: String?, group: String?, sha256: String, timeout: Duration,
        validation: String? = nil
    ) {
        self.validation = validation
        self.path = path
        self.mode = mode
        self.owner = owner
        self.group = group
        self.sha256 = sha256
        self.timeout = timeout
    }

    /// What is at a path before a file is put there.
    package enum Replaced: Sendable {
        case anything
        case nothing
        /// - Parameter version: as `FilePlacement.version` printed it when the file was looked at.
        case file(version: String)
    }

    /// POSIX shell that prints which version of the file `$p` is there: its inode, its size and the times of its last
    /// changes, as exact as the host has them.
    package static let version = "TZ=UTC0 stat -L -c '%i %s %y %z' \"$p\""

    /// POSIX shell that sets `s` to the SHA-256 of the file whose path the variable holds, or is false.
    ///
    /// For a large file OpenSSL is asked, where it is there: it may take a third of the time.
    package static func digest(ofFileAt variable: String) -> String {
        let path = "\"$\(variable)\""
        return """
            { s=; [ "$(stat -L -c %s \(path))" -lt \(large) ] || s=$(openssl dgst -sha256 -r <\(path) 2>/dev/null) || s=; \
            [ -n "$s" ] || s=$(sha256sum <\(path)) && s=${s%% *}; }
            """
    }

    /// Bytes from which on a file is a large one, which is not read more often than it must be.
    package static let large = 16 << 20

    /// Lets what was changed by somebody else be, unless it has become what is wanted.
    private var guardText: String {
        let isSame: String
        switch replaces {
        case .anything: return ":"
        case .nothing: isSame = "[ ! -e \"$p\" ]"
        case .file(let version): isSame = "[ \"$(\(FilePlacement.version))\" = \(ShellText.quoted(version)) ]"
        }
        return """
            \(isSame) || { \(FilePlacement.digest(ofFileAt: "p")) && [ "$s" = \(sha256) ]; } || { echo "$p was changed by something \
            else after it was read, so it was not replaced; run the step again" >&2; exit 1; }
            """
    }

    /// One line of POSIX shell that takes the content from standard input and replaces the file in one rename.
    ///
    /// A file with several names (hard links) is written in place, or the other names would keep the old content.
    /// - Parameter line: the content begins after it; what is before it is a password that nobody asked for.
    func script(after line: String) -> String {
        let ownership = (owner ?? "") + (group.map { ":" + $0 } ?? "")
        let attributes = [
            ownership.isEmpty ? nil : "chown \(ShellText.quoted(ownership)) \"$f\" || exit 1",
            "chmod \(String(mode, radix: 8)) \"$f\" || exit 1",
        ].compactMap { $0 }.joined(separator: "; ")
        return [
            "while IFS= read -r l && [ \"$l\" != \(line) ]; do :; done", "umask 077", "p=\(ShellText.quoted(path))",
            "d=${p%/*}", "[ -n \"$d\" ] || d=/",
            "[ -d \"$d\" ] || { echo \"the folder $d does not exist: create it in a step before this one\" >&2; exit 1; }",
            "t=$(mktemp \"$p.prov.XXXXXX\") || exit 1", "trap 'rm -f -- \"$t\"' EXIT", "trap 'exit 1' 1 2 13 15",
            "cat >|\"$t\" || exit 1", "\(FilePlacement.digest(ofFileAt: "t")) || exit 1",
            "[ \"$s\" = \(sha256) ] || { echo 'the received bytes differ from the sent bytes' >&2; exit 1; }",
            "attributes() { \(attributes); }",
            validation.map { command in
                """
                f=$t; attributes; (FILE=$t; export FILE; eval \(ShellText.quoted(command))) </dev/null \
                || { echo "the new $p is not valid; the file was not changed" >&2; exit 1; }
                """
            } ?? ":", guardText, "n=1", "[ ! -f \"$p\" ] || n=$(stat -c %h \"$p\")",
            "if [ \"$n\" -gt 1 ]; then cat \"$t\" >|\"$p\" || exit 1; f=$p; attributes; "
                + """
                else [ ! -f "$p" ] || cp --attributes-only --preserve=mode,ownership,xattr -- "$p" "$t" \
                2>/dev/null; 
                """
                + "f=$t; attributes; mv -f -- \"$t\" \"$p\"; fi",
        ].joined(separator: "; ")
    }
}
