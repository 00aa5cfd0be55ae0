#!/usr/bin/env python3
"""Speed and memory beside a floor or a peer of the same run: CPU seconds, medians, ratios. Bounded; cleans up after itself."""
import os, resource, shutil, statistics, subprocess, sys, tempfile, time

PROV = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))


def cost(argv, cwd=None, runs=3, stdin=subprocess.DEVNULL):
    """Median CPU seconds and the largest resident size in MB of a command and what it starts."""
    cpu, peak = [], 0
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(argv, cwd=cwd, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, own = os.wait4(process.pid, 0)
        process.returncode = 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        peak = max(peak, own.ru_maxrss / 1024)
    return statistics.median(cpu), peak


def wall(argv, runs=3, cwd=None):
    """Median seconds by the clock: for what uses both cores, or waits for the disk."""
    samples = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        samples.append(time.perf_counter() - begun)
    return statistics.median(samples)


def row(what, ours, floor, unit, goal, note=""):
    ratio = ours / floor if floor else float("nan")
    print(f"{what:44} {ours:9.4f} {unit:4} floor {floor:9.4f} ratio {ratio:6.2f}  goal {goal:10} {note}", flush=True)


def prov(folder, name, *more):
    return [PROV, "run", name, "--yes", "--json", "--store", os.path.join(folder, "store"), *more]


def fresh(folder):
    shutil.rmtree(os.path.join(folder, "store"), ignore_errors=True)


def start(folder):
    ours, _ = cost(["sh", "-c", f"for i in $(seq 20); do {PROV} --version; done"])
    floor, _ = cost(["sh", "-c", "for i in $(seq 20); do /bin/true; done"])
    row("prov --version, CPU each", ours / 20, floor / 20, "s", "<= 0.005")


def steps_of_true(folder):
    path = os.path.join(folder, "true.md")
    with open(path, "w") as file:
        for i in range(200):
            file.write(f"```bash {{name=s{i}}}\ntrue\n```\n\n")
    fresh(folder)
    ours, peak = cost(prov(folder, path))
    floor, _ = cost(["sh", "-c", "for i in $(seq 200); do bash -c true; done"])
    row("200 steps of true, with their record", ours, floor, "s", "<= 2", f"{peak:.0f} MB resident (<= 30)")
    peers(folder, ours)


def peers(folder, ours):
    """The same 200 commands under the tools that people use for it; each keeps one shell, none keeps a record."""
    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    block = lambda fence, line: f"```{fence}\n{line}\n```\n\n" * 200
    for tool, argv in [
        ("cram", ["cram", write("true.t", "  $ true\n" * 200)]),
        ("byexample", ["byexample", "-l", "shell", write("byexample.md", block("shell", "$ true"))]),
        ("pytest-codeblocks", ["pytest", "-q", "--codeblocks", write("codeblocks.md", block("sh", "true"))]),
        ("codebraid", ["codebraid", "pandoc", "-f", "markdown", "-t", "html", "--overwrite", "-o", os.path.join(folder, "out.html"),
                       "--no-cache", write("codebraid.md", block("{.bash .cb-run}", "true"))]),
    ]:
        program = os.path.join(os.path.dirname(sys.executable), argv[0])
        if not os.path.exists(program):
            raise RuntimeError(f"{tool} is not installed; `make bench` installs it")
        subprocess.run([program, *argv[1:]], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        theirs, _ = cost([program, *argv[1:]], cwd=folder)
        row(f"  beside {tool}", ours, theirs, "s", "< 1")


def lint(folder):
    tree = os.path.join(folder, "docs")
    os.makedirs(tree)
    with open(os.path.join(HERE, "..", "..", "docs", "reference", "diagnostics.md")) as file:
        text = file.read()
    page = (text * (20_000 // max(1, len(text)) + 1))[:20_000]
    for i in range(1000):
        with open(os.path.join(tree, f"page{i}.md"), "w") as file:
            file.write(page)
    source = os.path.join(folder, "parse.c")
    with open(source, "w") as file:
        file.write("""#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) { static char b[1 << 20]; for (int i = 1; i < argc; i++) { FILE *f = fopen(argv[i], "r");
size_t n = fread(b, 1, sizeof b, f); fclose(f); cmark_node_free(cmark_parse_document(b, n, CMARK_OPT_DEFAULT)); } return 0; }
""")
    binary = os.path.join(folder, "parse")
    subprocess.run(["cc", "-O2", source, "-o", binary, "-lcmark"], check=True)
    files = [os.path.join(tree, name) for name in sorted(os.listdir(tree))]
    floor, _ = cost([binary, *files])
    ours, peak = cost([PROV, "lint", "--quiet", tree])
    row("lint of 20 MB in 1,000 files, CPU", ours, floor, "s", "-", f"{peak:.0f} MB resident; floor is cmark's parse alone")
    row("  by the clock, on every core", wall([PROV, "lint", "--quiet", tree]), wall([binary, *files]), "s", "<= 1.67")


def flood(folder):
    log = os.path.join(folder, "log")
    with open(log, "w") as file:
        for i in range(1_000_000):
            file.write(f"2026-01-01T00:00:00Z host{i % 7} service[{i}]: a line as logs have them, with some length to it, {i * 31 % 1009}\n")
    size = os.path.getsize(log)
    command = f"for i in $(seq {1_000_000_000 // size}); do cat {log}; done"
    path = os.path.join(folder, "flood.md")
    with open(path, "w") as file:
        file.write(f"```bash {{name=flood}}\n{command}\n```\n")
    floor = wall(["bash", "-c", f"{{ {command}; }} | cat"])
    for view, more in (("plain view", []), ("as JSON", ["--json"])):
        fresh(folder)
        argv = [PROV, "run", path, "--yes", "--store", os.path.join(folder, "store"), *more]
        _, peak = cost(argv, runs=1)
        fresh(folder)
        row(f"a step that prints 1 GB ({view}), by the clock", wall(argv), floor, "s", "<= 2", f"{peak:.0f} MB resident (<= 64)")


def large_documents(folder):
    times = []
    for count in (1_000, 10_000):
        path = os.path.join(folder, f"steps{count}.md")
        with open(path, "w") as file:
            for i in range(count):
                file.write(f"## Section {i}\n\n```bash {{name=s{i}}}\necho {i}\n```\n\n")
        times.append(cost([PROV, "plan", path, "--format", "json"])[0])
    row("plan of 10,000 steps beside ten of 1,000", times[1], times[0] * 10, "s", "<= ~1")
    times = []
    for size in (1, 10):
        path = os.path.join(folder, f"text{size}.md")
        with open(path, "w") as file:
            file.write("Some prose that goes on, with `code` and *emphasis* and [a link](x).\n\n" * (size * 1_000_000 // 72))
        times.append(cost([PROV, "plan", path])[0])
    row("plan of a 10 MB document beside ten of 1 MB", times[1], times[0] * 10, "s", "<= ~1")


def acknowledged(folder):
    path = os.path.join(folder, "raw")
    samples = []
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(400):
        begun = time.perf_counter()
        os.write(number, b"x" * 512)
        os.fdatasync(number)
        samples.append(time.perf_counter() - begun)
    os.close(number)
    floor = statistics.median(samples)
    fresh(folder)
    begun = time.perf_counter()
    subprocess.run(prov(folder, os.path.join(folder, "true.md")), stdout=subprocess.DEVNULL, check=True)
    ours = (time.perf_counter() - begun) / 200
    row("a step, wall, its two syncs and its shell", ours, 2 * floor, "s", "-", "floor: two raw append + fdatasync")


def main():
    folder = tempfile.mkdtemp(prefix="prov-bench-")
    try:
        for bench in (start, steps_of_true, acknowledged, lint, large_documents, flood):
            try:
                bench(folder)
            except Exception as error:
                print(f"{bench.__name__}: {error}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
