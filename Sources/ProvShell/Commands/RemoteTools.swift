/// Other hosts, version control, transfers.
enum RemoteTools {
    static let all: [Tool] = [
        Tool(
            "ssh autossh slogin", globals: "-B -b -c -D -E -e -F -I -i -J -L -l -m -M -O -o -p -Q -R -S -W -w",
            inner: .joined(from: 1), place: .host),
        Tool("sshpass", globals: "-p -f -d -P", inner: .words(from: 0)),
        Tool("mosh rlogin", globals: "-p --port --ssh --server -l", place: .host),
        Tool(
            "tsh", globals: "--proxy --user -l --login --cluster -i", place: .host,
            verbs: ["ssh": Tool.Verb("", inner: .joined(from: 1))]),
        Tool("scp sftp", globals: "-P -i -o -F -l -S -J -c -b"),
        Tool(
            "rsync",
            globals:
                "-e --rsh --exclude --include --exclude-from --files-from --bwlimit --rsync-path -f --filter --timeout"),
        Tool(
            "git",
            globals: "-C -c --git-dir --work-tree --namespace --exec-path --super-prefix --config-env --attr-source",
            groups: "remote stash submodule worktree bisect notes reflog lfs flow", globalsAnywhere: false,
            verbs: [
                "commit": Tool.Verb(
                    "-m --message -F --file -C -c --reuse-message --author --date -t --fixup --squash --trailer"),
                "push": Tool.Verb("-o --push-option --repo --receive-pack"),
                "clean": Tool.Verb("-e --exclude"),
                "clone": Tool.Verb("-b --branch --depth -o --origin --reference -c --config -j --template --filter"),
                "rebase": Tool.Verb("--onto -x --exec -s --strategy -X"),
                "tag": Tool.Verb("-m --message -F --file -u --local-user"), "merge": Tool.Verb("-m -F --file -s -X"),
                "log": Tool.Verb("-n --max-count --since --until --author --grep --format --pretty -S -G -L"),
                "diff": Tool.Verb("-S -G -O"), "branch": Tool.Verb("-u --set-upstream-to --contains --sort"),
                "checkout": Tool.Verb("-b -B"), "switch": Tool.Verb("-c -C"),
            ]),
        Tool("hg", globals: "-R --repository --cwd --config"),
        Tool("svn", globals: "-m --message -F --file -r --revision --username --password --config-dir"),
        Tool(
            "curl",
            globals: """
                -u --user -H --header -d --data --data-raw --data-binary --data-urlencode -o --output -X --request -F \
                --form -A --user-agent -b --cookie -c --cookie-jar -e --referer -T --upload-file -x --proxy -m \
                --max-time --connect-timeout --retry --retry-delay --cacert --cert --key -E --resolve -w --write-out -K \
                --config --oauth2-bearer --proxy-user -U -D --dump-header -r --range -C --continue-at --json -Y -y -z -t
                """),
        Tool(
            "wget",
            globals: """
                -O --output-document -o --output-file -P --directory-prefix --header --user --password --post-data \
                --post-file -e --execute -T --timeout -t --tries -U --user-agent --http-user --http-password \
                --ca-certificate -a -i --input-file -Q -l --level -A -R -D -B
                """),
        Tool("http https xh", globals: "-a --auth -A --auth-type -o --output --session --proxy --timeout --cert"),
        Tool(
            "ansible ansible-playbook ansible-console",
            globals: """
                -i --inventory -m --module-name -a --args -e --extra-vars -u --user -f --forks -l --limit \
                --become-user --become-method -t --tags --skip-tags --start-at-task --private-key --key-file \
                --vault-password-file --vault-id -M --module-path -c --connection -T --timeout
                """),
        Tool("ansible-vault", globals: "--vault-password-file --vault-id --encrypt-vault-id --output"),
        Tool(
            "ansible-galaxy", globals: "-p --roles-path -r --role-file -s --server --token", groups: "role collection"),
        Tool("salt", globals: "-t --timeout -c --config-dir -b --batch-size"),
        Tool("chef knife", globals: "-c --config -E --environment -u --user -k --key -s --server-url"),
        Tool("puppet", globals: "--confdir --vardir --environment --server"),
        Tool("tmux", globals: "-L -S -f -c"),
        Tool(
            "openssl", globals: "-in -out -key -cert -CAfile -pass -passin -passout -subj -days -connect -port -accept",
            style: .words),
        Tool(
            "gpg gpg2",
            globals: """
                --homedir -u --local-user -r --recipient -o --output --keyserver --passphrase --passphrase-file \
                --default-key --pinentry-mode --recv-keys --command-fd
                """),
        Tool("ssh-keygen", globals: "-t -b -f -C -N -P -m -O -I -n -s -V -z -F -R -E -D"),
        Tool("nc ncat netcat", globals: "-p -s -w -q -i -X -x -e -c"),
        Tool("keytool", globals: "-storepass -keypass -srcstorepass -deststorepass -alias -keystore", style: .words),
        Tool("zip unzip", globals: "-P -d -x"),
        Tool("socat", globals: "-T -t -b -L"),
    ]
}
