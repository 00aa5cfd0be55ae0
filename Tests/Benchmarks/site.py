#!/usr/bin/env python3
"""Sites of 1,000 and 5,000 pages beside the floor (read, parse, render and write with cmark, one thread), Hugo without a theme and MkDocs
Material: CPU seconds of all processes and peak memory, each tool on the same files. Bounded: peers build the small site only, once.

site.py PROV; PROV_BENCH_PAGES names a folder of Markdown to take instead of what this machine's packages hold.
"""
import gzip, hashlib, os, re, shutil, statistics, subprocess, sys, tempfile, threading

PROV = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
BROWSER = os.environ.get("PROV_BROWSER_PYTHON")
MOST = 600

FLOOR = """#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv) {
  static char b[1 << 24]; char path[4096];
  for (int i = 2; i < argc; i++) {
    FILE *f = fopen(argv[i], "r"); size_t n = fread(b, 1, sizeof b, f); fclose(f);
    cmark_node *d = cmark_parse_document(b, n, CMARK_OPT_DEFAULT); char *h = cmark_render_html(d, CMARK_OPT_DEFAULT);
    snprintf(path, sizeof path, "%s/%d.html", argv[1], i); f = fopen(path, "w"); fwrite(h, 1, strlen(h), f); fclose(f);
    free(h); cmark_node_free(d);
  }
  return 0;
}
"""


def documents():
    """Real Markdown, (name, text): a given folder's, or what Debian packages and this project hold."""
    folders = [os.environ["PROV_BENCH_PAGES"]] if "PROV_BENCH_PAGES" in os.environ else ["/usr/share/doc", os.path.join(HERE, "..", "..", "docs")]
    found = []
    for folder in folders:
        for top, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if not re.search(r"\.(md|markdown)(\.gz)?$", name, re.I):
                    continue
                path = os.path.join(top, name)
                try:
                    data = gzip.open(path).read() if name.endswith(".gz") else open(path, "rb").read()
                    text = data.decode()
                except (OSError, UnicodeDecodeError):
                    continue
                # What is not a page of documentation: a stub, a change log of a hundred pages, a template that other tools would run.
                if 500 < len(text) < 100_000 and not re.search(r"change|news|history", name, re.I) and "{{" not in text and "{%" not in text:
                    found.append((os.path.relpath(path, folder), text))
    return found


