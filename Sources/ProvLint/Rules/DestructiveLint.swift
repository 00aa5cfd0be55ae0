import ProvDiagnostics
import ProvRunbook
import ProvText

/// Steps that destroy what cannot be put back: they need an undo, and a check that tells where they stand.
enum DestructiveLint {
    static func check(_ step: Step, _ pieces: [LintContext.Piece], _ context: inout LintContext) {
        guard step.phase == .main, step.undo.isEmpty || step.check.isEmpty && step.expectations.isEmpty else { return }
        for piece in pieces where piece.role == .step {
            guard let found = destruction(in: piece) else { continue }
            if step.undo.isEmpty {
                context.report(
                    .missingUndo, "'\(found.what)' cannot be rolled back: the step has no undo", in: piece,
                    at: found.bytes,
                    fix: "add a block with 'undo' below that restores what this one destroys")
            }
            if step.check.isEmpty, step.expectations.isEmpty {
                context.report(
                    .uncheckedDestruction, "'\(found.what)' runs without a check", in: piece, at: found.bytes,
                    fix: "add a block with 'check' below, so that it runs only if needed")
            }
            return
        }
    }

    private static func destruction(in piece: LintContext.Piece) -> (what: String, bytes: Range<Int>)? {
        for command in piece.commands {
            guard let name = command.name, let what = what(command, name) else { continue }
            return (what, command.bytes)
        }
        let bytes = Array(piece.script.text.utf8)
        for document in piece.documents {
            if let statement = sqlDestruction(bytes[document]) {
                return (statement.what, statement.bytes)
            }
        }
        return nil
    }

    private static func what(_ command: ShellCommand, _ name: String) -> String? {
        let first = command.operands.first?.text ?? ""
        switch name {
        case "rm": return isDangerousRemoval(command) ? "rm -rf" : nil
        case "dd":
            return command.arguments.contains { $0.text.hasPrefix("of=/dev/") && $0.text != "of=/dev/null" }
                ? "dd of=/dev/…" : nil
        case "dropdb", "dropuser", "shred", "wipefs", "userdel", "groupdel", "lvremove", "vgremove", "pvremove",
            "sfdisk", "parted":
            return name
        case "truncate" where command.has("-s", "--size") || command.arguments.contains { $0.text.hasPrefix("-s") }:
            return "truncate"
        case "kubectl", "oc": return ["delete", "drain"].contains(first) ? "\(name) \(first)" : nil
        case "helm": return ["uninstall", "delete"].contains(first) ? "helm \(first)" : nil
        case "terraform", "tofu", "pulumi", "cdk": return first == "destroy" ? "\(name) destroy" : nil
        case "zfs", "zpool": return first == "destroy" ? "\(name) destroy" : nil
        case "systemctl": return ["disable", "mask"].contains(first) ? "systemctl \(first)" : nil
        case "git": return gitDestruction(command, first)
        case "docker", "podman": return dockerDestruction(command, first)
        case "apt", "apt-get", "dnf", "yum": return first == "purge" ? "\(name) purge" : nil
        case "aws": return awsDestruction(command)
        case "az": return command.operands.contains { $0.text == "delete" } ? "az … delete" : nil
        case "gcloud": return command.operands.contains { $0.text == "delete" } ? "gcloud … delete" : nil
        case "redis-cli":
            return command.operands.contains { ["flushall", "flushdb"].contains($0.text.lowercased()) }
                ? "redis-cli \(first)" : nil
        case "psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "cockroach": return sql(in: command)
        default: return name.hasPrefix("mkfs") ? name : nil
        }
    }

    /// Folders that builds make and remove all the time are nobody's loss.
    private static let scratch: Set<String> = [
        "build", "dist", "node_modules", "target", "out", "tmp", "temp", "coverage", ".cache", "__pycache__", ".venv",
        "venv", "bin", "obj",
        ".build", ".tox", ".pytest_cache", ".gradle", "_build", "site", "public", "vendor", ".next", ".terraform",
    ]

