import FoundationEssentials
import Glibc
import Testing

@testable import ProvSystem

@Suite("Processes that prov starts", .timeLimit(.minutes(2)))
struct ProcessTests {
    private static let path: Environment = ["PATH": "/usr/bin:/bin"]

    /// Runs a command to its end, and gives how it ended and what it printed.
    private func run(_ arguments: [String], environment: Environment = path, directory: String? = nil) throws -> (
        ending: ChildProcess.Ending, output: String
    ) {
        let pipe = try Pipe()
        let nothing = try Descriptor(path: "/dev/null", flags: O_RDONLY)
        let child = try ChildProcess(
            .init(
                arguments: arguments, environment: environment, directory: directory,
                standard: (nothing.number, pipe.writing.number, pipe.writing.number)))
        let reading = pipe.takeReading()
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = RawIO.read(reading.number, into: &buffer), count > 0 { bytes += buffer[..<count] }
        return (child.reap(), String(decoding: bytes, as: UTF8.self))
    }

    @Test("an exit code is reported unchanged", arguments: [0, 1, 2, 127, 128, 141, 255])
    func exitCodes(code: Int) throws {
        guard case .exited(code) = try run(["sh", "-c", "exit \(code)"]).ending else {
            return #expect(Bool(false), "it is not \(code)")
        }
    }

    @Test("a signal is not an exit code", arguments: [SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGSEGV].map(Int.init))
    func signals(number: Int) throws {
        guard case .signalled(number) = try run(["sh", "-c", "ulimit -c 0; kill -\(number) $$"]).ending else {
            return #expect(Bool(false), "it is not signal \(number)")
        }
    }

    @Test("arguments and variables arrive as they are, and no others")
    func arguments() throws {
        let odd = ["", "a b", "it's", "$HOME", "a\nb", "ü", "-n"]
        #expect(try run(["printf", "<%s>"] + odd).output == odd.map { "<\($0)>" }.joined())
        let environment: Environment = ["A": "b=c", "EMPTY": "", "PATH": "/usr/bin:/bin"]
        #expect(try run(["env"], environment: environment).output == "A=b=c\nEMPTY=\nPATH=/usr/bin:/bin\n")
        #expect(try run(["pwd"], directory: "/usr").output == "/usr\n")
    }

    @Test("it has no descriptor of ours but the three that it was given, and no signal blocked or ignored")
    func inheritance() throws {
        let open = try Descriptor(path: "/dev/null", flags: O_RDONLY)
        _ = fcntl(open.number, F_SETFD, 0)
        #expect(try run(["sh", "-c", "ls /proc/$$/fd"]).output == "0\n1\n2\n")
        let signals = try run(["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"]).output.split(separator: "\n")
        #expect(signals.count == 2)
        for line in signals {
            // 32 and 33 are glibc's own, and no program has another handler for them.
            let set = UInt64(line.suffix(16), radix: 16) ?? .max
            #expect(set & ~0x1_8000_0000 == 0, "\(line)")
        }
    }

    @Test("one that ends without reading what it is given does not end who writes to it")
    func unreadInput() throws {
        let input = try Pipe()
        let child = try ChildProcess(
            .init(
                arguments: ["true"], environment: Self.path, directory: nil,
                standard: (input.reading.number, input.writing.number, input.writing.number)))
        _ = child.reap()
        // Takes the end that is read from with it.
        let writing = input.takeWriting()
        #expect(RawIO.write(writing.number, [1]) == -1 && errno == EPIPE)
    }

    @Test("a session of its own: Ctrl-C of our terminal is not for it")
    func session() throws {
        let output = try run(["sh", "-c", "echo $$; cut -d' ' -f6 /proc/$$/stat"]).output.split(separator: "\n")
        #expect(output.count == 2 && output[0] == output[1])
    }

    @Test("a program that is not there is an error, and no process")
    func missing() throws {
        let error = #expect(throws: SystemError.self) { _ = try run(["/nowhere/program"]) }
        #expect(error == SystemError(number: ENOENT, call: "start /nowhere/program"))
    }

    @Test("its end is seen without taking its status")
    func watched() throws {
        let nothing = try Descriptor(path: "/dev/null", flags: O_RDWR)
        let child = try ChildProcess(
            .init(
                arguments: ["sleep", "0.2"], environment: Self.path,
                standard: (nothing.number, nothing.number, nothing.number)))
        let before = child.hasEnded
        #expect(!before)
        let isSeen = RawIO.isReadable(child.watch.number, withinMilliseconds: 20_000)
        #expect(isSeen)
        let after = child.hasEnded
        #expect(after)
        guard case .exited(0) = child.reap() else { return #expect(Bool(false), "it did not end well") }
    }

    @Test("a terminal is the child's own, with the size that was set, rows and columns apart")
    func terminal() throws {
        let terminal = try PseudoTerminal()
        TerminalSettings.setSize((rows: 31, columns: 117), of: terminal.master.number)
        let size = try #require(TerminalSettings.size(of: terminal.master.number))
        #expect(size.rows == 31 && size.columns == 117)
        let child = try ChildProcess(
            .init(
                arguments: ["sh", "-c", "stty size; test -t 0 && echo terminal"], environment: Self.path,
                standard: (0, 1, 2), terminal: terminal.path))
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("terminal"), RawIO.isReadable(terminal.master.number, withinMilliseconds: 20_000),
            case let count = RawIO.read(terminal.master.number, into: &buffer), count > 0
        {
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        #expect(text == "31 117\r\nterminal\r\n")
        guard case .exited(0) = child.reap() else { return #expect(Bool(false), "it is not a terminal") }
        let nothing = try Descriptor(path: "/dev/null", flags: O_RDONLY)
        #expect(TerminalSettings.size(of: nothing.number) == nil)
        #expect(TerminalSettings(of: nothing.number) == nil)
    }

    @Test("an environment keeps bytes, and finds a variable by its whole name")
    func environments() {
        let environment = Environment(entries: [Array("A=1".utf8), Array("AB=x=y".utf8), [0x42, 0x3D, 0xFF]])
        #expect(environment["A"] == "1")
        #expect(environment["AB"] == "x=y")
        #expect(environment["B"] == "\u{FFFD}")
        #expect(environment["C"] == nil)
        #expect(environment.filter { $0 != "A" }.entries.count == 2)
        #expect(environment.adding("C", "")["C"] == "")
        #expect(environment.variables.map(\.name) == ["A", "AB", "B"])
    }
}
