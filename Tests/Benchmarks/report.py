#!/usr/bin/env python3
"""The report of a run that printed 100,000 lines: CPU seconds of `prov report`, first paint on a phone's viewport beside a page that holds the
same lines in one <pre>, and whether it prints whole.

report.py PROV; the browser's part needs PROV_BROWSER_PYTHON.
"""
import os, resource, shutil, statistics, subprocess, sys, tempfile

PROV = os.path.abspath(sys.argv[1])
BROWSER = os.environ.get("PROV_BROWSER_PYTHON")
LINES = 100_000
RUNBOOK = f"""# A long log

```bash {{exit=1}}
for ((i = 1; i <= {LINES}; i++)); do printf 'line %06d \\e[3%dmcoloured\\e[0m <b>&amp; /srv/app/log %s\\n' "$i" "$((i % 7))" "$RANDOM"; done
false
```
"""
BROWSE = """
import statistics, subprocess, sys
from playwright.sync_api import sync_playwright
PAINT = "() => new Promise(done => { const look = () => { const paint = performance.getEntriesByName('first-contentful-paint')[0]; paint ? done(paint.startTime) : setTimeout(look, 10) }; look() })"
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
    paints = {}
    for _ in range(5):
        for path in sys.argv[1:3]:
            page = browser.new_page(viewport={"width": 390, "height": 844})
            page.goto("file://" + path, wait_until="commit")
            paints.setdefault(path, []).append(page.evaluate(PAINT) / 1000)
            page.close()
    ours, plain = (statistics.median(paints[path]) for path in sys.argv[1:3])
    print(f"report of 100,000 lines, first paint on a phone      {ours:9.3f} s    beside {plain:9.3f} ratio {ours / plain:7.3f}  goal <= 1 s       beside one <pre>")
    page = browser.new_page()
    page.goto("file://" + sys.argv[1])
    page.pdf(path=sys.argv[3])
    browser.close()
text = subprocess.run(["pdftotext", "-raw", sys.argv[3], "-"], capture_output=True, text=True).stdout
shown = sum(f"line {number:06}" in text for number in range(1, 100_001))
print(f"report of 100,000 lines, on paper: {shown:,} of 100,000 lines")
"""


def main(folder):
    runbook, store, page, plain = (os.path.join(folder, name) for name in ("log.md", "store", "report.html", "plain.html"))
    with open(runbook, "w") as file:
        file.write(RUNBOOK)
    subprocess.run([PROV, "run", runbook, "--yes", "--store", store], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    samples = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([PROV, "report", "last", "--store", store, "--format", "html", "--out", page], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        samples.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        os.rename(page, page + ".last")
    os.rename(page + ".last", page)
    print(f"report of 100,000 lines, CPU                         {statistics.median(samples):9.3f} s    {os.path.getsize(page) / 1e6:.1f} MB    goal <= 2 s", flush=True)
    with open(page, encoding="utf-8") as file:
        if f"line {LINES:06}" not in file.read():
            raise RuntimeError("the report does not hold the last line")
    with open(plain, "w") as file:
        file.write("<!doctype html><meta name=viewport content='width=device-width'><title>plain</title><pre>")
        file.writelines(f"line {number:06} coloured &lt;b>&amp;amp; /srv/app/log 12345\n" for number in range(1, LINES + 1))
    if BROWSER:
        subprocess.run([BROWSER, "-c", BROWSE, page, plain, os.path.join(folder, "report.pdf")], check=True, timeout=900)
    else:
        print("first paint and paper: PROV_BROWSER_PYTHON is not set", flush=True)


folder = tempfile.mkdtemp(prefix="prov-bench-report-")
try:
    main(folder)
finally:
    shutil.rmtree(folder, ignore_errors=True)
