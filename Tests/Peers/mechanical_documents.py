"""Small documents of mechanical-markdown, of every key and kind of STEP, and its verdict on each.

Writes them as FOLDER/NAME.md and prints a JSON object: for each name true where mechanical-markdown's run passes.
"""

import json
import os
import subprocess
import sys

documents = {}


def document(name, text):
    documents[name] = text


def step(name, yaml, *blocks, lang="bash", end="<!-- END_STEP -->", more=""):
    text = "# %s\n\n<!-- STEP\n%s-->\n\n" % (name, "".join("%s\n" % line for line in yaml))
    for block in blocks:
        text += "```%s\n%s\n```\n\n" % (lang, block)
    document(name, text + end + "\n" + more)


def out(*lines):
    return ["expected_stdout_lines:"] + ["  - %s" % line for line in lines]


def err(*lines):
    return ["expected_stderr_lines:"] + ["  - %s" % line for line in lines]


step("plain", ["name: x"], "echo a")
step("plain-fails", ["name: x"], "false")
step("last-command-counts", ["name: x"], "false\ntrue")
step("pipe-counts-its-end", ["name: x"], "false | true")
step("unset-variables-are-empty", ["name: x"], "echo $NO_SUCH_VARIABLE")
step("exit-zero-in-the-middle", ["name: x"] + out("a"), "echo a\nexit 0\necho b")
step("exit-code", ["name: x", "expected_return_code: 3"], "exit 3")
step("exit-code-wrong", ["name: x", "expected_return_code: 3"], "exit 4")
step("exit-code-zero-where-another", ["name: x", "expected_return_code: 3"], "true")
step("exit-code-any", ["name: x", "expected_return_code:"], "exit 7")
step("exit-code-null", ["name: x", "expected_return_code: null"], "exit 7")
step("exit-code-any-zero", ["name: x", "expected_return_code: null"], "true")
step("exit-code-signal-any", ["name: x", "expected_return_code: null"], "kill -TERM $$")
step("exit-code-signal", ["name: x"], "kill -TERM $$")
# lines
step("lines-exact", ["name: x"] + out("foo"), "echo foo")
step("lines-exact-wrong", ["name: x"] + out("foo"), "echo foobar")
step("lines-exact-blanks", ["name: x"] + out("'foo '"), "echo foo")
step("lines-among-others", ["name: x"] + out("foo"), "printf 'a\\nfoo\\nb\\n'")
step("lines-several", ["name: x"] + out("a", "c"), "printf 'a\\nb\\nc\\n'")
step("lines-order", ["name: x"] + out("c", "a"), "printf 'a\\nb\\nc\\n'")
step("lines-order-none", ["name: x", "match_order: none"] + out("c", "a"), "printf 'a\\nb\\nc\\n'")
step("lines-order-sequential", ["name: x", "match_order: sequential"] + out("a", "c"), "printf 'a\\nb\\nc\\n'")
step("lines-order-first-place", ["name: x"] + out("a", "b"), "printf 'b\\na\\nb\\n'")
step("lines-twice-once-there", ["name: x", "match_order: none"] + out("a", "a"), "echo a")
step("lines-twice-there", ["name: x", "match_order: none"] + out("a", "a"), "printf 'a\\na\\n'")
step("lines-twice-in-order", ["name: x"] + out("a", "a"), "printf 'a\\na\\n'")
step("lines-twice-in-order-once-there", ["name: x"] + out("a", "a"), "echo a")
step("lines-substring", ["name: x", "output_match_mode: substring"] + out("oba"), "echo foobar")
step("lines-substring-wrong", ["name: x", "output_match_mode: substring"] + out("xyz"), "echo foobar")
step("lines-substring-order", ["name: x", "output_match_mode: substring"] + out("foo", "bar"), "printf 'a foo\\na bar\\n'")
step("lines-substring-order-wrong", ["name: x", "output_match_mode: substring"] + out("bar", "foo"), "printf 'a foo\\na bar\\n'")
step("lines-substring-same-line", ["name: x", "output_match_mode: substring"] + out("foo", "bar"), "echo foo bar")
step("lines-mode-exact", ["name: x", "output_match_mode: exact"] + out("foo"), "echo foo")
step("lines-mode-unknown", ["name: x", "output_match_mode: regex"] + out("foo"), "echo foo")
step("lines-order-unknown", ["name: x", "match_order: any"] + out("foo"), "echo foo")
step("lines-text-re", ["name: x"] + out("'x (re)'"), "echo 'x (re)'")
step("lines-text-re-is-text", ["name: x"] + out("'.* (re)'"), "echo anything")
step("lines-text-glob-is-text", ["name: x"] + out("'* (glob)'"), "echo anything")
step("lines-text-star", ["name: x", "output_match_mode: substring"] + out("'a*b?[c]'"), "echo 'x a*b?[c] y'")
step("lines-text-star-is-text", ["name: x", "output_match_mode: substring"] + out("'a*b'"), "echo 'axb'")
step("lines-text-dots", ["name: x"] + out("'...'"), "echo anything")
step("lines-empty-list", ["name: x", "expected_stdout_lines:"], "echo a")
step("lines-empty-text", ["name: x"] + out("''"), "printf 'a\\n\\nb\\n'")
step("lines-none-came", ["name: x"] + out("a"), "true")
step("lines-no-newline", ["name: x"] + out("a"), "printf a")
step("lines-unicode", ["name: x"] + out("hé"), "printf 'h\\303\\251\\n'")
step("lines-return", ["name: x"] + out("a"), "printf 'a\\r\\nb\\r\\n'")
# stderr
step("stderr-lines", ["name: x"] + err("oops"), "echo oops >&2")
step("stderr-lines-wrong", ["name: x"] + err("oops"), "echo oops")
step("stderr-not-in-stdout", ["name: x"] + out("oops"), "echo oops >&2")
step("stderr-both", ["name: x"] + out("a") + err("b"), "echo a; echo b >&2")
step("stderr-unexpected-is-fine", ["name: x"] + out("a"), "echo a; echo b >&2")
# several blocks
step("blocks-two", ["name: x"] + out("a", "b"), "echo a", "echo b")
step("blocks-two-missing", ["name: x"] + out("a", "c"), "echo a", "echo b")
step("blocks-own-shells", ["name: x"] + out("'v='"), "X=1; export X", "echo \"v=$X\"")
step("blocks-own-folders", ["name: x"] + out("same"), "pwd > first; cd /", "test \"$PWD\" = \"$(cat first)\" && echo same")
step("blocks-first-fails", ["name: x"] + out("b"), "false", "echo b")
step("blocks-second-fails", ["name: x"], "true", "false")
step("blocks-codes-of-each", ["name: x", "expected_return_code: 2"], "exit 2", "exit 2")
step("blocks-codes-of-one", ["name: x", "expected_return_code: 2"], "exit 2", "true")
step("blocks-no-newline-between", ["name: x"] + out("a", "b"), "printf a", "printf b")
step("steps-own-shells", ["name: one"], "export X=1", more="\n<!-- STEP\nname: two\nexpected_stdout_lines:\n  - 'v='\n-->\n\n```bash\necho \"v=$X\"\n```\n\n<!-- END_STEP -->\n")
step("steps-second-fails", ["name: one"], "true", more="\n<!-- STEP\nname: two\n-->\n\n```bash\nfalse\n```\n\n<!-- END_STEP -->\n")
step("steps-same-name", ["name: one"] + out("a"), "echo a", more="\n<!-- STEP\nname: one\nexpected_stdout_lines:\n  - b\n-->\n\n```bash\necho b\n```\n\n<!-- END_STEP -->\n")
# languages
for lang in ["sh", "shell", "shell-script"]:
    step("language-%s" % lang, ["name: x"] + out("a"), "echo a", lang=lang)
