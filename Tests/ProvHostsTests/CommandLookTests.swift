import Foundation
import ProvSystem
import ProvText
import Testing

@testable import ProvHosts

@Suite("What a running command does, seen from outside")
struct CommandLookTests {
    @Test(
        "addresses of /proc/net/tcp",
        arguments: [
            ("0100007F:1F40", "127.0.0.1:8000"), ("00000000:0050", "0.0.0.0:80"),
            ("00000000000000000000000000000000:01BB", "[::]:443"),
            ("00000000000000000000000001000000:1F90", "[::1]:8080"),
            ("0000000000000000FFFF00000100007F:0016", "127.0.0.1:22"),
            ("B80D0120000000000000000001000000:0001", "[2001:db8:0:0:0:0:0:1]:1"),
        ])
    func address(text: String, expected: String) { #expect(CommandLook.address(text) == expected) }

    @Test("what is not an address", arguments: ["", "0100007F", "01:50", "0100007G:50", "0100007F:1F400"])
    func noAddress(text: String) { #expect(CommandLook.address(text) == nil) }

    @Test("processes that are older than the command, or that earlier ones started, are left out")
    func age() {
        let answer =
            "N 10 1 5000 7 nginx\nL 10 00000000:0050\nN 11 1 900 3 python3 -m\nL 11 0100007F:1F40\nL 12 0100007F:1F41\nN 14 13 900 9 node\nL 14 0100007F:1F42\nN 13 7 900 1 sh\n"
        let look = CommandLook(Array(answer.utf8), age: .seconds(10), besides: [13])
        #expect(look.listeners == [.init(pid: 11, program: "python3 -m", address: "127.0.0.1:8000")])
        #expect(look.busy == 3)
    }

    @Test(
        "a real server is seen with its port, by the shells that hosts have",
        arguments: ["sh", "bash", "dash", "busybox sh"])
    func server(shell: String) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            "import socket, time; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); time.sleep(60)",
        ]
        let mark = "PROV_SESSION=look-\(UUID().uuidString)"
        process.environment = ["PATH": "/usr/bin:/bin", "PROV_SESSION": String(mark.dropFirst(13))]
        process.standardOutput = output
        try process.run()
        defer { process.terminate() }
        let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).filter(\.isNumber)
        let scope = ProcessScope(sessions: [], marker: mark)
        let answer = OneShot.answer(
            shell.split(separator: " ").map(String.init) + ["-c", ProcessFinder.looking(scope)],
            environment: ["PATH": "/usr/bin:/bin"], timeout: .seconds(20))
        let look = CommandLook(try #require(answer).stdout, age: .seconds(30), besides: [])
        #expect(look.listeners.map(\.address) == ["127.0.0.1:\(port)"])
        #expect(look.listeners.map(\.program) == ["python3"])
        #expect(CommandLook(try #require(answer).stdout, age: .seconds(-10), besides: []).listeners.isEmpty)
    }
}
