/// Programs that build and run containers and virtual machines.
enum ContainerTools {
    private static let exec = "-e --env --env-file -u --user -w --workdir --detach-keys --index"

    private static let run =
        exec + """
             -v --volume -p --publish --name --network --net --entrypoint -h --hostname -l --label -m --memory --cpus \
            --mount --link --add-host --device --gpus --platform --pull --restart --ulimit --volumes-from --cap-add \
            --cap-drop --security-opt --shm-size --tmpfs --ip --dns --log-driver --log-opt --pid --ipc --userns \
            --runtime --cidfile --expose -c --cpu-shares --group-add --stop-signal -a --attach --annotation --arch \
            --os --pod --secret --cgroupns --network-alias --volume-driver --label-file --memory-swap --cpuset-cpus \
            --sysctl --uts
            """

    private static let compose =
        "-f --file -p --project-name --profile --env-file --project-directory --ansi --parallel --progress"

    private static let composeVerbs: [String: Tool.Verb] = [
        "exec": Tool.Verb(exec, inner: .words(from: 1)), "run": Tool.Verb(run, inner: .words(from: 1)),
        "logs": Tool.Verb("-n --tail --since --until"), "up": Tool.Verb("--scale -t --timeout"),
        "down": Tool.Verb("--rmi -t --timeout"),
    ]

    private static let verbs: [String: Tool.Verb] = {
        var verbs: [String: Tool.Verb] = ["compose": Tool.Verb(valued: Set(Tool.list(compose)), isGroup: true)]
        for (name, verb) in composeVerbs { verbs["compose " + name] = verb }
        for prefix in ["", "container "] {
            verbs[prefix + "exec"] = Tool.Verb(exec, inner: .words(from: 1))
            verbs[prefix + "run"] = Tool.Verb(run, inner: .words(from: 1))
            verbs[prefix + "create"] = Tool.Verb(run)
            verbs[prefix + "logs"] = Tool.Verb("-n --tail --since --until")
        }
        verbs["login"] = Tool.Verb("-u --username -p --password --authfile --cert-dir")
        verbs["build"] = Tool.Verb(
            "-t --tag -f --file --build-arg --target --platform --label --network --secret -o --output --progress")
        verbs["volume create"] = Tool.Verb("-d --driver -o --opt --label --name")
        return verbs
    }()

    static let all: [Tool] = [
        Tool(
            "docker podman nerdctl",
            globals: """
                -H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey --root --runroot \
                --connection --url --identity --storage-driver --cgroup-manager -n --namespace --address
                """,
            groups: """
                container image volume network system builder buildx swarm service stack node secret config context \
                machine pod plugin trust manifest
                """, globalsAnywhere: false, place: .container, verbs: verbs),
        Tool(
            "docker-compose podman-compose", globals: compose, globalsAnywhere: false, place: .container,
            verbs: composeVerbs),
        Tool(
            "crictl", globals: "-r --runtime-endpoint -i --image-endpoint -c --config -t --timeout", place: .container,
            verbs: ["exec": Tool.Verb("--timeout", inner: .words(from: 1))]),
        Tool(
            "lxc incus", globals: "--project --cwd --env --mode --user --group",
            groups: "config image network profile storage cluster remote snapshot", place: .container,
            verbs: ["exec": Tool.Verb("", inner: .dashes(orFrom: 1))]),
        Tool("lxc-attach", globals: "-n --name -u -g", inner: .words(from: 0), place: .container),
        Tool(
            "machinectl", globals: "-M --machine -H --host --uid -E --setenv -p --property -n --lines",
            place: .container, verbs: ["shell": Tool.Verb("", inner: .words(from: 1))]),
        Tool(
            "systemd-nspawn", globals: "-D -M -i -u --directory --machine --image --user", inner: .words(from: 0),
            place: .container),
        Tool("chroot arch-chroot", globals: "--userspec --groups", inner: .words(from: 1), place: .container),
        Tool("nsenter", globals: "-t --target -S -G --setuid --setgid", inner: .words(from: 0), place: .container),
        Tool(
            "singularity apptainer", globals: "-B --bind -H --home --pwd", place: .container,
            verbs: ["exec": Tool.Verb("-B --bind", inner: .words(from: 1))]),
        Tool(
            "multipass", globals: "--name -n", place: .host,
            verbs: ["exec": Tool.Verb("-d --working-directory", inner: .dashes(orFrom: 1))]),
        Tool(
            "vagrant", globals: "--provider", groups: "box snapshot plugin", place: .host,
            verbs: ["ssh": Tool.Verb("-c --command", inner: .text(options: ["-c", "--command"]))]),
        Tool("virsh", globals: "-c --connect -d --debug -k -K -l --log"),
        Tool("skopeo", globals: "--command-timeout --policy --registries.d --tmpdir"),
        Tool("buildah", globals: "--root --runroot --storage-driver --log-level"),
    ]
}
