#!/usr/bin/env python3
"""Many hosts: fifty names of one sshd on the loopback, and five hundred that are this machine. Clock and the machine's busy time,
medians, ratios to the floor and to the peers of the same run. Bounded; ends what it starts."""
import json, os, shutil, socket, statistics, subprocess, sys, tempfile, time

PROV = os.path.abspath(sys.argv[1])
PEERS = os.path.dirname(sys.executable)
ANSIBLE = os.path.join(os.environ.get("PROV_ANSIBLE", ""), "bin")
HOSTS = [f"h{i:02}" for i in range(1, 51)]
COMMANDS = [f"echo step {i} >/dev/null; true" for i in range(10)]


def busy():
    """CPU seconds that the machine has worked so far: sshd's share is nobody's child."""
    fields = open("/proc/stat").readline().split()[1:]
    return sum(int(value) for index, value in enumerate(fields[:8]) if index not in (3, 4)) / os.sysconf("SC_CLK_TCK")


def measured(run, times=3):
    samples = []
    for _ in range(times):
        before, begun = busy(), time.perf_counter()
        run()
        samples.append((time.perf_counter() - begun, busy() - before))
    return statistics.median(s[0] for s in samples), statistics.median(s[1] for s in samples)


def row(what, ours, floor, goal, unit="s"):
    print(f"{what:58} {ours:9.4f} {unit:3} beside {floor:9.4f} ratio {ours / floor:7.2f}  goal {goal}", flush=True)


