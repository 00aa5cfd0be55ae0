"""Small documents of cram, of every kind of expectation and session, and cram's verdict on each.

Writes them as FOLDER/NAME.t and prints a JSON object: for each name true where cram's test passes or is skipped.
"""

import json
import os
import sys

from cram import testfile

documents = []


def document(name, text):
    documents.append((name, text))


def command(name, command, *lines):
    document(name, "".join("  %s\n" % line for line in ["$ " + command, *lines]))


# literal
command("literal-one", "echo foo", "foo")
command("literal-one-wrong", "echo foo", "bar")
command("literal-several", "printf 'a\\nb\\nc\\n'", "a", "b", "c")
command("literal-missing", "printf 'a\\nb\\n'", "a")
command("literal-too-many", "printf 'a\\n'", "a", "b")
command("literal-order", "printf 'b\\na\\n'", "a", "b")
command("literal-nothing", "true")
command("literal-unexpected", "echo foo")
command("literal-expected-nothing-came", "true", "foo")
command("literal-case", "echo Foo", "foo")
command("literal-unicode", "printf 'h\\303\\251\\n'", "hé")
command("literal-unicode-wrong", "printf 'h\\303\\251\\n'", "he")
command("literal-special", "echo '$ * ? [a] (b) \\\\'", "$ * ? [a] (b) \\\\")
# literal first
for mark, line in [
    ("re", "foo bar (re)"), ("glob", "* (glob)"), ("esc", "a\\\\tb (esc)"), ("no-eol", "x (no-eol)"), ("paren", "a( (re)"),
]:
    command("literal-first-%s" % mark, "printf '%%s\\n' '%s'" % line.replace("\\\\", "\\"), line.replace("\\\\", "\\"))