def pages(folder, count):
    """So many pages in folders of forty; where there are too few, later rounds take the sections of a page in another order."""
    have = documents()
    if not have:
        raise RuntimeError("there is no Markdown to take")
    size, files = 0, []
    for number in range(count):
        name, text = have[number % len(have)]
        turn = number // len(have)
        if turn:
            # New words too: an index of copies would be too easily small.
            parts = re.split(r"(?m)^(?=## )", text)
            text = parts[0] + "".join(parts[1 + turn % len(parts):] + parts[1:1 + turn % len(parts)]) + "\n" + " ".join(
                hashlib.sha256(f"{number} {i}".encode()).hexdigest()[:9] for i in range(len(text) // 400)) + "\n"
        # Front matter of one tool is an error in another.
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
        title = f"{os.path.basename(name).split('.')[0]} {number}"
        path = os.path.join(folder, f"part{number // 40:03}", f"page{number:05}.md")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(f"# {title}\n\n{text}")
        size += len(text.encode())
        files.append(path)
    with open(os.path.join(folder, "index.md"), "w") as file:
        file.write("# Handbook\n\nEverything.\n")
    return files, size


def cost(argv, cwd=None, runs=1, before=None, codes=(0,)):
    """Median CPU seconds and the largest resident size in MiB of a command."""
    cpu, peak = [], 0
    for _ in range(runs):
        if before:
            before()
        process = subprocess.Popen(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        watch = threading.Timer(MOST, process.kill)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        watch.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            raise RuntimeError(f"{os.path.basename(argv[0])} ended with {process.returncode}, or took more than {MOST} s")
        cpu.append(used.ru_utime + used.ru_stime)
        peak = max(peak, used.ru_maxrss / 1024)
    return statistics.median(cpu), peak


def row(what, value, beside, goal, unit="s", note=""):
    print(f"{what:52} {value:9.3f} {unit:4} beside {beside:9.3f} ratio {value / beside:7.3f}  goal {goal:12} {note}", flush=True)


def floor(folder, files):
    source, binary, out = (os.path.join(folder, name) for name in ("floor.c", "floor", "floor-out"))
    if not os.path.exists(binary):
        with open(source, "w") as file:
            file.write(FLOOR)
        subprocess.run(["cc", "-O2", source, "-o", binary, "-lcmark"], check=True)
    fresh = lambda: (shutil.rmtree(out, ignore_errors=True), os.makedirs(out))
    return cost([binary, out, *files], runs=3, before=fresh)[0]


def prov(source, out):
    # Links that a page of a package loses here are problems, and a build with problems ends with 1.
    return lambda runs=1, before=None: cost([PROV, "site", "build", source, "--out", out], runs=runs, before=before, codes=(0, 1))


def hugo(folder, source, ours):
    """Hugo with the least layout there is: a title and the content, no navigation."""
    site = os.path.join(folder, "hugo")
    os.makedirs(os.path.join(site, "layouts", "_default"))
    shutil.copytree(source, os.path.join(site, "content"))
    # What Hugo calls the first page of a folder; under the other name the whole folder were one page.
    os.rename(os.path.join(site, "content", "index.md"), os.path.join(site, "content", "_index.md"))
    with open(os.path.join(site, "config.toml"), "w") as file:
        file.write('title = "bench"\nbaseURL = "http://localhost/"\ndisableKinds = ["taxonomy", "term"]\n')
    for name in ("single", "list"):
        with open(os.path.join(site, "layouts", "_default", f"{name}.html"), "w") as file:
            file.write("<!doctype html><title>{{ .Title }}</title><main>{{ .Content }}</main>\n")
    cpu, peak = cost(["hugo", "--quiet", "--noTimes"], cwd=site, before=lambda: shutil.rmtree(os.path.join(site, "public"), ignore_errors=True), runs=3)
    row("  beside Hugo without a theme", ours, cpu, "< 1", note=f"Hugo: {peak:.0f} MiB")
    shutil.rmtree(site)


def material(folder, source, ours):
    program = os.path.join(os.path.dirname(sys.executable), "mkdocs")
    site = os.path.join(folder, "mkdocs")
    os.makedirs(site)
    shutil.copytree(source, os.path.join(site, "docs"))
    with open(os.path.join(site, "mkdocs.yml"), "w") as file:
        file.write("site_name: bench\ntheme: {name: material}\nplugins: [search]\n")
    cpu, peak = cost([program, "build", "--quiet", "--clean"], cwd=site)
    row("  beside MkDocs Material", ours, cpu, "<= 0.05", note=f"Material: {peak:.0f} MiB")
    index = os.path.getsize(os.path.join(site, "site", "search", "search_index.json"))
    shutil.rmtree(site)
    return index


def search(out):
    """How long queries take in the browser, the index not yet loaded and loaded."""
    if not BROWSER:
        print("queries in the browser: PROV_BROWSER_PYTHON is not set", flush=True)
        return
    result = subprocess.run([BROWSER, os.path.join(HERE, "search_queries.py"), out], capture_output=True, text=True, timeout=MOST)
    print((result.stdout or result.stderr).strip(), flush=True)


def small(folder):
    source, out = os.path.join(folder, "pages"), os.path.join(folder, "out")
    files, size = pages(source, 1_000)
    least = floor(folder, files)
    ours, peak = prov(source, out)(runs=3, before=lambda: shutil.rmtree(out, ignore_errors=True))
    row(f"site of 1,000 pages ({size / 1e6:.1f} MB), CPU", ours, least, "<= 8", note=f"{peak:.0f} MiB (<= 150); floor is cmark in one thread")
    index = sum(os.path.getsize(os.path.join(out, "search", name)) for name in os.listdir(os.path.join(out, "search")))
    row("search index beside the text", index / 1e6, size / 1e6, "<= 0.15", "MB")
    search(out)
    peers = []
    for name, peer in (("Hugo", hugo), ("MkDocs Material", material)):
        try:
            peers.append(peer(folder, source, ours))
        except (OSError, RuntimeError) as error:
            print(f"  beside {name}: it did not run here ({error})", flush=True)
    if peers and peers[-1]:
        row("search index beside Material's", index / 1e6, peers[-1] / 1e6, "< 1", "MB")
    shutil.rmtree(out)
    shutil.rmtree(source)
    return ours


def large(folder, ours):
    source, out = os.path.join(folder, "pages"), os.path.join(folder, "out")
    files, size = pages(source, 5_000)
    least = floor(folder, files)
    cpu, peak = prov(source, out)()
    row(f"site of 5,000 pages ({size / 1e6:.1f} MB), CPU", cpu, least, "<= 8", note=f"{peak:.0f} MiB (<= 300)")
    row("  beside five of 1,000", cpu, ours * 5, "<= ~1")


def main():
    # In memory where there is room: what a disk does in between would be measured instead.
    roomy = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 4 << 30
    folder = tempfile.mkdtemp(prefix="prov-bench-site-", dir="/dev/shm" if roomy else None)
    try:
        large(folder, small(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
