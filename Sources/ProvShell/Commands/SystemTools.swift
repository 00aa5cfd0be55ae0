/// Services, files, disks, users and logs of a host.
enum SystemTools {
    static let all: [Tool] = [
        Tool(
            "systemctl",
            globals: """
                -H --host -M --machine -t --type --state -p --property -n --lines -o --output --root --job-mode \
                -s --signal --kill-who --what
                """),
        Tool(
            "journalctl",
            globals: """
                -u --unit -n --lines -S --since -U --until -p --priority -o --output -t --identifier -D --directory \
                -M --machine -g --grep --facility --cursor --vacuum-size --vacuum-time -F --field --user-unit
                """),
        Tool(
            "loginctl networkctl timedatectl hostnamectl resolvectl",
            globals: "-H --host -M --machine -p --property -n -o"),
        Tool("supervisorctl", globals: "-c --configuration -s --serverurl -u --username -p --password"),
        Tool("nginx", globals: "-c -p -g -e"),
        Tool("crontab", globals: "-u -n"),
        Tool(
            "find",
            globals: """
                -name -iname -path -ipath -type -mtime -mmin -ctime -cmin -atime -amin -size -maxdepth -mindepth -user \
                -group -perm -newer -regex -iregex -printf -fprint -regextype -inum -links -samefile -uid -gid -wholename
                """, style: .words, inner: .listed(options: ["-exec", "-execdir", "-ok", "-okdir"])),
        Tool("tail", globals: "-n --lines -c --bytes -s --sleep-interval --pid"),
        Tool("truncate", globals: "-s --size -r --reference"),
        Tool("shred", globals: "-n --iterations -s --size"),
        Tool("iptables ip6tables", globals: "-t --table -p --protocol -s --source -d --destination -j --jump -i -o -m"),
        Tool("ip", globals: "-n -netns -b -batch", style: .words),
        Tool("zfs zpool", globals: "-o -O -t"),
        Tool("lvremove vgremove pvremove lvcreate lvresize", globals: "--config --devicesfile -L -l -n --name"),
        Tool("cryptsetup", globals: "-c --cipher -h --hash -s --key-size -d --key-file -i --iter-time --type --header"),
        Tool("mdadm", globals: "-l --level -n --raid-devices -c --config -x"),
        Tool("sgdisk", globals: "-n --new -t --typecode -c --change-name -d --delete"),
        Tool("parted", globals: "-a --align"),
        Tool("passwd", globals: "-n -x -w -i -R --root"),
        Tool(
            "useradd usermod",
            globals: "-c -d -e -f -g -G -k -K -p -s -u --comment --home --groups --gid --shell --password --uid --skel"),
        Tool(
            "adduser",
            globals: "--home --shell --uid --gid --ingroup --gecos --comment --firstuid --conf -h -s -G -u -g"),
        Tool("userdel groupdel deluser delgroup", globals: "-R --root -P --prefix --backup-to"),
        Tool("dd", globals: ""),
        Tool("top htop", globals: "-d --delay -n -p --pid -u --user -o"),
        Tool("tcpdump", globals: "-i -w -r -c -C -G -W -s -z --interface"),
        Tool("ping", globals: "-c -i -I -W -w -s -t -m"),
        Tool("less more most bat", globals: "-P -p -x"),
        Tool("vim vi nvim nano emacs", globals: "-c -S -u -s -i --cmd --eval --load -l -f --funcall"),
        Tool("snapper", globals: "-c --config -t --type -d --description"),
        Tool("firewall-cmd", globals: "--zone --add-port --add-service --remove-port"),
        Tool("ufw", globals: ""),
        Tool(
            "certbot",
            globals: "-d --domain --domains -m --email --cert-name -w --webroot-path --config-dir --server --key-type"),
        Tool("php", globals: "-S -t -c -d -f -r", verbs: [:]),
        Tool("python python3 python2", globals: "-m -c -W -X"),
        Tool("node nodejs", globals: "-e --eval -p -r --require --env-file"),
        Tool(
            "deno", globals: "-c --config --env-file --import-map --lock --cert --port --host --cwd --name",
            groups: "sandbox",
            verbs: [
                "sandbox volumes": Tool.Verb(isGroup: true), "sandbox snapshots": Tool.Verb(isGroup: true),
                "sandbox create": Tool.Verb(
                    "--copy --memory --expose-http --volume --timeout --region --env", inner: .words(from: 0)),
                "sandbox exec": Tool.Verb("--env", inner: .words(from: 1)),
            ]),
        Tool("ruby irb", globals: "-e -r -I -C"),
        Tool("celery", globals: "-A --app -b --broker --result-backend --loader --config --workdir -n -l -c -Q"),
        Tool("flask", globals: "-A --app -e --env-file"),
        Tool("java", globals: "-cp -classpath -jar", style: .words),
    ]
}
