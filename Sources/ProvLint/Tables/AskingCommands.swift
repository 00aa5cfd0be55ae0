import ProvShell

/// Commands that ask for a confirmation, an answer or a login.
enum AskingCommands {
    static let table = CommandTable(
        packages + projects + confirmations + versionControl + logins + databases + others)

    private static let packages: [CommandRow] = [
        CommandRow(
            "apt|apt-get|aptitude install|remove|purge|upgrade|dist-upgrade|full-upgrade|autoremove|build-dep|safe-upgrade !-y|--yes|--assume-yes|--assume-no|-s|--simulate|--dry-run|-d|--download-only",
            fix: .insert("-y")
        ) { _, line in line.options.options.count { $0.name == "-q" } < 2 },
        CommandRow("add-apt-repository|apt-add-repository !-y|--yes|-n|-L|--list|-r", fix: .insert("-y")),
        CommandRow(
            "dnf|yum|tdnf install|remove|erase|update|upgrade|autoremove|reinstall|downgrade|groupinstall|localinstall|swap|distro-sync|builddep !-y|--assumeyes|--assumeno|--downloadonly",
            fix: .insert("-y")),
        CommandRow(
            "zypper install|in|remove|rm|update|up|dup|dist-upgrade|patch !-n|--non-interactive|-y|--no-confirm|--dry-run",
            fix: .insert("-y")),
        CommandRow("pacman|yay|paru -S|-R|-U !--noconfirm|-s|-i|-l|-g|-p|-c", "pacman -S", fix: .insert("--noconfirm"))
        {
            _, line in line.has("-u") || !line.operands.isEmpty
        },
        CommandRow("pkg install|remove|delete|upgrade|autoremove !-y|--yes", fix: .insert("-y")),
        CommandRow("conda|mamba create|install|remove|update|uninstall !-y|--yes|--dry-run|-d", fix: .insert("-y")),
        CommandRow("flatpak install|uninstall|update !-y|--assumeyes|--noninteractive", fix: .insert("-y")),
        CommandRow("pip|pip3 uninstall !-y|--yes", fix: .insert("-y")),
        CommandRow("npm|pnpm|yarn init !-y|--yes", fix: .insert("-y")) { _, line in line.operands.count == 1 },
        CommandRow("poetry|pdm init !-n|--no-interaction|--non-interactive", fix: .insert("-n")),
        CommandRow("ng new !--defaults|--interactive", fix: .insert("--defaults")),
        CommandRow("vue create !-d|--default|-p|--preset", fix: .insert("--default")),
    ]

    /// Makers of projects, which ask how it should be.
    private static let projects: [CommandRow] = [
        CommandRow("sv create !--template", fix: .advice("add --template, --types and --no-add-ons")),
        CommandRow("npm|pnpm|yarn|bun create !-y|--yes|--template", fix: .advice(makerOptions)) { _, line in
            line.operands.count > 1 && !isAnswered(line) && !line.operands[1].text.hasSuffix("react-app")
        },
        CommandRow("npm init !-y|--yes", "npm init", fix: .advice(makerOptions)) { _, line in
            line.operands.count > 1 && !isAnswered(line) && !line.operands[1].text.hasSuffix("react-app")
        },
        CommandRow("create-next-app|create-next-app@latest !--yes|--example|-e", fix: .insert("--yes")),
        CommandRow("create-vite|create-vite@latest|create-svelte|create-svelte@latest !-t|--template"),
        CommandRow(
            "cargo generate !--silent|-s|--list-favorites", fix: .advice("add --silent, --name and -d NAME=VALUE")),
        CommandRow("cookiecutter !--no-input|--version", fix: .advice("add --no-input")),
        CommandRow("copier copy !--defaults|-l|-f|--force", fix: .advice("add --defaults")),
        CommandRow("nest new !-p|--package-manager", fix: .advice("add --package-manager NAME")),
        CommandRow("mix phx.new !--install|--no-install", fix: .insert("--install")),
        CommandRow("yo"),
        CommandRow("laravel new !-n|--no-interaction", fix: .insert("--no-interaction")),
        CommandRow("php artisan install:broadcasting|passport:client !-n|--no-interaction") {
            _, line in line.operands.count == 2
        },
        CommandRow("az init|interactive"), CommandRow("firebase init"), CommandRow("dnscontrol init"),
        CommandRow("amplify init|add|push !--yes|-y", fix: .advice("add --yes")),
        CommandRow("eb|copilot|netlify|wrangler|eas init !-y|--yes|--name|-n|-p|-a") { _, line in
            line.operands.count == 1
        },
    ]

