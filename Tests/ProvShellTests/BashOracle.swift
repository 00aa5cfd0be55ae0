import Foundation

/// What a real bash makes of a text.
enum BashOracle {
    /// Standard output of a bash that reads a program from its standard input, and its exit code.
    static func run(_ program: String, arguments: [String] = []) throws -> (output: [UInt8], code: Int32) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prov-bash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("program")
        try Data(program.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["20", "/bin/bash", "--norc"] + arguments + [file.path]
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/nowhere", "LC_ALL": "C.UTF-8"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (Array(data), process.terminationStatus)
    }

    /// The words of every simple command of a text, of each process in their order.
    ///
    /// No program is found: bash calls `command_not_found_handle` with the words, which writes them down.
    static func commands(in text: String) throws -> [[String]] {
        let program = """
            command_not_found_handle() { builtin printf '%s\\0' "$@" $'\\1' >>log.$BASHPID; return 127; }
            set -f
            \(text)
            wait
            set +f
            for log in log.*; do
                while IFS= builtin read -r -d '' word; do builtin printf '%s\\0' "$word"; done <$log
            done
            """
        let output = try run(program).output
        var commands: [[String]] = []
        var words: [String] = []
        for part in output.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
            if part.elementsEqual([1]) {
                commands.append(words)
                words = []
            } else {
                words.append(String(decoding: part, as: UTF8.self))
            }
        }
        return commands
    }
}
