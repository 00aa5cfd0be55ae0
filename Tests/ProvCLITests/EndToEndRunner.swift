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
    /// What runs bash in another machine than this: a program that takes `--bind FOLDER` for each folder that both
    /// share, then a command.
    var machine: String?
    /// Variables that the script's commands have besides.
    var environment: [String: String] = [:]
    /// More than a script may take.
    var seconds = 150

    /// The `prov` beside the test bundle that this process has loaded; `PROV_BINARY` names another one.
    static func builtBinary() -> String? {
        if let named = unsafe getenv("PROV_BINARY") { return unsafe String(cString: named) }
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return nil }
        for line in maps.split(separator: "\n") {
            guard let path = line.firstIndex(of: "/").map({ line[$0...] }), path.hasSuffix(".xctest"),
                let slash = path.lastIndex(of: "/")
            else { continue }
            let candidate = path[..<slash] + "/prov"
            if FileManager.default.isExecutableFile(atPath: String(candidate)) { return String(candidate) }
        }
        return nil
    }

    /// The top of the clone.
    static func project(from file: String = #filePath) -> String { folder(of: folder(of: folder(of: file))) }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }

    func run(_ script: EndToEndScript) async throws -> [Result] {
        let folder = FileManager.default.temporaryDirectory.path + "/prov-end-to-end-\(UUID().uuidString)"
        let work = folder + "/work"
        let results = folder + "/results"
        let home = folder + "/home"
        for path in [work, results, home] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for file in script.files {
            let path = "\(work)/\(file.path)"
            if let slash = path.lastIndex(of: "/") {
                try FileManager.default.createDirectory(
                    atPath: String(path[..<slash]), withIntermediateDirectories: true)
            }
            try Data(file.content.utf8).write(to: URL(filePath: path))
        }
        let driver = folder + "/driver.sh"
        try Data(text(of: script, work: work, results: results, home: home).utf8).write(to: URL(filePath: driver))
        await bash(driver, sharing: folder)
        return script.commands.indices.map { index in
            let output = (try? Data(contentsOf: URL(filePath: "\(results)/\(index).out"))).map {
                String(decoding: $0, as: UTF8.self)
            }
            let code = (try? String(contentsOfFile: "\(results)/\(index).code", encoding: .utf8))?.filter { $0 != "\n" }
            return Result(output: output ?? "(it was not reached)\n", exitCode: code.flatMap { Int($0) } ?? -1)
        }
    }

    private func text(of script: EndToEndScript, work: String, results: String, home: String) -> String {
        var text = """
            export RUNBOOKS='\(EndToEndRunner.project())/runbooks'
            export HOME='\(home)' PATH='\(EndToEndRunner.folder(of: binary))':"$PATH" TMPDIR='\(home)' PROV_LOCKS='\(home)' TERM=dumb LC_ALL=C.UTF-8 TZ=UTC SWIFT_BACKTRACE=enable=no
            unset PROV_STORE XDG_STATE_HOME NO_COLOR CI
            cd '\(work)' || exit

            """
        // A process that another test starts meanwhile may hold the file, as this process wrote it, open for writing:
        // Linux does not run it then ("text file busy"). What cp writes, no other process has open.
        for file in script.files where file.content.hasPrefix("#!") {
            text += "cp -p -- '\(file.path)' '\(file.path).copy' && mv -f -- '\(file.path).copy' '\(file.path)'\n"
        }
        for (name, value) in environment { text += "export \(name)='\(value)'\n" }
        for (index, command) in script.commands.enumerated() {
            text +=
                "{ \(command.text)\n} >'\(results)/\(index).out' 2>&1 </dev/null; echo $? >'\(results)/\(index).code'\n"
        }
        return text
    }

    /// Waits for bash on a thread that may block; a script that hangs is ended, with everything it started.
    private func bash(_ driver: String, sharing folder: String) async {
        let shared = [folder, EndToEndRunner.folder(of: binary), EndToEndRunner.project()].flatMap { ["--bind", $0] }
        let words =
            ["timeout", "--kill-after=5", "\(seconds)"] + (machine.map { [$0] + shared } ?? []) + ["bash", driver]
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async { @Sendable in
                var process = pid_t()
                var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
                defer { while let word = unsafe arguments.popLast() { unsafe free(word) } }
                // A thread of Dispatch blocks signals, and a script whose processes cannot be ended with TERM is no
                // script.
                var attributes = posix_spawnattr_t()
                var none = sigset_t()
                unsafe posix_spawnattr_init(&attributes)
                unsafe sigemptyset(&none)
                unsafe posix_spawnattr_setsigmask(&attributes, &none)
                unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
                defer { unsafe posix_spawnattr_destroy(&attributes) }
                if unsafe posix_spawnp(&process, "timeout", nil, &attributes, &arguments, environ) == 0 {
                    var status: Int32 = 0
                    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
                }
                done.resume()
            }
        }
    }
}
