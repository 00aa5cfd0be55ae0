import FoundationEssentials
import Glibc
import Testing

/// A text archive: prose, files (`-- path --`), and after `-- commands --` a session with prompts, outputs and exit
/// codes.
///
/// A command stands after `$ `, its further lines after `> `. Under it stands what it prints, standard error included:
/// literally, or with `...` for any lines, ` (re)` and ` (glob)` at a line's end for patterns. `[3]` as the last line
/// is its exit code, 0 where none stands. An empty line ends an output; what follows up to the next command is prose.
struct EndToEndScript: Sendable, CustomTestStringConvertible {
    struct File: Sendable {
        var path: String
        var content: String
    }

    struct Command: Sendable {
        var text: String
        var output: [String] = []
        var exitCode = 0
        /// In the archive, from 1.
        var line: Int

        /// What is wrong with what it did, in words; `nil` where it is as shown.
        func difference(from result: EndToEndRunner.Result) -> String? {
            if let difference = ShownOutput(output).difference(from: result.output) {
                return "$ \(text)\n\(difference)\n--- it printed:\n\(result.output)"
            }
            if result.exitCode == exitCode { return nil }
            return "$ \(text)\nit ended with \(result.exitCode), not \(exitCode); it printed:\n\(result.output)"
        }
    }

    struct ReadingError: Error { var message: String }

    var name: String
    var files: [File] = []
    var commands: [Command] = []
    var testDescription: String { name }

    init(name: String, text: String) throws {
        self.name = name
        var isCommands = false
        var isProse = true
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let path = EndToEndScript.header(line) {
                isCommands = path == "commands"
                if !isCommands { files.append(File(path: path, content: "")) }
            } else if isCommands {
                read(line, number: index + 1, isProse: &isProse)
            } else if let last = files.indices.last {
                files[last].content += line + "\n"
            }
        }
        guard !commands.isEmpty else { throw ReadingError(message: "\(name) has no commands") }
    }

    private static func header(_ line: Substring) -> String? {
        guard line.hasPrefix("-- "), line.hasSuffix(" --"), line.count > 6 else { return nil }
        return String(line.dropFirst(3).dropLast(3))
    }

    private mutating func read(_ line: Substring, number: Int, isProse: inout Bool) {
        if line.hasPrefix("$ ") {
            commands.append(Command(text: String(line.dropFirst(2)), line: number))
            isProse = false
            return
        }
        guard !isProse, let last = commands.indices.last else { return }
        if line.isEmpty {
            isProse = true
        } else if line.hasPrefix("> "), commands[last].output.isEmpty {
            commands[last].text += "\n" + line.dropFirst(2)
        } else if line.hasPrefix("["), line.hasSuffix("]"), let code = Int(line.dropFirst().dropLast()) {
            commands[last].exitCode = code
        } else {
            commands[last].output.append(String(line))
        }
    }

    /// Those of them that are to run: all but the long ones, with PROV_TIER=all these too, or with
    /// PROV_SCRIPTS=killed,secrets these alone.
    static func chosen(in name: String = "EndToEnd") throws -> [EndToEndScript] {
        let wanted = unsafe getenv("PROV_SCRIPTS").map {
            unsafe Set(String(cString: $0).split(separator: ",").map(String.init))
        }
        let isEverything = unsafe getenv("PROV_TIER").map { unsafe String(cString: $0) } == "all"
        if let wanted { return try all(in: name).filter { wanted.contains($0.name) } }
        return try all(in: name, tiers: isEverything ? ["", "/Long"] : [""])
    }

    /// Every archive of Tests/EndToEnd, or of another folder beside it, by name; those of its folder Long too.
    static func all(
        in name: String = "EndToEnd", tiers: [String] = ["", "/Long"], from file: String = #filePath
    ) throws -> [EndToEndScript] {
        let tests = file.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
        return try tiers.flatMap { tier in
            let folder = "\(tests)/\(name)\(tier)"
            guard tier.isEmpty || FileManager.default.fileExists(atPath: folder) else { return [EndToEndScript]() }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }
            return try names.sorted().map { name in
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                return try EndToEndScript(name: String(name.dropLast(4)), text: text)
            }
        }
    }
}

/// An output as a script shows it.
struct ShownOutput {
    private let lines: [String]

    init(_ lines: [String]) {
        var lines = lines.map(ShownOutput.trimmed)
        while lines.last?.isEmpty == true { lines.removeLast() }
        self.lines = lines
    }

    /// What does not fit, in words; `nil` where all of it does.
    func difference(from output: String) -> String? {
        var found = output.split(separator: "\n", omittingEmptySubsequences: false).map {
            ShownOutput.trimmed(String($0))
        }
        while found.last?.isEmpty == true { found.removeLast() }
        var furthest = 0
        if matches(lines[...], found[...], &furthest) { return nil }
        let got = furthest < found.count ? "'\(found[furthest])'" : "the end"
        return
            """
            line \(furthest + 1) of the output is \(got), which does not fit; shown is:
            \(lines.joined(separator: "\n"))
            """
    }

    private func matches(_ shown: ArraySlice<String>, _ found: ArraySlice<String>, _ furthest: inout Int) -> Bool {
        furthest = max(furthest, found.startIndex)
        guard let first = shown.first else { return found.isEmpty }
        if first == "..." {
            if shown.count == 1 { return true }
            return (found.startIndex...found.endIndex).contains { matches(shown.dropFirst(), found[$0...], &furthest) }
        }
        guard let line = found.first, ShownOutput.fits(first, line) else { return false }
        return matches(shown.dropFirst(), found.dropFirst(), &furthest)
    }

    private static func fits(_ shown: String, _ line: String) -> Bool {
        if shown.hasSuffix(" (re)") {
            guard let regex = try? Regex(String(shown.dropLast(5))) else { return false }
            return line.wholeMatch(of: regex) != nil
        }
        if shown.hasSuffix(" (glob)") {
            // Each part between stars must come, in order; the first and the last at the ends.
            let parts = shown.dropLast(7).split(separator: "*", omittingEmptySubsequences: false)
            guard let head = parts.first, let tail = parts.last, parts.count > 1, line.hasPrefix(head),
                line.hasSuffix(tail),
                line.count >= head.count + tail.count
            else { return shown.dropLast(7) == line }
            var rest = line.dropFirst(head.count).dropLast(tail.count)
            for part in parts.dropFirst().dropLast() where !part.isEmpty {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
            return true
        }
        return shown == line
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