    private static let makerOptions = "give the answers as options, such as --template NAME or --yes"

    /// The options behind `--` are the maker's.
    private static func isAnswered(_ line: CommandLine) -> Bool {
        line.arguments.contains {
            ["--template", "-t", "-y", "--yes", "--defaults", "--default", "--example", "-e"].contains($0.text)
        }
    }

    /// What cannot be taken back is confirmed by who writes the runbook, never by `--fix`.
    private static let confirmations: [CommandRow] = [
        CommandRow("terraform|tofu apply !-auto-approve|--auto-approve", fix: .advice(planFile)) { _, line in
            // A plan that was saved is not asked about, and takes neither variables nor a folder.
            line.operands.count == 1 || line.has("-var", "-var-file", "-target", "-replace")
                || line.operands.last.map { $0.text.hasSuffix("/") || $0.text == "." } ?? false
        },
        CommandRow(
            "terraform|tofu destroy !-auto-approve|--auto-approve",
            fix: .advice("make a plan with 'terraform plan -destroy -out FILE' and apply it, or add -auto-approve")),
        CommandRow("pulumi up|update|destroy|refresh !-y|--yes|-f|--skip-preview", fix: .advice("add --yes")),
        CommandRow("cdk destroy !-f|--force", fix: .advice("add --force")),
        CommandRow("cdk deploy !--require-approval", fix: .advice("add --require-approval never")),
        CommandRow("kubeadm reset !-f|--force", fix: .advice("add --force")),
        CommandRow(
            "docker|podman|nerdctl system|image|container|volume|network|builder prune !-f|--force",
            fix: .advice("add -f")),
        CommandRow("vagrant destroy !-f|--force", fix: .advice("add -f")),
        CommandRow("ufw enable|reset|delete !--force", fix: .advice("add --force in front of the verb")) { _, line in
            !line.arguments.contains { $0.text == "--force" }
        },
        CommandRow("heroku apps:destroy !--confirm|-c", fix: .advice("add --confirm APP")),
        CommandRow("gh repo delete !--yes|--confirm", fix: .advice("add --yes")),
        CommandRow("az group|vm|aks|acr|keyvault|cosmosdb|webapp delete !-y|--yes", fix: .advice("add --yes")),
        CommandRow("gcloud ** delete !-q|--quiet", fix: .advice("add --quiet")),
        CommandRow("lvremove|vgremove !-y|--yes|-f|--force|-t|--test", fix: .advice("add -y")),
        CommandRow("cryptsetup luksFormat !-q|--batch-mode", fix: .advice("add --batch-mode, and --key-file FILE")),
        CommandRow("rm -i|-I !-f|--force", "rm -i", fix: .remove(["-i", "-I"])),
        CommandRow("mysqladmin drop !-f|--force", fix: .advice("add -f")),
    ]

    private static let planFile =
        "apply a plan that was looked at: 'terraform plan -out FILE', then 'terraform apply FILE'; or add -auto-approve"

    private static let versionControl: [CommandRow] = [
        CommandRow(
            "git commit !-m|--message|-F|--file|-C|--reuse-message|--no-edit|--fixup|--squash|--dry-run|-h",
            fix: .advice("add -m MESSAGE, or --no-edit with --amend")),
        CommandRow("git add|checkout|restore|reset|stash -p|--patch|-i|--interactive", fix: .advice("name the files")),
        CommandRow(
            "git tag -a|-s|--annotate|--sign !-m|--message|-F|--file|-d|-l|-v", "git tag -a",
            fix: .advice("add -m MESSAGE")),
        CommandRow("git revert !--no-edit|-n|--no-commit|--abort|--continue", fix: .insert("--no-edit")),
        CommandRow("git mergetool|difftool !-y|--no-prompt", fix: .insert("-y")),
        CommandRow("git clean -i|--interactive", "git clean -i", fix: .advice("use -n to look, then -f")),
        CommandRow("gh pr create !-f|--fill|-t|--title|-b|--body|-w|--web|--fill-first", fix: .insert("--fill")),
    ]

