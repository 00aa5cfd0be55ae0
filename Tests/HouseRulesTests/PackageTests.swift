import Foundation
import Testing

@Suite("What the tests call is installed by .ci/packages")
struct PackageTests {
    /// The exit code of .ci/programs, and what it printed.
    static func programs(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(PackageFiles.root)/.ci/programs")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    @Test(
        """
        every program that tests, scripts and the Makefile call is in a listed package, in one that it needs, or \
        in an essential one
        """
    )
    func programs() throws {
        let result = try Self.programs([])
        #expect(result.code == 0, "\(result.output)")
    }

    @Test(
        "a call of what is not listed is found, in scripts, end-to-end texts, the Makefile and Swift",
        arguments: [
            ("a.sh", "x=1 sudo sqlite3 a | sort"), ("a.sh", "if echo \"$(sqlite3 a)\"; then :; fi"),
            ("a.txt", "$ echo a && sqlite3 b"), ("Makefile", "a:\n\t@sqlite3 b"),
            ("a.swift", "try await OneShot.run([\"sqlite3\", \"a\"])"), ("a.swift", "shell(\"cat x | sqlite3 a\")"),
            ("a.py", "subprocess.run([\"sqlite3\", \"a\"])"),
        ])
    func canFail(name: String, text: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prov-programs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(name)
        try Data((text + "\n").utf8).write(to: file)
        let result = try Self.programs(["--without", "sqlite3", file.path])
        #expect(result.code == 1)
        #expect(result.output.contains("sqlite3 is in the package sqlite3"))
        #expect(try Self.programs([file.path]).code == 0)
    }
}
