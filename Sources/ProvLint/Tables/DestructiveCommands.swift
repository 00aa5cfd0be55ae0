import ProvShell
import ProvText

/// Commands that destroy what cannot be put back.
enum DestructiveCommands {
    static let table = CommandTable([
        CommandRow("rm -r|-R|--recursive", "rm -rf") { _, line in removesMoreThanScratch(line) },
        CommandRow("dd", "dd of=/dev/…") { _, line in
            line.operands.contains { $0.text.hasPrefix("of=/dev/") && $0.text != "of=/dev/null" }
        },
        CommandRow("dropdb|dropuser|shred|wipefs|userdel|groupdel|lvremove|vgremove|pvremove|sfdisk|parted"),
        CommandRow("truncate -s|--size"),
        CommandRow("kubectl|oc|k delete|drain"),
        CommandRow("helm uninstall|delete"),
        CommandRow("terraform|tofu|pulumi|cdk|zfs|zpool destroy"),
        CommandRow("systemctl disable|mask"),
        CommandRow("git push --force|-f|--delete|--mirror", "git push --force"),
        CommandRow("git reset --hard", "git reset --hard"),
        CommandRow("git clean -f|--force", "git clean -f"),
        CommandRow("git filter-branch|filter-repo"),
        CommandRow("docker|podman volume rm|prune"),
        CommandRow("docker|podman system prune"),
        CommandRow("docker|podman compose down -v|--volumes", "docker compose down -v"),
        CommandRow("docker-compose|podman-compose down -v|--volumes", "docker-compose down -v"),
        CommandRow("apt|apt-get|dnf|yum purge"),
        CommandRow("aws s3 rm --recursive", "aws s3 rm --recursive"),
        CommandRow("aws s3 rb"),
        CommandRow("aws * delete-*|terminate-*"),
        CommandRow("az|gcloud ** delete"),
        CommandRow("redis-cli flushall|flushdb|FLUSHALL|FLUSHDB"),
        CommandRow("mkfs|mkfs.ext2|mkfs.ext3|mkfs.ext4|mkfs.xfs|mkfs.btrfs|mkfs.vfat|mkfs.fat|mkfs.f2fs|mkfs.ntfs"),
    ])

    /// Folders that builds make and remove all the time are nobody's loss.
    private static let scratch: Set<String> = [
        "build", "dist", "node_modules", "target", "out", "tmp", "temp", "coverage", ".cache", "__pycache__", ".venv",
        "venv", "bin", "obj", ".build", ".tox", ".pytest_cache", ".gradle", "_build", "site", "public", "vendor",
        ".next", ".terraform",
    ]

    private static func removesMoreThanScratch(_ line: CommandLine) -> Bool {
        line.operands.contains { word in
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
}
