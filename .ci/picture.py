#!/usr/bin/env python3
"""picture.py PROV FILE [STORY]: runs the runbook of README in a terminal, and writes what the terminal shows as an SVG.

With the folder of `make story` it shows the release of the story that failed in production and was taken back. tmux is the terminal: what it shows after the run is what a person sees, colours included.
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

COLUMNS, ROWS = 112, 56
NO_BREAK = "\u00a0"
CELL_WIDTH, LINE_HEIGHT, MARGIN, BAR = 8.4, 19, 18, 34
COLOURS = {30: "#6e7681", 31: "#f85149", 32: "#3fb950", 33: "#d29922", 34: "#58a6ff", 35: "#bc8cff", 36: "#39c5cf", 37: "#e6edf3", 90: "#8b949e",
           91: "#ff7b72", 92: "#56d364", 93: "#e3b341", 94: "#79c0ff", 95: "#d2a8ff", 96: "#56d4dd", 97: "#ffffff"}

RUNBOOK = """\
# A certificate for development

```bash {name=folder}
mkdir -p tls
```

```yaml {check}
file: {path: tls, type: directory}
```

```bash {undo}
rmdir tls
```

```bash {name=certificate}
openssl req -x509 -newkey rsa:2048 -noenc -days 90 -subj /CN=dev.example \\
  -addext subjectAltName=DNS:dev.example -keyout tls/key.pem -out tls/cert.pem 2>/dev/null
```

```yaml {check}
file: {path: tls/key.pem, mode: "0600"}
certificate: {source: tls/cert.pem, days: 30}
```

```bash {undo}
rm tls/key.pem tls/cert.pem
```

```bash {name=subject}
openssl x509 -in tls/cert.pem -noout -subject
```

```text {expect}
subject=CN = dev.example
```
"""

# What is typed, one after the other.
COMMANDS = ["prov run runbook.md --yes", "chmod a+r tls/key.pem", "prov verify runbook.md"]


def tmux(server, *words):
    return subprocess.run(["tmux", "-L", server, *words], check=True, capture_output=True, text=True).stdout


def settled(server, prompts):
    """What the terminal shows when its prompt is back."""
    for _ in range(300):
        time.sleep(0.1)
        shown = tmux(server, "capture-pane", "-e", "-p")
        plain = re.sub(r"\x1b\[[0-9;]*m", "", shown).rstrip("\n")
        if len(re.findall(r"^\$", plain, re.MULTILINE)) >= prompts and re.search(r"^\$ ?$", plain.split("\n")[-1]):
            return shown
    sys.exit(f"it did not end:\n{shown}")


def failed_release(prov, story):
    """The run of the story in production that failed and was rolled back."""
    runs = json.loads(subprocess.run([prov, "runs", "--store", f"{story}/record", "--json"], check=True, capture_output=True, text=True).stdout)
    return next(run["run"] for run in runs if run["environment"] == "production" and run["verdict"] == "rolled-back" and run["failed"])


def screen(prov, commands, story=None):
    """The lines that the terminal shows when the commands are over, with their escapes."""
    with tempfile.TemporaryDirectory(prefix="prov-picture-") as folder:
        (pathlib.Path(folder) / "runbook.md").write_text(RUNBOOK)
        server = f"prov-picture-{pathlib.Path(folder).name}"
        shell = f"cd {story or folder} && PS1='$ ' TERM=xterm-256color exec bash --norc --noprofile -i"
        tmux(server, "-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "env", "-u", "NO_COLOR", f"PATH={prov.parent}:/usr/bin:/bin", "bash", "-c", shell)
        try:
            tmux(server, "send-keys", "PROMPT_COMMAND=; clear", "Enter")
            time.sleep(1)
            for number, command in enumerate(commands):
                tmux(server, "send-keys", command, "Enter")
                shown = settled(server, number + 1)
        finally:
            tmux(server, "kill-server")
        lines = shown.replace(str(story), "~/story").replace(folder, "~/setup").rstrip("\n").split("\n")
        if story:
            plain = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in lines]
            lines = lines[:plain.index("Next")]
        while lines and not re.sub(r"\x1b\[[0-9;]*m|\$ ?", "", lines[-1]).strip():
            lines.pop()
        return lines


def spans(line):
    """The text of a line in pieces of one look."""
    look = {"fill": None, "bold": False, "faint": False}
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        codes = re.fullmatch(r"\x1b\[([0-9;]*)m", piece)
        if not codes:
            if piece:
                yield piece, dict(look)
            continue
        for code in [int(code or 0) for code in codes.group(1).split(";")]:
            if code == 0:
                look = {"fill": None, "bold": False, "faint": False}
            elif code in (1, 2):
                look["bold" if code == 1 else "faint"] = True
            elif code == 22:
                look["bold"] = look["faint"] = False
            elif code in COLOURS:
                look["fill"] = COLOURS[code]
            elif code == 39:
                look["fill"] = None


def picture(lines):
    width = COLUMNS * CELL_WIDTH + 2 * MARGIN
    height = len(lines) * LINE_HEIGHT + MARGIN + BAR + 6
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img" aria-label="A run of prov in a terminal">'
    yield f'<rect width="{width:.0f}" height="{height}" rx="10" fill="#0d1117"/>'
    for number, colour in enumerate(["#ff5f57", "#febc2e", "#28c840"]):
        yield f'<circle cx="{MARGIN + 4 + 20 * number}" cy="18" r="6" fill="{colour}"/>'
    yield ('<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,\'DejaVu Sans Mono\',\'Liberation Mono\',monospace" font-size="14" '
           'fill="#e6edf3" xml:space="preserve">')
    for number, line in enumerate(lines):
        column = 0
        y = BAR + LINE_HEIGHT * (number + 1) - 5
        for text, look in spans(line):
            attributes = f' fill="{look["fill"]}"' if look["fill"] else ""
            attributes += ' font-weight="700"' if look["bold"] else ""
            attributes += ' opacity="0.62"' if look["faint"] else ""
            if text.strip():
                lead = len(text) - len(text.lstrip())
                shown = text.strip()
                x, length = MARGIN + (column + lead) * CELL_WIDTH, len(shown) * CELL_WIDTH
                yield f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"{attributes}>{html.escape(shown).replace(" ", NO_BREAK)}</text>'
            column += len(text)
    yield "</g>"
    yield "</svg>"


def main():
    prov, file = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    story = pathlib.Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else None
    commands = [f"prov show {failed_release(prov, story)} --store record"] if story else COMMANDS
    file.write_text("\n".join(picture(screen(prov, commands, story))) + "\n")


main()