    private static let logins: [CommandRow] = [
        CommandRow(
            "docker|podman|nerdctl|buildah|skopeo login !-p|--password|--password-stdin|--get-login",
            fix: .advice(passwordInput)),
        CommandRow("helm registry login !-p|--password|--password-stdin", fix: .advice(passwordInput)),
        CommandRow(
            "gh auth login !--with-token", fix: .advice("add --with-token and pass a secret to its standard input")),
        CommandRow("az login !--identity|-i|--service-principal|--federated-token", fix: .advice(serviceLogin)),
        CommandRow("gcloud auth login|application-default !--cred-file", fix: .advice(serviceLogin)) { _, line in
            line.operands.contains { $0.text == "login" }
        },
        CommandRow("gcloud init", fix: .advice(serviceLogin)),
        CommandRow(
            "aws configure !--generate-cli-skeleton", fix: .advice("use 'aws configure set', or environment variables")
        ) {
            _, line in line.operands.count == 1 || line.operands.dropFirst().first?.text == "sso"
        },
        CommandRow("aws sso login", fix: .advice(serviceLogin)),
        CommandRow("npm|yarn login|adduser", fix: .advice("set a token in .npmrc from a secret")),
        CommandRow(
            "heroku|vercel|netlify|wrangler|firebase|wandb login !--apikey|-i",
            fix: .advice("set its token from a secret")
        ) {
            _, line in line.operands.count == 1
        },
        CommandRow("huggingface-cli|hf login|auth !--token", fix: .advice("add --token with a secret")) { _, line in
            line.operands.last?.text == "login"
        },
        CommandRow("fly|flyctl|doctl auth login|init !-t|--access-token", fix: .advice("set its token from a secret")),
        CommandRow(
            "argocd login !--password|--sso|--core", fix: .advice("add --username and --password with a secret")),
        CommandRow("terraform login", fix: .advice("set TF_TOKEN_… from a secret")),
        CommandRow(
            "cosign generate-key-pair|sign|sign-blob|attest|attest-blob",
            fix: .advice("declare COSIGN_PASSWORD under 'secrets', and add --yes")
        ) { invocation, line in
            !line.has("--kms") && !(line.value(of: "--key")?.value.contains("://") ?? false)
                && !(line.has("--yes", "-y") && !line.has("--key"))
                && !invocation.command.assignments.contains { $0.text.hasPrefix("COSIGN_PASSWORD=") }
        },
        CommandRow("deno sandbox switch"),
        CommandRow("tailscale up|login !--authkey|--auth-key", fix: .advice("add --auth-key with a secret")),
        CommandRow("ssh-copy-id", fix: .advice("pass the password with sshpass -e, or copy the key in another way")),
        CommandRow(
            "ansible|ansible-playbook -K|-k|--ask-become-pass|--ask-pass|--ask-vault-pass|-J", "ansible --ask-…-pass",
            fix: .advice("declare the password under 'secrets' and pass it in a file")),
        CommandRow(
            "ansible-vault edit|create",
            fix: .advice("use --vault-password-file, and 'encrypt' for a file that is there")),
    ]

    private static let passwordInput = "pass the password from a secret: … --password-stdin"
    private static let serviceLogin = "log in as a service account, or add 'interactive' to the step"

