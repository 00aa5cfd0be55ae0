/// Programs that run another command.
enum WrapperTools {
    private static let command = Tool.Inner.words(from: 0)

    static let all: [Tool] = [
        Tool(
            "sudo doas",
            globals: "-u --user -g --group -h --host -p --prompt -U --other-user -C -D --chdir -R --chroot -T -r -t",
            inner: command, idle: "-l --list -v --validate -k -K -e --edit -V --version"),
        Tool("pkexec", globals: "--user", inner: command),
        Tool("env", globals: "-u --unset -C --chdir", inner: command),
        Tool("nice", globals: "-n --adjustment", inner: command),
        Tool("ionice", globals: "-c --class -n --classdata -p", inner: command),
        Tool("timeout gtimeout", globals: "-s --signal -k --kill-after", inner: .words(from: 1)),
        Tool(
            "xargs",
            globals: "-n --max-args -P --max-procs -I -i -L --max-lines -d --delimiter -s -a --arg-file -E",
            inner: command),
        Tool("parallel", globals: "-j --jobs -a --arg-file --colsep", inner: command),
        Tool("time", globals: "-f --format -o --output", inner: command),
        Tool("nohup setsid unbuffer chronic builtin busybox torsocks caffeinate ts", inner: command),
        Tool("command", inner: command, idle: "-v -V"),
        Tool("exec", globals: "-a", inner: command),
        Tool("stdbuf", globals: "-i -o -e --input --output --error", inner: command),
        Tool("chrt taskset faketime cpulimit", inner: .words(from: 1)),
        Tool("flock", globals: "-w --wait --timeout -E", inner: .words(from: 1)),
        Tool("strace ltrace", globals: "-e -o -p -s -u -a", inner: command),
        Tool("watch", globals: "-n --interval -q", inner: .joined(from: 0)),
        Tool("eval", inner: .joined(from: 0)),
        Tool(
            "su", globals: "-s --shell -g -G -w -c --command --session-command",
            inner: .text(options: ["-c", "--command", "--session-command"])),
        Tool("runuser", globals: "-c --command -u --user -s --shell -g -G", inner: .words(from: 0)),
        Tool("gosu su-exec", inner: .words(from: 1)),
        Tool("setpriv", globals: "--reuid --regid --groups", inner: command),
        Tool("sg", globals: "-c", inner: .text(options: ["-c"])),
        Tool(
            "systemd-run", globals: "-p --property -u --unit --uid --gid -M --machine -H --host --slice -E --setenv",
            inner: command),
        Tool("unshare dbus-run-session firejail proxychains proxychains4 ssh-agent", inner: command),
        Tool("xvfb-run", globals: "-s --server-args -n --server-num -e -f -w", inner: command),
        Tool("op doppler dotenv aws-vault chamber envconsul infisical", inner: .dashes(orFrom: nil)),
        Tool(
            "bash sh zsh dash ksh ash", globals: "-c -o -O +o --rcfile --init-file", inner: .shell(options: ["-c"])),
    ]
}