command("literal-first-exit-line", "echo '[1]'", "[1]")
command("literal-first-exit-line-and-code", "echo '[1]'; (exit 1)", "[1]", "[1]")
command("literal-dots", "echo ...", "...")
command("literal-dots-no-wildcard", "printf 'a\\nb\\n'", "...")
command("literal-multiplier", "echo 'x (+)'", "x (+)")
command("literal-multiplier-no-meaning", "printf 'x\\nx\\n'", "x (+)")
command("literal-scrut-word-no-meaning", "echo abc", "a.c (regex)")
# re
command("re-simple", "echo foo", "f.o (re)")
command("re-whole-line", "echo foobar", "foo (re)")
command("re-class", "echo build 4711", "build [0-9]+ (re)")
command("re-class-wrong", "echo build x", "build [0-9]+ (re)")
command("re-any", "date", ".* (re)")
command("re-empty", "echo", " (re)")
command("re-blanks", "printf 'a  \\n'", "a {2} (re)")
command("re-blanks-wrong", "printf 'a \\n'", "a {2} (re)")
command("re-invalid", "echo 'a('", "a( (re)")
command("re-group", "echo abab", "(ab)+ (re)")
command("re-alternatives", "echo b", "(a|b) (re)")
command("re-anchors", "echo foo", "^foo$ (re)")
command("re-escape", "echo 'a.b'", "a\\.b (re)")
command("re-escape-wrong", "echo 'axb'", "a\\.b (re)")
command("re-does-not-span", "printf 'a\\nb\\n'", "a.b (re)")
command("re-number", "echo $((6 * 7))", "\\d\\d (re)")
command("re-exit-line", "(exit 3)", "\\[\\d\\] (re)")
command("re-escaped-output", "printf 'a\\001b\\n'", "a\\\\x01b \\(esc\\) (re)")
# glob
command("glob-star", "echo foobar", "foo* (glob)")
command("glob-star-nothing", "echo foo", "foo* (glob)")
command("glob-star-wrong", "echo barfoo", "foo* (glob)")
command("glob-question", "echo foo", "f?? (glob)")
command("glob-question-wrong", "echo fo", "f?? (glob)")
command("glob-middle", "echo a-b-c", "a*c (glob)")
command("glob-escaped-star", "echo '*'", "\\* (glob)")
command("glob-escaped-star-wrong", "echo x", "\\* (glob)")
command("glob-escaped-backslash", "echo '\\\\'", "\\\\\\\\ (glob)")
command("glob-other-backslash", "echo 'a\\tb'", "a\\t* (glob)")
command("glob-brackets-are-text", "echo a", "[abc] (glob)")
command("glob-brackets-literally", "echo '[abc]x'", "[abc]* (glob)")
command("glob-on-escaped", "printf 'a\\tb\\n'", "a\\t* (esc) (glob)")
command("glob-unicode-is-escaped", "printf '\\303\\251x\\n'", "*x (glob)")
command("glob-twice", "printf 'foo1\\nfoo2\\n'", "foo* (glob)", "foo* (glob)")
command("glob-one-line-only", "printf 'foo1\\nfoo2\\n'", "foo* (glob)")
# esc
command("esc-tab", "printf 'a\\tb\\n'", "a\\tb (esc)")
command("esc-tab-literally", "printf 'a\\tb\\n'", "a\tb")
command("esc-hex", "printf '\\001\\n'", "\\x01 (esc)")
command("esc-hex-wrong", "printf '\\001\\n'", "\\x02 (esc)")
command("esc-octal", "printf '\\001\\n'", "\\001 (esc)")
command("esc-nul", "printf 'a\\000b\\n'", "a\\x00b (esc)")
command("esc-nul-short", "printf 'a\\000b\\n'", "a\\0b (esc)")
command("esc-colour", "printf '\\033[1mx\\033[0m\\n'", "\\x1b[1mx\\x1b[0m (esc)")
command("esc-colour-counts", "printf '\\033[1mx\\033[0m\\n'", "x")
command("esc-byte", "printf '\\377\\n'", "\\xff (esc)")
command("esc-byte-wrong", "printf '\\377\\n'", "\\xfe (esc)")
command("esc-unicode", "printf '\\303\\251\\n'", "\\xc3\\xa9 (esc)")
command("esc-of-text", "echo foo", "f\\x6fo (esc)")
command("esc-backslash", "printf 'a\\\\\\001\\n'", "a\\\\\\x01 (esc)")
command("esc-quote", "echo \"it's\"", "it\\'s (esc)")
command("esc-not-read-without-mark", "printf 'a\\tb\\n'", "a\\tb")
command("esc-bell", "printf '\\a\\n'", "\\a (esc)")
command("esc-delete", "printf '\\177\\n'", "\\x7f (esc)")
# no-eol
command("no-eol", "printf foo", "foo (no-eol)")
command("no-eol-missing", "printf foo", "foo")
command("no-eol-too-much", "echo foo", "foo (no-eol)")
command("no-eol-last-of-two", "printf 'a\\nb'", "a", "b (no-eol)")
command("no-eol-escaped", "printf 'a\\tb'", "a\\tb (no-eol) (esc)")
command("no-eol-and-exit", "printf foo; (exit 2)", "foo (no-eol)", "[2]")
# exit codes
command("exit-one", "false", "[1]")
command("exit-missing", "false")
command("exit-wrong", "(exit 2)", "[3]")
command("exit-zero-with-line", "true", "[1]")
command("exit-after-output", "echo foo; (exit 4)", "foo", "[4]")
command("exit-not-last", "echo foo; (exit 4)", "[4]", "foo")
command("exit-127", "no-such-command-4711 2>/dev/null", "[127]")
command("exit-255", "(exit 255)", "[255]")
command("exit-of-the-last", "false; true")
command("exit-of-a-pipe", "false | true")
command("exit-of-two-lines", "true; false", "[1]")
# blanks and empty lines
command("blank-end", "printf 'a \\n'", "a ")
command("blank-end-cut", "printf 'a \\n'", "a")
command("blank-end-added", "echo a", "a ")
command("blank-end-esc", "printf 'a \\n'", "a\\x20 (esc)")
command("blank-end-esc-wrong", "echo a", "a\\x20 (esc)")
command("blank-start", "echo '  a'", "  a")
command("blank-start-cut", "echo '  a'", "a")
command("blank-only", "printf '  \\n'", "  ")
command("blank-tab-end", "printf 'a\\t\\n'", "a\\t (esc)")
command("empty-line", "echo", "")
command("empty-line-between", "printf 'a\\n\\nb\\n'", "a", "", "b")
command("empty-line-between-cut", "printf 'a\\n\\nb\\n'", "a", "b")
command("empty-line-at-end", "printf 'a\\n\\n'", "a", "")
command("empty-line-at-end-cut", "printf 'a\\n\\n'", "a")
command("empty-line-at-end-added", "echo a", "a", "")
command("empty-line-first", "printf '\\na\\n'", "", "a")
command("empty-line-first-cut", "printf '\\na\\n'", "a")
# carriage returns
command("return-end", "printf 'a\\r\\n'", "a\\r (esc)")
command("return-end-cut", "printf 'a\\r\\n'", "a")
command("return-middle", "printf 'a\\rb\\n'", "a\\r (no-eol) (esc)", "b")
command("return-middle-one-line", "printf 'a\\rb\\n'", "a\\rb (esc)")
command("return-alone", "printf '\\r\\n'", "\\r (esc)")
# continuations
document("continued-backslash", "  $ echo a \\\n  > b\n  a b\n")
document("continued-finished", "  $ echo Foo\n  > echo Bar\n  Foo\n  Bar\n")
document("continued-finished-wrong", "  $ echo Foo\n  > echo Bar\n  Foo\n")
document("continued-loop", "  $ for i in 1 2; do\n  >   echo $i\n  > done\n  1\n  2\n")
document("continued-if", "  $ if true; then\n  > echo yes\n  > fi\n  yes\n")
document("continued-case", "  $ case x in\n  > x) echo it ;;\n  > esac\n  it\n")
document("continued-function", "  $ f() {\n  > echo in f\n  > }\n  $ f\n  in f\n")
document("continued-document", "  $ cat <<EOF\n  > one\n  > two  \n  > EOF\n  one\n  two  \n")
document("continued-document-wrong", "  $ cat <<EOF\n  > one\n  > EOF\n  two\n")
document("continued-quote", "  $ echo 'a\n  > b'\n  a\n  b\n")
document("continued-empty", "  $ cat <<EOF\n  > a\n  > \n  > b\n  > EOF\n  a\n  \n  b\n")
document("continued-pipe", "  $ printf 'b\\na\\n' |\n  > sort\n  a\n  b\n")
document("continued-exit", "  $ echo a\n  > false\n  a\n  [1]\n")
document("continued-exit-hidden", "  $ false\n  > echo a\n  a\n")
# streams and state
command("stderr-counts", "echo foo >&2", "foo")
command("stderr-in-order", "echo a; echo b >&2; echo c", "a", "b", "c")
command("stderr-not-expected", "echo foo; echo bar >&2", "foo")
document("state-variable", "  $ x=1\n  $ echo $x\n  1\n")
document("state-directory", "  $ mkdir sub && cd sub\n  $ basename \"$PWD\"\n  sub\n")
document("state-function", "  $ hello() { echo \"hello $1\"; }\n  $ hello you\n  hello you\n")
document("state-export", "  $ export GREETING=hi\n  $ sh -c 'echo $GREETING'\n  hi\n")
document("state-file", "  $ echo content > file\n  $ cat file\n  content\n")
document("state-alias-of-error", "  $ false\n  [1]\n  $ echo after\n  after\n")
document("state-second-wrong", "  $ echo a\n  a\n  $ echo b\n  c\n")
document("state-first-wrong", "  $ echo a\n  b\n  $ echo c\n  c\n")
document("state-option", "  $ set -u\n  $ echo ${unset:-default}\n  default\n")
# prose
document("prose-around", "A title\n\n  $ echo a\n  a\n\nMore words:\n\n  $ echo b\n  b\n\nThe end.\n")
document("prose-require", "#require something\n\n  $ echo a\n  a\n")
document("prose-one-blank", "One blank before is prose:\n $ echo no\n\n  $ echo a\n  a\n")
document("prose-only", "Nothing to do here.\n")
document("prose-no-newline-at-end", "  $ echo a\n  a")
document("prose-between-wrong", "  $ echo a\n  a\n\nwords\n\n  $ echo b\n  a\n")
document("prose-markdown", "# Heading\n\n* list\n\n    $ echo four blanks are an output\n\n  $ echo a\n  a\n")
# environment
command("environment-zone", "date +%Z", "GMT")
command("environment-language", "echo $LANG $LC_ALL $LANGUAGE", "C C C")
command("environment-columns", "echo $COLUMNS", "80")
command("environment-test-file", "echo $TESTFILE", "environment-test-file.t")
command("environment-test-folder", "test -f \"$TESTDIR/$TESTFILE\" && echo there", "there")
command("environment-own-folder", "ls -A")
command("environment-not-the-folder-of-the-file", "test \"$PWD\" = \"$TESTDIR\"", "[1]")
# skipping
command("skip-80", "exit 80")
document("skip-80-later", "  $ echo a\n  a\n  $ exit 80\n  $ echo b\n  c\n")
command("skip-80-in-a-subshell", "(exit 80)", "[80]")
# what looks like cram's own
command("looks-like-prompt", "printf '%s a\\n' '$'", "\\x24 a (esc)")
command("looks-like-continuation", "echo '> a'", "\\x3e a (esc)")
command("looks-like-salt", "echo CRAM", "CRAM")
command("many-lines", "seq 1 500 | tail -n 300", *[str(i) for i in range(201, 501)])
command("many-lines-one-wrong", "seq 1 300", *[str(i) if i != 250 else "x" for i in range(1, 301)])
command("background-waited", "(sleep 0.1; echo late) & wait", "late")
command("quotes", "echo \"a 'b' \\\"c\\\"\"", "a 'b' \"c\"")
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name, text in documents:
    with open(os.path.join(folder, name + ".t"), "w") as file:
        file.write(text)
verdicts = {}
here = os.getcwd()
for name, _ in documents:
    # As cram itself does: each test has an empty folder.
    place = os.path.join(folder, "cram", name)
    os.makedirs(place)
    os.chdir(place)
    _, _, difference = testfile(os.fsencode(os.path.join(folder, name + ".t")), shell="/bin/bash")
    verdicts[name] = not list(difference)
    os.chdir(here)
print(json.dumps(verdicts))