class Server:
    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{key}"], check=True)
        shutil.copy(f"{folder}/user.pub", f"{folder}/authorized")
        public = open(f"{folder}/host.pub").read()
        open(f"{folder}/known", "w").write(f"[127.0.0.1]:{port} {public}")
        open(f"{folder}/sshd", "w").write(f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nPidFile none\n"
                                          "StrictModes no\nUsePAM no\nPermitRootLogin yes\nMaxStartups 200\nMaxSessions 200\n"
                                          # No start-up files of whoever runs this.
                                          f"SetEnv HOME={folder}\n")
        open(f"{folder}/config", "w").write(f"Host h*\n HostName 127.0.0.1\n Port {port}\n IdentityFile {folder}/user\n IdentitiesOnly yes\n"
                                            f" UserKnownHostsFile {folder}/known\n LogLevel ERROR\n")
        arguments = f"-F {folder}/config"
        open(f"{folder}/hosts.ini", "w").write("[all]\n" + "".join(f"{h} ansible_ssh_common_args='{arguments}'\n" for h in HOSTS))
        os.makedirs("/run/sshd", exist_ok=True) if os.getuid() == 0 else None
        self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", f"{folder}/sshd"], stderr=subprocess.DEVNULL)
        for _ in range(100):
            if subprocess.run(["ssh", "-F", f"{folder}/config", "h01", "true"], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("sshd did not come up")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def runbook(folder, name, steps, on="all"):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(f"---\non: {on}\n---\n" + "".join(f"```bash {{name=s{i}}}\n{text}\n```\n\n" for i, text in enumerate(steps)))
    return path


def prov(folder, path, inventory, forks):
    def run():
        shutil.rmtree(f"{folder}/store", ignore_errors=True)
        subprocess.run([PROV, "run", path, "--inventory", inventory, "--forks", str(forks), "--yes", "--store", f"{folder}/store"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return run


def floor(folder):
    text = ("\n".join(COMMANDS) + "\n").encode()
    def run():
        running = []
        for host in HOSTS:
            process = subprocess.Popen(["ssh", "-F", f"{folder}/config", "-T", host, "bash --noprofile --norc"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            process.stdin.write(text)
            process.stdin.close()
            running.append(process)
        for process in running:
            process.wait()
    return run


def peers(folder, ours):
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    names = ",".join(HOSTS)
    environment = dict(os.environ, ANSIBLE_PIPELINING="1", ANSIBLE_SSH_ARGS=f"-F {folder}/config -o ControlMaster=auto -o ControlPersist=60s",
                       ANSIBLE_CONTROL_PATH=f"{folder}/cp-%h-%p-%r-%n", ANSIBLE_HOST_KEY_CHECKING="0", ANSIBLE_LOCALHOST_WARNING="0", HOME=folder)
    playbook = [{"hosts": "all", "gather_facts": False, "tasks": [{"name": f"s{i}", "shell": text} for i, text in enumerate(COMMANDS)]}]
    open(f"{folder}/play.json", "w").write(json.dumps(playbook))
    open(f"{folder}/plain.ini", "w").write("[all]\n" + "\n".join(HOSTS) + "\n")
    open(f"{folder}/deploy.py", "w").write("from pyinfra.operations import server\n" + "".join(f"server.shell(name='s{i}', commands=[{text!r}])\n" for i, text in enumerate(COMMANDS)))
    open(f"{folder}/inventory.py", "w").write(f"hosts = [(name, {{'ssh_config_file': '{folder}/config'}}) for name in {HOSTS!r}]\n")
    def each(argv):
        return lambda: [subprocess.run([*argv, text], **quiet, env=environment, check=True) for text in COMMANDS]
    tools = [
        ("ansible, pipelining and ControlPersist", ">= 10 x slower", lambda: subprocess.run(
            [f"{ANSIBLE}/ansible-playbook", "-i", f"{folder}/plain.ini", "-f", "50", f"{folder}/play.json"], **quiet, env=environment, check=True)),
        ("pyinfra", "slower", lambda: subprocess.run([f"{PEERS}/pyinfra", "-y", f"{folder}/inventory.py", f"{folder}/deploy.py"], **quiet, cwd=folder, env=environment, check=True)),
        ("clush, ten times", "slower", each([f"{PEERS}/clush", "-f", "50", "-o", f"-F {folder}/config", "-w", names])),
        ("pdsh, ten times", "slower", lambda: [subprocess.run(["pdsh", "-R", "ssh", "-f", "50", "-w", names, text], **quiet,
                                                              env=dict(environment, PDSH_SSH_ARGS=f"-F {folder}/config %h"), check=True) for text in COMMANDS]),
    ]
    for name, goal, run in tools:
        try:
            theirs = measured(run, times=1)
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            print(f"  beside {name}: it did not run here ({error})", flush=True)
            continue
        row(f"  by the clock beside {name}", ours[0], theirs[0], goal)
        row(f"  busy CPU beside {name}", ours[1], theirs[1], goal)


def second_step(folder):
    """What a further step costs on a channel that is open, beside the channel's own round trip."""
    shell = subprocess.Popen(["ssh", "-F", f"{folder}/config", "-T", "h01", "bash --noprofile --norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    trips = []
    for _ in range(300):
        begun = time.perf_counter()
        shell.stdin.write(b"echo x\n")
        shell.stdin.flush()
        shell.stdout.readline()
        trips.append(time.perf_counter() - begun)
    shell.stdin.close()
    shell.wait()
    path = runbook(folder, "second.md", ["true"] * 100, on="h01")
    shutil.rmtree(f"{folder}/store", ignore_errors=True)
    out = subprocess.run([PROV, "run", path, "--inventory", f"{folder}/hosts.ini", "--yes", "--json", "--store", f"{folder}/store"], capture_output=True, check=True)
    events = [json.loads(line) for line in out.stdout.splitlines()]
    steps = [event["seconds"] for event in events if event["event"] == "exited"][1:]
    ours, trip = statistics.median(steps) * 1000, statistics.median(trips) * 1000
    row(f"a further step over ssh, median ({ours - trip:.2f} ms more)", ours, trip, "<= 1 ms more", "ms")


def large_file(folder, size=256 << 20):
    """A file step over ssh replaces a large file, and a rollback gives it back; beside both ways with cat, and a sync as a record needs.
    The speed of the bytes is what is left without the logins: less the same with a file of one byte."""
    ours, raw, memory = file_both_ways(folder, size)
    small, small_raw, _ = file_both_ways(folder, 1)
    for index, what in enumerate((f"{size >> 20} MiB over ssh: backed up and replaced, beside cat", "  given back, beside cat")):
        row(what, ours[index], raw[index], "-")
        row("    the speed of its bytes alone", ours[index] - small[index], raw[index] - small_raw[index], "<= 2")
    row("  memory", memory, 64, "<= 1", "MB")


def file_both_ways(folder, size, times=3):
    """Medians of seconds, ours and with cat, for both ways, and MB of memory."""
    target, copy = f"{folder}/large.bin", f"{folder}/copy.bin"
    with open(target, "wb") as file:
        for offset in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - offset)))
    digest = subprocess.run(["sha256sum", target], capture_output=True, check=True).stdout
    path = os.path.join(folder, "large.md")
    open(path, "w").write(f"---\non: h01\n---\n```text {{name=large file={target}}}\nnew\n```\n")
    command = f"ssh -F {folder}/config h01"
    raw = [measured(lambda: subprocess.run(["bash", "-c", text], check=True), times=times)[0] for text in (
        f"{command} cat {target} >{copy}; sync {copy}", f"{command} 'cat >{target}.new; mv {target}.new {target}' <{copy}")]
    options = ["--store", f"{folder}/store"]
    samples, memory = ([], []), 0
    for _ in range(times):
        shutil.rmtree(f"{folder}/store", ignore_errors=True)
        for index, words in enumerate((["run", path, "--inventory", f"{folder}/hosts.ini", "--yes"], ["rollback", "last", "--yes"])):
            begun = time.perf_counter()
            process = subprocess.Popen([PROV, *words, *options], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise RuntimeError(f"prov {words[0]} ended with {process.returncode}")
            samples[index].append(time.perf_counter() - begun)
            memory = max(memory, usage.ru_maxrss / 1024)
    if subprocess.run(["sha256sum", target], capture_output=True, check=True).stdout != digest:
        raise RuntimeError("the file that was given back is another one")
    os.remove(copy)
    return [statistics.median(times) for times in samples], raw, memory


def five_hundred(folder):
    names = [f"n{i:03}" for i in range(500)]
    open(f"{folder}/many.ini", "w").write("[all]\n" + "".join(f"{name} ansible_connection=local\n" for name in names))
    def cpu(steps):
        path = runbook(folder, f"many{steps}.md", ["true"] * steps)
        shutil.rmtree(f"{folder}/store", ignore_errors=True)
        process = subprocess.Popen([PROV, "run", path, "--inventory", f"{folder}/many.ini", "--forks", "50", "--yes", "--store", f"{folder}/store"], stdout=subprocess.DEVNULL)
        # What prov itself used, its shells left out, is asked just before they are reaped with it.
        own = 0.0
        while process.poll() is None:
            try:
                fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
                own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                peak = [line for line in open(f"/proc/{process.pid}/status") if line.startswith("VmHWM")]
                memory = int(peak[0].split()[1]) / 1024 if peak else memory
            except (FileNotFoundError, ProcessLookupError, IndexError):
                pass
            time.sleep(0.02)
        return own, memory
    one, _ = cpu(1)
    eleven, memory = cpu(11)
    row("500 hosts: our CPU for a host and step", (eleven - one) / 5000 * 1000, 1, "<= 1 ms", "ms")
    row("500 hosts: memory for a host", memory / 500, 1, "<= 1 MB", "MB")


def main():
    with tempfile.TemporaryDirectory(prefix="prov-bench-") as folder:
        server = Server(folder)
        try:
            raw = measured(floor(folder))
            ours = measured(prov(folder, runbook(folder, "ten.md", COMMANDS), f"{folder}/hosts.ini", 50))
            row("50 hosts x 10 steps over ssh, by the clock", ours[0], raw[0], "<= 1.15")
            row("  busy CPU of the machine", ours[1], raw[1], "-")
            peers(folder, ours)
            second_step(folder)
            large_file(folder)
        finally:
            server.stop()
        five_hundred(folder)


main()
