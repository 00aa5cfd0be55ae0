import Testing

@Suite("Check of a command")
struct CommandCheckTests {
    @Test("exit code and outputs", arguments: HostShell.allCases)
    func outputs(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["WORD": "ready", "CODE": "3"])
        try await host.expect("command: 'true'", "pass: expected `true` to succeed, found exit code 0")
        try await host.expect(
            "command: 'echo no way >&2; false'",
            "fail: expected `echo no way >&2; false` to succeed, found exit code 1, 'no way'")
        try await host.expect(
            "command: {run: exit 3, exit: $CODE}", "pass: expected `exit 3` to end with 3, found exit code 3")
        try await host.expect(
            "command: {run: 'echo \"$WORD to go\"', stdout: $WORD to, lacks: error, matches: '^${WORD} .*o$'}",
            """
            pass: expected `echo "$WORD to go"` with 'ready to' in its output, no 'error' in its output, a match of \
            /^ready .*o$/ in its output, found it, none, it
            """
        )
        try await host.expect(
            "command: {run: echo hello, stdout: $WORD}",
            "fail: expected `echo hello` with 'ready' in its output, found 'hello'")
        try await host.expect(
            "command: {run: echo oops >&2, stderr: [oops, $WORD]}",
            "fail: expected `echo oops >&2` with 'ready' on stderr, found 'oops'")
    }

    /// The bug that was: what is compared here has to know the host's values.
    @Test("a version in a parameter", arguments: HostShell.allCases)
    func versions(shell: HostShell) async throws {
        let folder = try TestFolder()
        let path = try await folder.programs(
            TestFolder.basics,
            own: ["node": "echo v16.0.10\n", "java": "echo 'openjdk version \"17.0.2\" 2022-01-18' >&2\n"])
        let host = CheckHost(shell: shell, values: ["NODE_VERSION": "16.0.10"], path: path)
        try await host.expect(
            "command: {run: node --version, stdout: v$NODE_VERSION}",
            "pass: expected `node --version` with 'v16.0.10' in its output, found it")
        try await host.expect(
            "command: {tool: node, version: $NODE_VERSION}", "pass: expected node 16.0.10, found version 16.0.10")
        try await host.expect(
            "command: {tool: node, version: '>= 18'}", "fail: expected node >= 18, found version 16.0.10")
        try await host.expect("command: {tool: java, version: 17}", "pass: expected java 17, found version 17.0.2")
        try await host.expect("command: {tool: ruby}", "fail: expected ruby, found no ruby on the PATH")
        try await CheckHost(shell: shell, values: ["NODE_VERSION": "new"], path: path).expect(
            "command: {tool: node, version: $NODE_VERSION}",
            "error: expected node $NODE_VERSION, found $NODE_VERSION is not a version: 'new' is not a version")
    }

    @Test("whole outputs, line by line", arguments: HostShell.allCases)
    func lines(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["WORD": "two"])
        #expect(
            try await host.verdict(
                "command: {run: 'printf \"one\\ntwo\\nthree\\n\"', lines: \"one\\n$WORD\\nth.*e (re)\"}"
            ).hasPrefix("pass: "))
        try await host.expect(
            "command: {run: 'printf \"one\\ntwo\\n\"', lines: \"one\\nthree\"}",
            "fail: expected `printf \"one\\ntwo\\n\"` with line 2 to be 'three', found 'two'")
    }

    @Test("a command cannot read the channel, change the shell or pretend to have ended", arguments: HostShell.allCases)
    func hostile(shell: HostShell) async throws {
        let host = CheckHost(shell: shell)
        try await host.expect(
            "command: {run: cat; echo over, stdout: over}",
            "pass: expected `cat; echo over` with 'over' in its output, found it")
        try await host.expect(
            "command: {run: 'echo given.X=1; echo output:; echo cannot=no; exit 7', exit: 7}",
            "pass: expected `echo given.X=1; echo output:; echo cannot=no; exit 7` to end with 7, found exit code 7")
        #expect(try await host.verdict("command: \"echo 'unclosed\"").hasPrefix("fail: "))
    }

    @Test("a script of several lines is shown by its first")
    func several() async throws {
        try await CheckHost().expect(
            "command:\n  run: |\n    set -e\n    false\n    true\n",
            "fail: expected `set -e …` to succeed, found exit code 1, no output")
    }
}
