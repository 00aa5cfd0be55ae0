import ProvShell
import ProvText

/// Commands that destroy what cannot be put back.
enum DestructiveCommands {
    static let table = CommandTable(files + clusters + clouds + services + databases)

    private static let files: [CommandRow] = [
        CommandRow("rm -r|-R|--recursive", "rm -rf") { invocation, line in
            // Behind xargs the names are not in the text.
            removesMoreThanScratch(line)
                || line.operands.isEmpty && ["xargs", "parallel"].contains(invocation.wrappers.last)
        },
        CommandRow("dd", "dd of=/dev/…") { _, line in
            line.operands.contains { $0.text.hasPrefix("of=/dev/") && $0.text != "of=/dev/null" }
        },
        CommandRow("dropdb|dropuser|shred|wipefs|userdel|groupdel|lvremove|vgremove|pvremove|sfdisk|parted"),
        CommandRow("truncate -s|--size"),
        CommandRow("find -delete", "find -delete") { _, line in findsMoreThanScratch(line) },
        CommandRow("cryptsetup luksFormat|luksErase|erase"), CommandRow("sgdisk --zap-all|-Z|-z|--zap|-o|--clear"),
        CommandRow("blkdiscard|lvreduce|deluser|delgroup"),
        CommandRow("mdadm --zero-superblock", "mdadm --zero-superblock"),
        CommandRow("btrfs subvolume delete"), CommandRow("zfs rollback"),
        CommandRow("kubectl|oc|k delete|drain"),
        CommandRow("helm uninstall|delete"),
        CommandRow("terraform|tofu|pulumi|cdk|zfs|zpool destroy"),
        CommandRow("systemctl disable|mask"),
        CommandRow(
            "git push --force|-f|--force-with-lease|--delete|-d|--mirror|--prune", "git push --force"),
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
    ]

    private static let clusters: [CommandRow] = [
        CommandRow("kubeadm reset"), CommandRow("eksctl delete cluster|nodegroup"),
        CommandRow("kubectl|oc|k replace --force", "kubectl replace --force"),
        CommandRow("argocd app delete"), CommandRow("flux uninstall|delete"), CommandRow("velero backup delete"),
        CommandRow("etcdctl del"), CommandRow("consul kv delete"),
        CommandRow("vault secrets|auth disable"), CommandRow("vault kv destroy"),
        CommandRow("vault kv metadata delete"),
        CommandRow("docker swarm leave -f|--force", "docker swarm leave --force"), CommandRow("podman system reset"),
        CommandRow("vagrant destroy"), CommandRow("lxc|incus|multipass delete|purge"),
        CommandRow("virsh undefine|vol-delete|pool-delete"),
    ]

    private static let clouds: [CommandRow] = [
        CommandRow("aws * deregister-*|purge-*"), CommandRow("gsutil rm|rb"), CommandRow("gcloud storage rm"),
        CommandRow("s3cmd del|rb"), CommandRow("rclone purge|delete"), CommandRow("mc rm|rb"),
        CommandRow("doctl|hcloud|openstack|ibmcloud ** delete"), CommandRow("heroku apps:destroy|pg:reset"),
        CommandRow("fly|flyctl apps|volumes destroy"), CommandRow("gh repo delete"), CommandRow("npm unpublish"),
        CommandRow("terraform|tofu state rm"), CommandRow("terraform|tofu workspace delete"),
        CommandRow("certbot delete|revoke"), CommandRow("restic forget --prune"), CommandRow("borg delete|prune"),
        CommandRow("curl -X=DELETE|--request=DELETE", "curl -X DELETE"), CommandRow("http|https|xh DELETE"),
    ]

    private static let services: [CommandRow] = [
        CommandRow("iptables|ip6tables -F|--flush|-X", "iptables -F"), CommandRow("nft flush"),
        CommandRow("crontab -r", "crontab -r"), CommandRow("mysqladmin drop"), CommandRow("pg_dropcluster"),
        CommandRow("mongosh|mongo --eval") { _, line in
            let text = line.value(of: "--eval")?.value ?? ""
            return ["dropDatabase(", ".drop(", "deleteMany({})"].contains { text.contains($0) }
        },
        CommandRow("rabbitmqctl delete_*|reset|force_reset|purge_queue"),
        CommandRow("kafka-topics.sh|kafka-topics --delete", "kafka-topics --delete"),
        CommandRow("ceph osd purge|destroy"),
    ]

    /// Verbs of tools of frameworks that drop or empty a database.
    private static let databases: [CommandRow] = [
        CommandRow("php|sail artisan migrate:fresh|migrate:refresh|migrate:reset|db:wipe"),
        CommandRow("php console|*/console doctrine:database:drop|doctrine:schema:drop"),
        CommandRow("artisan migrate:fresh|migrate:refresh|migrate:reset|db:wipe"),
        CommandRow(
            "rails|*/rails|rake db:drop|*:drop|db:reset|*:db:reset|*:purge|db:schema:load|db:migrate:reset|db:truncate_all"
        ),
        CommandRow("prisma migrate reset"), CommandRow("prisma db push --force-reset", "prisma db push --force-reset"),
        CommandRow("python|python3 manage.py|*/manage.py flush|reset_db"), CommandRow("manage.py flush|reset_db"),
        CommandRow("mix ecto.drop|ecto.reset"), CommandRow("sequelize|sequelize-cli db:drop|db:migrate:undo:all"),
        CommandRow("typeorm schema:drop"), CommandRow("flyway clean"), CommandRow("liquibase drop-all|dropAll"),
        CommandRow("supabase db reset"), CommandRow("wp db reset|drop|clean"), CommandRow("drush sql-drop|sql:drop"),
        CommandRow("npm|yarn|pnpm|bun run db:drop|db:reset|db:wipe|db:destroy|destroy"),
        CommandRow("argocd cluster|repo|proj|appset rm|delete"),
        CommandRow("celery purge"), CommandRow("vtctldclient|vtctlclient Delete*"),
        CommandRow("cf delete|delete-*"),
    ]

    /// Folders that builds make and remove all the time are nobody's loss.
    private static let scratch: Set<String> = [
        "build", "dist", "node_modules", "target", "out", "tmp", "temp", "coverage", ".cache", "__pycache__", ".venv",
        "venv", "bin", "obj", ".build", ".tox", ".pytest_cache", ".gradle", "_build", "site", "public", "vendor",
        ".next", ".terraform",
    ]

    /// Names of files that programs leave behind.
    private static let leftovers: Set<String> = [
        "*.pyc", "*.pyo", "__pycache__", ".DS_Store", "*.log", "*.tmp", "*.o", "*~", "*.bak", "*.swp", "*.cache",
    ]

    private static func findsMoreThanScratch(_ line: CommandLine) -> Bool {
        if let name = line.value(of: "-name", "-iname")?.value, leftovers.contains(name) { return false }
        return removesMoreThanScratch(line)
    }

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