    private static func isDangerousRemoval(_ command: ShellCommand) -> Bool {
        guard command.hasLetters("r") || command.hasLetters("R") || command.has("--recursive") else { return false }
        return command.operands.contains { word in
            var parts = word.text.split(separator: "/").filter { $0 != "." }
            if word.text.hasPrefix("/tmp/") || word.text.hasPrefix("/var/tmp/") || word.text.hasPrefix("$(mktemp") {
                return false
            }
            if parts.last == "*" { parts.removeLast() }
            guard let last = parts.last else { return true }
            let isAbsolute = word.text.hasPrefix("/") || word.text.hasPrefix("~") || word.text.hasPrefix("$")
            if isAbsolute { return !(scratch.contains(String(last)) && parts.count > 1) || word.text == "/tmp" }
            return word.text.contains("..")
                || !(scratch.contains(String(last)) || last.hasSuffix(".log")
                    || parts.contains { scratch.contains(String($0)) })
        }
    }

    private static func gitDestruction(_ command: ShellCommand, _ first: String) -> String? {
        switch first {
        case "push": return command.has("--force", "-f", "--delete", "--mirror") ? "git push --force" : nil
        case "reset": return command.has("--hard") ? "git reset --hard" : nil
        case "clean": return command.hasLetters("f") ? "git clean -f" : nil
        case "filter-branch", "filter-repo": return "git \(first)"
        default: return nil
        }
    }

    private static func dockerDestruction(_ command: ShellCommand, _ first: String) -> String? {
        let second = command.operands.dropFirst().first?.text ?? ""
        if first == "volume", ["rm", "prune"].contains(second) { return "docker volume \(second)" }
        if first == "system", second == "prune" { return "docker system prune" }
        if first == "compose", second == "down", command.has("-v", "--volumes") { return "docker compose down -v" }
        return nil
    }

    private static func awsDestruction(_ command: ShellCommand) -> String? {
        let words = command.operands.map(\.text)
        if words.starts(with: ["s3", "rm"]), command.has("--recursive") { return "aws s3 rm --recursive" }
        if words.starts(with: ["s3", "rb"]) { return "aws s3 rb" }
        guard words.count > 1, words[1].hasPrefix("delete-") || words[1].hasPrefix("terminate-") else { return nil }
        return "aws \(words[0]) \(words[1])"
    }

    // MARK: SQL

    private static func sql(in command: ShellCommand) -> String? {
        for word in command.arguments {
            if let found = sqlDestruction(Array(word.text.utf8)[...]) { return found.what }
        }
        return nil
    }

    /// `DROP TABLE`, `TRUNCATE`, `DELETE FROM` without `WHERE`.
    private static func sqlDestruction(_ text: ArraySlice<UInt8>) -> (what: String, bytes: Range<Int>)? {
        let objects: Set<String> = [
            "TABLE", "DATABASE", "SCHEMA", "USER", "ROLE", "INDEX", "VIEW", "TABLESPACE", "KEYSPACE",
        ]
        var previous: (word: String, start: Int)?
        var statementStart: Int?
        var statement: [String] = []
        func judge(end: Int) -> (what: String, bytes: Range<Int>)? {
            guard statement.starts(with: ["DELETE", "FROM"]), !statement.contains("WHERE"), let start = statementStart
            else { return nil }
            return ("DELETE FROM without WHERE", start..<end)
        }
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == ASCII.semicolon {
                if let found = judge(end: index) { return found }
                statement = []
                statementStart = nil
            }
            guard text[index].isLetter else {
                index += 1
                continue
            }
            let start = index
            while index < text.endIndex, text[index].isNameByte { index += 1 }
            let word = String(decoding: text[start..<index], as: UTF8.self).uppercased()
            if let before = previous, before.word == "DROP", objects.contains(word) {
                return ("DROP \(word)", before.start..<index)
            }
            if let before = previous, before.word == "TRUNCATE", statement.count == 1 {
                return ("TRUNCATE", before.start..<index)
            }
            previous = (word, start)
            statementStart = statementStart ?? start
            if statement.count < 200 { statement.append(word) }
        }
        return judge(end: text.endIndex)
    }
}