for lang in ["zsh", "console", "python", "text", ""]:
    document(
        "language-%s-is-shown" % (lang or "none"),
        "<!-- STEP\nname: x\n-->\n\n```%s\nexit 3\n```\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n" % lang,
    )
step("language-with-words", ["name: x"] + out("a"), "echo a", lang="bash title=x")
document("blocks-outside-are-shown", "# A\n\n```bash\nexit 3\n```\n\n<!-- STEP\nname: x\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n\n```bash\nexit 4\n```\n")
# keys
step("environment", ["name: x", "env:", "  GREETING: hi"] + out("hi"), "echo $GREETING")
step("folder", ["name: x", "working_dir: /"] + out("/"), "pwd")
step("timeout", ["name: x", "timeout_seconds: 20"] + out("a"), "echo a")
step("sleep", ["name: x", "sleep: 1"] + out("a"), "echo a")
step("tags", ["name: x", "tags: [a, b]"] + out("a"), "echo a")
step("no-name", out("a"), "echo a")
step("blanks-around", ["name: x"] + out("a"), "\n  echo a\n")
# background
step("background", ["name: x", "background: true"], "echo a")
step("background-lines", ["name: x", "background: true"] + out("a"), "sleep 0.2; echo a")
step("background-lines-wrong", ["name: x", "background: true"] + out("b"), "sleep 0.2; echo a")
step("background-code", ["name: x", "background: true", "expected_return_code: 3"], "exit 3")
step("background-code-wrong", ["name: x", "background: true"], "sleep 8; exit 3")
step("background-code-any", ["name: x", "background: true", "expected_return_code: null"], "sleep 0.2; exit 3")
step("background-later-step", ["name: x", "background: true"] + out("asked"), "while ! test -e question; do sleep 0.1; done; echo asked", more="\n<!-- STEP\nname: ask\n-->\n\n```bash\ntouch question\n```\n\n<!-- END_STEP -->\n")
step("background-later-step-any", ["name: x", "background: true", "expected_return_code:"] + out("asked"), "while ! test -e question; do sleep 0.1; done; echo asked; exit 5", more="\n<!-- STEP\nname: ask\n-->\n\n```bash\ntouch question\n```\n\n<!-- END_STEP -->\n")
# comments
step("no-end", ["name: x"], "true", end="")
document("end-without-step", "# A\n\n<!-- STEP\nname: x\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n\n<!-- END_STEP -->\n")
document("step-in-step", "# A\n\n<!-- STEP\nname: x\n-->\n\n```bash\ntrue\n```\n\n<!-- STEP\nname: y\n-->\n\n```bash\ntrue\n```\n\n<!-- END_STEP -->\n")
step("no-block", ["name: x"])
step("no-block-and-lines", ["name: x"] + out("a"))
step("bad-yaml", ["name: ["], "true")
document("block-in-a-list", "# A\n\n<!-- STEP\nname: x\nexpected_stdout_lines:\n  - a\n-->\n\n1. First:\n\n   ```bash\n   echo a\n   ```\n\n<!-- END_STEP -->\n")
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
verdicts = {}
for name, text in documents.items():
    path = os.path.join(folder, name + ".md")
    with open(path, "w") as file:
        file.write(text)
    place = os.path.join(folder, "mechanical-markdown", name)
    os.makedirs(place)
    program = os.path.join(os.path.dirname(sys.executable), "mm.py")
    verdicts[name] = subprocess.run([program, path], cwd=place, capture_output=True, timeout=60).returncode == 0
print(json.dumps(verdicts))
