import Glibc
import Testing

@testable import ProvHosts

/// Which texts are certain to leave the shell as it is; a real bash is asked.
@Suite("Texts that change nothing in the shell")
struct ShellEffectTests {
    /// Pieces of texts, most of which change something in one place or another. A blank ends each `/dev/null` that is
    /// written to: as root, `/dev/nullls` would be made.
    private static let pieces = [
        "true", "echo", "ls", "/bin/true", "x=1", "cd /", "$v", "\"$v\"", "${v}", "${v:=1}", "$(v=1)", "`v=1`", "(",
        ")", "{", "}", ";", "&&", "||", "|", "&",
        "\n", "'a b'", "\"a\\\"b\"", ">/dev/null ", "2>&1", "</dev/null", "<<E", "export v=2", "v=2", "unset w",
        "read v", "printf -v v 3", "eval v=4", "[",
        "[[ 1 ]]", "test -v 'a[v=5]'", "\\cd /", "c\"\"d /", "#", "\\\n", "alias t=u", "f", "q", "f() { v=6; }", "f()",
        ". /dev/stdin", "exec", "set -u",
        "shopt -s extglob", "!", "time", "let v=7", "((v=8))", "$((v=9))", "$[v=9]", "for v in 1; do", "done", "env",
        "sh -c v=1", "mapfile", "getopts",
        "trap 'v=1' DEBUG", "declare -n r=v", "umask 077", "pushd /", "v+=1", "a[0]=1", "IFS=x", "command cd /",
        "builtin cd /", "-", ".", ":", "$?", "*", "~",
        "{v}>/dev/null ", "&>/dev/null ", ">&2", "$'v'", "$\"v\"", "${w@P}", "${!w}", "é", "\t",
    ]

    @Test("a real bash is the same before and after each of them, whatever they are put together from")
    func nothingChanges() async throws {
        var generator = SystemRandomNumberGenerator()
        var (judged, plain) = (0, 0)
        while plain < 250, judged < 200_000 {
            judged += 1
            var text = ""
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                text +=
                    (Self.pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
            }
            guard ShellEffect.isNone(text, defined: ["f", "q"]) else { continue }
            plain += 1
            let (before, after) = try await Self.dumps(around: text)
            let isSame = ShellState.isSame(before, after)
            #expect(isSame, "\(text.debugDescription) changed the shell")
        }
        #expect(plain == 250)
    }

    @Test(
        "programs with plain arguments are known to change nothing",
        arguments: [
            "true", "apt-get install -y nginx", "systemctl restart nginx\nsystemctl is-active nginx",
            "sudo -u postgres psql -c 'select 1'", "echo \"$HOME\" >>/tmp/x",
            "cat </dev/null | sort -u | head -3", "mkdir -p /tmp/a/b && touch /tmp/a/b/c || false",
            "# a comment\nls -l *.md # another", "curl -fsS http://localhost:80/ \\\n  -o out 2>&1",
            "./build.sh --release", "kubectl get pods -o json | jq '.items[]'", "  \n\n", "",
        ])
    func plain(text: String) { #expect(ShellEffect.isNone(text, defined: [])) }

    @Test(
        "what changes the shell is never among them",
        arguments: [
            "cd /", "x=1", "export x=1", "true; x=1", "true && cd /", "true\ncd /", "true # x\ncd /", "echo ${x:=1}",
            "echo $((x=1))", "echo \"$((x=1))\"", "read x", "f", "q", "eval x=1",
            "exit", "exec true", "set -u", "true &", "(cd /)", "{ cd /; }", "if true; then cd /; fi", "cat <<E\nx\nE",
            "\\cd /", "'cd' /", "$x", "printf -v x 1", "x=1 true", "a[0]=1",
            "time cd /", "! cd /", "true |& cd /", "echo 'open", "echo \"open", "true {x}>/dev/null",
            "echo $'\\'' ; cd / #'", "test -v 'a[x=5]'", ": x=1",
        ])
    func changing(text: String) { #expect(!ShellEffect.isNone(text, defined: ["f", "q"])) }

    @Test(
        "a trap or a reference to an expression takes the certainty away",
        arguments: [
            "trap 'x=$RANDOM' DEBUG", "trap 'x=1' CHLD", "trap 'x=1' ERR", "declare -n r='a[x=5]'", "trap 'x=1' USR1",
            "trap 'x=1' PWR", "trap 'x=1' RTMIN+3", "coproc C { sleep 1; }",
        ])
    func uncertain(setup: String) async throws {
        let (before, after) = try await Self.dumps(around: setup)
        let baseline = ShellSnapshot(before)
        #expect(baseline.definedWords(since: baseline) == ["f", "q"])
        #expect(ShellSnapshot(after).definedWords(since: baseline) == nil)
    }

    @Test(
        "a session gives the same state after each step as one that is asked every time",
        arguments: [TestHost.local, .ssh])
    func sessions(host: TestHost) async throws {
        let shell = try await host.open()
        let texts = [
            "true", "x=1", "echo \"$x\"", "ls /", "f() { x=$((x+1)); }", "f", "true",
            "alias q='x=9'; shopt -s expand_aliases", "q", "echo", "trap 'y=$x' DEBUG", "true", "trap - DEBUG",
            "cd /usr; ls", "pwd", "unset x", "true", "exit 0", "true", "unset -f $(declare -F | cut -d' ' -f3)", "true",
            "coproc C { sleep 10; }", "sleep 11", "x=1; trap 'x=caught' PWR", "sh -c 'kill -PWR $PPID'", "echo",
            "trap - PWR", "enable -n true", "true", "set -k", ": x=2",
        ]
        for text in texts {
            var command = Command(text: text)
            command.keepsState = true
            let told = try await shell.run(command).outcome.state
            #expect(try await shell.session.dumpState() == told, "after \(text)")
        }
        await shell.close()
    }

    /// What a bash says of itself before and after a text, with a function `f` and an alias `q` that both set a
    /// variable.
    private static func dumps(around text: String) async throws -> ([UInt8], [UInt8]) {
        let script = """
            exec 9>&1 >/dev/null 2>/dev/null
            # A text may make files.
            folder=$(mktemp -d) && cd "$folder" || exit
            shopt -s expand_aliases; f() { v=f; }; alias q='v=q'; w='$(v=1)'
            { \(ShellState.dump); } >&9
            printf '\\036' >&9
            eval "$TEXT" </dev/null
            { \(ShellState.dump); } >&9
            rm -rf -- "$folder"
            """
        let output = try await OneShot.run(["env", "TEXT=" + text, "bash", "--norc", "-c", script]).stdout
        let parts = output.split(separator: 0x1E, omittingEmptySubsequences: false).map(Array.init)
        return parts.count == 2 ? (parts[0], parts[1]) : ([], [1])
    }
}
