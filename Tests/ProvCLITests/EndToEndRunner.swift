import Dispatch
import FoundationEssentials
import Glibc

/// Runs the commands of one script in one bash, in a folder of its own, with the built prov first on the PATH.
struct EndToEndRunner: Sendable {
    struct Result: Sendable {
        var output: String
        var exitCode: Int
    }

    let binary: String

    /// The `prov` beside the test bundle that this process has loaded; `PROV_BINARY` names another one.
    static func builtBinary() -> String? {
        if let named = unsafe getenv("PROV_BINARY") { return unsafe String(cString: named) }
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return nil }
        for line in maps.split(separator: "\n") {
            guard let path = line.firstIndex(of: "/").map({ line[$0...] }), path.hasSuffix(".xctest"), let slash = path.lastIndex(of: "/") else { continue }
            let candidate = path[..<slash] + "/prov"
            if FileManager.default.isExecutableFile(atPath: String(candidate)) { return String(candidate) }
        }
        return nil
    }

    func run(_ script: EndToEndScript) async throws -> [Result] {
        let folder = FileManager.default.temporaryDirectory.path + "/prov-end-to-end-\(UUID().uuidString)"
        let work = folder + "/work", results = folder + "/results", home = folder + "/home"
        for path in [work, results, home] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for file in script.files {
            let path = "\(work)/\(file.path)"
            if let slash = path.lastIndex(of: "/") {
                try FileManager.default.createDirectory(atPath: String(path[..<slash]), withIntermediateDirectories: true)
            }
            try Data(file.content.utf8).write(to: URL(filePath: path))
        }
        let driver = folder + "/driver.sh"
        try Data(text(of: script, work: work, results: results, home: home).utf8).write(to: URL(filePath: driver))
        await bash(driver)
        return script.commands.indices.map { index in
            let output = (try? Data(contentsOf: URL(filePath: "\(results)/\(index).out"))).map { String(decoding: $0, as: UTF8.self) }
            let code = (try? String(contentsOfFile: "\(results)/\(index).code", encoding: .utf8))?.filter { $0 != "\n" }
            return Result(output: output ?? "(it was not reached)\n", exitCode: code.flatMap { Int($0) } ?? -1)
        }
    }

    private func text(of script: EndToEndScript, work: String, results: String, home: String) -> String {
        let tools = binary.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        var text = """
            export HOME='\(home)' PATH='\(tools)':"$PATH" TMPDIR='\(home)' TERM=dumb LC_ALL=C.UTF-8 TZ=UTC SWIFT_BACKTRACE=enable=no
            unset PROV_STORE XDG_STATE_HOME NO_COLOR CI
            cd '\(work)' || exit

            """
        for (index, command) in script.commands.enumerated() {
            text += "{ \(command.text)\n} >'\(results)/\(index).out' 2>&1 </dev/null; echo $? >'\(results)/\(index).code'\n"
        }
        return text
    }

    /// Waits for bash on a thread that may block; a script that hangs is ended, with everything it started.
    private func bash(_ driver: String) async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async { @Sendable in
                var process = pid_t()
                let words = ["timeout", "--kill-after=5", "150", "bash", driver]
                var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
                defer { for unsafe word in unsafe arguments { unsafe free(word) } }
                if unsafe posix_spawnp(&process, "timeout", nil, nil, &arguments, environ) == 0 {
                    var status: Int32 = 0
                    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
                }
                done.resume()
            }
        }
    }
}
