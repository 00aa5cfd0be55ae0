import Foundation
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvSystem

@Suite("Check of a file")
struct FileCheckTests {
    @Test("mode, owner, group, type and digest", arguments: HostShell.allCases)
    func properties(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try folder.write("a b.cfg", "port = 80\n", mode: 0o640)
        let host = CheckHost(shell: shell)
        let user = NSUserName()
        try await host.expect(
            "file: {path: '\(file)', mode: '0640', owner: \(user), type: file}",
            "pass: expected \(file) with type file, mode 0640, owner \(user), found type file, mode 0640, owner \(user)"
        )
        try await host.expect(
            "file: {path: '\(file)', mode: '0600', owner: daemon}",
            "fail: expected \(file) with mode 0600, owner daemon, found mode 0640, owner \(user)")
        try await host.expect(
            "file: {path: '\(file)', owner: \(getuid()), group: \(getgid())}",
            "pass: expected \(file) with owner \(getuid()), group \(getgid()), found owner \(getuid()), group \(getgid())"
        )
        let other = String(repeating: "0", count: 64)
        try await host.expect(
            "file: {path: '\(file)', sha256: \"\(other)\"}",
            "fail: expected \(file) with sha256 \(other), found sha256 \(try digest(file))")
        try await host.expect(
            "file: {path: '\(file)', sha256: \(try digest(file))}",
            "pass: expected \(file) with sha256 \(try digest(file)), found sha256 \(try digest(file))")
    }

    /// What the machine's own tool says.
    private func digest(_ file: String) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [file]
        process.standardOutput = pipe
        try process.run()
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).components(
            separatedBy: " ")[0]
    }

    @Test("what is there and what is not", arguments: HostShell.allCases)
    func existence(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try folder.write("x", "")
        let host = CheckHost(shell: shell)
        try await host.expect("file: \(file)", "pass: expected \(file) to exist, found a file")
        try await host.expect(
            "file: \(folder.path)/none", "fail: expected \(folder.path)/none to exist, found no such file or directory")
        try await host.expect(
            "file: {path: \(folder.path)/none, exists: false}",
            "pass: expected no \(folder.path)/none, found nothing there")
        try await host.expect(
            "file: {path: \(folder.path), exists: false}", "fail: expected no \(folder.path), found a directory")
        try await host.expect(
            "file: {path: \(folder.path), type: file}",
            "fail: expected \(folder.path) with type file, found type directory")
        try await host.expect(
            "file: {path: ~/, type: directory}", "pass: expected ~/ with type directory, found type directory")
    }

    @Test("links: what they point at, and whether they point anywhere", arguments: HostShell.allCases)
    func links(shell: HostShell) async throws {
        let folder = try TestFolder()
        try folder.write("v2", "")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/current", withDestinationPath: "v2")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/stale", withDestinationPath: "gone")
        let host = CheckHost(shell: shell, values: ["RELEASE": "v2"])
        try await host.expect(
            "file: {path: \(folder.path)/current, type: link, target: $RELEASE}",
            "pass: expected \(folder.path)/current with type link, target v2, found type link, target v2")
        try await host.expect(
            "file: {path: \(folder.path)/current, target: v3}",
            "fail: expected \(folder.path)/current with target v3, found target v2")
        try await host.expect(
            "file: {path: \(folder.path)/stale, type: file}",
            "fail: expected \(folder.path)/stale with type file, found type link that points nowhere")
        try await host.expect(
            "file: {path: \(folder.path)/v2, type: link}",
            "fail: expected \(folder.path)/v2 with type link, found type no link")
    }

    @Test("content is judged and never shown", arguments: HostShell.allCases)
    func content(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try folder.write("app.ini", "listen = 8080\npassword = hunter2\n")
        let host = CheckHost(shell: shell, values: ["PORT": "8080"])
        try await host.expect(
            "file: {path: \(file), contains: 'listen = $PORT', lacks: debug, matches: '^password = .+$'}",
            """
            pass: expected \(file) with 'listen = 8080' in it, no 'debug' in it, a match of /^password = .+$/ in \
            it, found 'listen = 8080' in it, no 'debug' in it, a match of /^password = .+$/ in it
            """
        )
        try await host.expect(
            "file: {path: \(file), contains: 'listen = ${PORT}1'}",
            "fail: expected \(file) with 'listen = 80801' in it, found no 'listen = 80801' in it")
        try await host.expect(
            "file: {path: \(file), lacks: hunter}",
            "fail: expected \(file) with no 'hunter' in it, found 'hunter' in it")
    }

    @Test("owner, group, path and digest may be parameters", arguments: HostShell.allCases)
    func parameters(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try folder.write("x.txt", "")
        let host = CheckHost(
            shell: shell, values: ["DIR": folder.path, "OWNER": NSUserName(), "SUM": try digest(file), "MODE": "0644"])
        #expect(
            try await host.ask("file: {path: $DIR/x.txt, owner: $OWNER, sha256: $SUM, mode: $MODE}").verdict
                == Verdict(
                    .pass, wanted: "\(file) with mode 0644, owner \(NSUserName()), sha256 \(try digest(file))",
                    found: "mode 0644, owner \(NSUserName()), sha256 \(try digest(file))"))
        try await CheckHost(shell: shell, values: ["OWNER": "nobody"]).expect(
            "file: {path: \(file), owner: $OWNER}",
            "fail: expected \(file) with owner nobody, found owner \(NSUserName())")
        try await CheckHost(shell: shell, values: ["MODE": "rwx"]).expect(
            "file: {path: \(file), mode: $MODE}",
            "error: expected \(file) with mode $MODE, found $MODE is 'rwx', which is not an octal mode")
    }

    @Test("names that a shell would take apart are only names", arguments: HostShell.allCases)
    func hostile(shell: HostShell) async throws {
        let folder = try TestFolder()
        for name in ["-rf", "a'b", "a\"b", "$(touch owned)", "a\nb", "*", "a\\b"] {
            try folder.write(name, "")
            let asked = try await CheckHost(shell: shell, values: ["NAME": name], directory: folder.path).ask(
                "file: {path: $NAME, type: file}")
            #expect(asked.verdict.result == .pass, "\(name): \(asked.verdict.found) \(asked.answer.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/owned"))
    }

    @Test("a session's options do not change the answer", arguments: [HostShell.bash, .dash])
    func session(shell: HostShell) async throws {
        let folder = try TestFolder()
        let file = try folder.write("a b", "x")
        let state =
            shell == .bash
            ? "set -euo pipefail; set -f; set -C; IFS=/; shopt -s nocasematch nullglob failglob; LC_ALL=de_DE.UTF-8\n"
            : "set -eufC; IFS=/\n"
        try await CheckHost(shell: shell).expect(
            "file: {path: '\(file)', mode: '0644', contains: x}",
            "pass: expected \(file) with mode 0644, 'x' in it, found mode 0644, 'x' in it", after: state)
    }
}
