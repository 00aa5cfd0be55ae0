import ProvHosts
import ProvRunbook
import ProvText

/// What a file step looks at and wants: the file's place, content, mode and owner.
struct FileChange: Sendable {
    /// What is at the path now.
    enum Current: Sendable, Equatable {
        case absent
        case file(Attributes)
        /// A directory, a device, … : nothing that a file step may replace.
        case other(String)
    }

    struct Attributes: Sendable, Equatable {
        var mode: Int
        var owner: String
        var group: String
        /// `UID:GID`, which is exact where a name is not.
        var ids: String
        /// `nil` where the size alone says that it is not the wanted content, and the file is a large one.
        var sha256: String?
        /// Bytes.
        var size: Int
        /// As `FilePlacement.version` prints it.
        var version = ""
    }

    /// The answer to `probe`.
    struct Found: Sendable, Equatable {
        var current: Current
        /// Absolute; what a symbolic link leads to.
        var path: String
        /// Whether a file can be made there: nothing may be missing but the file itself.
        var hasFolder = true

        /// The folder that the file stands in.
        var folder: String {
            path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        }
    }

    /// When a look at the file reads all of it.
    enum Digest: Sendable {
        case always
        /// Where the content may be the wanted one, and for files that are not large.
        case whereItMayFit
        case never
    }

    /// As written, for the shell to expand.
    private let word: String
    let content: [UInt8]
    let sha256: String
    private let mode: Int?
    private let owner: String?
    private let group: String?
    private let digest: Digest
    /// True for a content that nobody else may read: it holds a secret.
    let isSecret: Bool

    /// - Parameters:
    ///   - content: with everything filled in.
    ///   - isSecret: whether a secret was filled in; the file is then written with mode 0600 unless another one is
    ///     written.
    init(_ file: FileContent, content: [UInt8], sha256: String, isSecret: Bool) {
        word = ShellText.expandable(file.path)
        self.content = content
        self.sha256 = sha256
        self.isSecret = isSecret
        mode = file.mode
        owner = file.owner
        group = file.group
        digest = .whereItMayFit
    }

    /// Only looks at a file, or writes these bytes with the mode and the owner that it has.
    ///
    /// - Parameter word: the path, as a word for the host's shell.
    init(
        word: String, content: [UInt8] = [], sha256: String = "", isSecret: Bool = false, digest: Digest = .always
    ) {
        self.word = word
        self.content = content
        self.sha256 = sha256
        self.isSecret = isSecret
        mode = nil
        owner = nil
        group = nil
        self.digest = digest
    }

    /// Prints a line that says what is there, and then the path, absolute and without symbolic links at its end.
    var probe: String {
        """
        p=\(word); case $p in /*) ;; *) p=$PWD/$p;; esac
        if [ -L "$p" ] && [ ! -e "$p" ]; then echo "other dangling-link"
        elif [ ! -e "$p" ]; then if [ -d "${p%/*}/" ]; then echo absent; else echo "absent without-folder"; fi
        elif [ ! -f "$p" ]; then echo "other not-a-regular-file"
        else
          [ ! -L "$p" ] || p=$(readlink -f -- "$p")
          v=$(\(FilePlacement.version))
          n=$(stat -L -c %s "$p") || exit 1
          s=-
          if \(digestCondition); then \(FilePlacement.digest(ofFileAt: "p")) || exit 1; fi
          printf 'file %s %s %s\\n' "$(stat -L -c '%a %U %G %u:%g %s' "$p")" "$s" "$v"
        fi
        printf %s "$p"
        """
    }

    private var digestCondition: String {
        switch digest {
        case .always: "true"
        case .whereItMayFit: "[ \"$n\" -le \(FilePlacement.large) ] || [ \"$n\" -eq \(content.count) ]"
        case .never: "false"
        }
    }

    static func parse(_ output: String) -> Found? {
        guard let end = output.firstIndex(of: "\n") else { return nil }
        let words = output[..<end].split(separator: " ").map(String.init)
        let path = String(output[output.index(after: end)...])
        switch words.first {
        case "absent": return Found(current: .absent, path: path, hasFolder: words.count == 1)
        case "other": return Found(current: .other(words.dropFirst().joined(separator: " ")), path: path)
        case "file" where words.count > 7:
            guard let mode = Int(words[1], radix: 8), let size = Int(words[5]) else { return nil }
            let attributes = Attributes(
                mode: mode, owner: words[2], group: words[3], ids: words[4], sha256: words[6] == "-" ? nil : words[6],
                size: size, version: words[7...].joined(separator: " "))
            return Found(current: .file(attributes), path: path)
        default: return nil
        }
    }

    /// Whether what is there is already what is wanted.
    func isSatisfied(by current: Current) -> Bool {
        guard case .file(let now) = current else { return false }
        return now.sha256 == sha256 && (wantedMode ?? now.mode) == now.mode && (owner ?? now.owner) == now.owner
            && (group ?? now.group) == now.group
    }

    /// The mode that is written or that a secret needs; `nil` leaves it as it is.
    private var wantedMode: Int? { mode ?? (isSecret ? 0o600 : nil) }

    /// The file as it is to be: what is not written stays as it is.
    func placement(over found: Found, timeout: Duration) -> FilePlacement {
        var file = FilePlacement(
            path: found.path, mode: wantedMode ?? 0o644, owner: owner, group: group, sha256: sha256, timeout: timeout)
        if case .file(let now) = found.current {
            let ids = now.ids.split(separator: ":").map(String.init)
            file.mode = wantedMode ?? now.mode
            file.owner = owner ?? ids.first
            file.group = group ?? ids.last
            file.replaces = .file(version: now.version)
        } else {
            file.replaces = .nothing
        }
        return file
    }
}

/// Quoting for the shell.
extension ShellText {
    /// One word in which only a leading `~/`, `$NAME` and `${NAME}` mean something.
    static func expandable(_ text: String) -> String {
        var rest = Substring(text).utf8
        var result = ""
        if text.begins(with: "~/") {
            result += "\"$HOME\""
            rest = rest.dropFirst()
        }
        while let dollar = rest.firstIndex(of: ASCII.dollar) {
            let literal = rest[..<dollar]
            if !literal.isEmpty { result += quoted(Substring(literal)) }
            let after = rest[dollar...].dropFirst()
            let braced = after.first == ASCII.openBrace
            let name = (braced ? after.dropFirst() : after).prefix(while: \.isNameByte)
            let behind = after[name.endIndex...]
            if name.isEmpty || (braced && behind.first != ASCII.closeBrace) {
                result += "'$'"
                rest = after
            } else {
                result += "\"${\(Substring(name))}\""
                rest = braced ? behind.dropFirst() : behind
            }
        }
        if !rest.isEmpty || result.isEmpty { result += quoted(Substring(rest)) }
        return result
    }
}