    private static let databases: [CommandRow] = [
        CommandRow("redis-cli|valkey-cli !--version|--pipe|--scan|--stat|--latency|--bigkeys|--rdb") {
            invocation, line in
            line.operands.isEmpty && !invocation.isFed
        },
        CommandRow("mongosh|mongo !--eval|-f|--file|--version") { invocation, line in
            !invocation.isFed && !line.operands.contains { $0.text.hasSuffix(".js") }
        },
        CommandRow("sqlite3 !-cmd|-version|-help|-batch|-init") { invocation, line in
            !invocation.isFed && line.operands.count == 1
        },
        CommandRow("cqlsh !-e|--execute|-f|--file|--version") { invocation, _ in !invocation.isFed },
        CommandRow("sqlplus|sqlcmd !-Q|-q|-i|-V|-?") { invocation, _ in !invocation.isFed },
        CommandRow("cockroach sql !-e|--execute|-f|--file") { invocation, _ in !invocation.isFed },
        CommandRow("rails|*/rails console|c|dbconsole|db") { invocation, _ in !invocation.isFed },
        CommandRow("python|python3 manage.py|*/manage.py shell|dbshell|changepassword !-c|--command") { invocation, _ in
            !invocation.isFed
        },
        CommandRow(
            "python|python3 manage.py|*/manage.py createsuperuser !--noinput|--no-input", fix: .insert("--noinput")),
        CommandRow("php artisan tinker") { invocation, line in !invocation.isFed && !line.has("--execute") },
        CommandRow("cockroach demo !-e|--execute|--empty") { invocation, _ in !invocation.isFed },
        CommandRow("gdb|lldb|pdb") { invocation, line in
            !invocation.isFed
                && !line.arguments.contains { ["-batch", "--batch", "-b", "--version"].contains($0.text) }
        },
        CommandRow("ipython|iex|ghci|R !-c|-e|-S|-f|--version|CMD") { invocation, line in
            line.operands.isEmpty && !invocation.isFed
        },
    ]

    private static let others: [CommandRow] = [
        CommandRow("read !-t|-u", "read", fix: .advice("declare a parameter in the front matter and use its variable"))
        {
            invocation, _ in !invocation.isFed && !invocation.isElsewhere && !invocation.command.isInFunction
        },
        CommandRow(
            "adduser !--disabled-password|--disabled-login|--system|-D|-S|-H",
            fix: .advice("add --disabled-password --gecos ''")
        ) {
            _, line in line.operands.count == 1
        },
        CommandRow("$EDITOR|${EDITOR}|$VISUAL|${VISUAL}|${EDITOR:-vi}|${EDITOR:-vim}|${EDITOR:-nano}", "$EDITOR") {
            invocation, _ in !invocation.isFed
        },
        CommandRow(
            "openssl ca !-batch|-gencrl|-revoke|-updatedb|-status|-help", "openssl ca", fix: .advice("add -batch")),
        CommandRow("iex -S", "iex -S") { invocation, line in
            !invocation.isFed && !line.operands.contains { $0.text == "phx.server" }
        },
        CommandRow("dpkg-reconfigure !-f|--frontend|-p|--priority", fix: .insert("-f noninteractive")),
        CommandRow("mysql_secure_installation|raspi-config|nmtui|cfdisk|vipw|vigr"),
        CommandRow("fdisk|gdisk !-l|-x|-s|--list") { invocation, _ in !invocation.isFed },
        CommandRow("systemctl edit !--stdin|--drop-in") { invocation, _ in !invocation.isFed },
        CommandRow(
            "gpg|gpg2 --gen-key|--generate-key|--full-generate-key|--full-gen-key !--batch", "gpg --gen-key",
            fix: .insert("--batch")),
        CommandRow(
            "openssl req -new|-x509|-newkey !-subj|-config|-batch|-in", "openssl req",
            fix: .advice("add -subj \"/CN=NAME\"")),
        CommandRow("openssl s_client !-help", "openssl s_client", fix: .advice("add </dev/null")) { invocation, _ in
            !invocation.isFed
        },
        CommandRow("htpasswd !-b|-i|-D|-v", fix: .advice("pass the password from a secret with -i")) { invocation, _ in
            !invocation.isFed
        },
        CommandRow(
            "certbot !-n|--non-interactive|--noninteractive|-h",
            fix: .advice("add --non-interactive --agree-tos -m ADDRESS")
        ) { _, line in line.operands.first.map { ["certonly", "run"].contains($0.text) } ?? true },
        CommandRow("sam deploy --guided|-g", "sam deploy --guided", fix: .remove(["--guided", "-g"])),
        CommandRow("make menuconfig|nconfig|xconfig|gconfig"),
        CommandRow("sftp|ftp !-b") { invocation, _ in !invocation.isFed },
        CommandRow("telnet") { invocation, _ in !invocation.isFed },
        CommandRow("whiptail|dialog|iftop|iotop|nethogs|btop|glances|nload|bmon !-b|--batch|--stdout-json|-t"),
        CommandRow(
            "sdkmanager --licenses", "sdkmanager --licenses",
            fix: .advice("pass the answers: yes | sdkmanager --licenses")),
    ]
}
