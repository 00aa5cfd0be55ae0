import FoundationEssentials
import Glibc
import ProvCLI
import ProvHosts
import ProvInventory
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

/// Holds our reading of inventories against Ansible's own.
@Suite("Inventories, held against Ansible")
struct AnsibleOracleTests {
    @Test(
        "groups, variables and patterns are Ansible's", .timeLimit(.minutes(2)), arguments: try InventoryArchive.all())
    func agrees(archive: InventoryArchive) async throws {
        let folder = try archive.write()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let sources = archive.sources.map { $0.contains(",") ? $0 : "\(folder)/\($0)" }
        let wanted = try await AnsibleOracle.ask(sources: sources, patterns: archive.patterns)
        let files = try InventoryFiles(sources)
        #expect(files.diagnostics.filter { $0.severity == .error }.map(\.headline) == [])
        compareGroups(files.inventory, wanted)
        compareVariables(files.inventory, wanted)
        for (index, (pattern, limit)) in archive.patterns.enumerated() {
            var directory = HostDirectory(inventory: files.inventory)
            if let limit { try directory.limit(to: limit) }
            let found: [String] =
                switch directory.answer(pattern) {
                case .hosts(let names): names.filter(directory.isWithinLimit)
                case .trouble: []
                }
            let theirs = (wanted["patterns"]?.arrayValue?[index].arrayValue ?? []).compactMap(\.stringValue).map {
                $0 == "localhost" ? "local" : $0
            }
            // Ansible walks groups of groups in the order of a set, which is another in every process.
            #expect(archive.isFlat ? found == theirs : found.sorted() == theirs.sorted(), "\(pattern) | \(limit ?? "")")
        }
    }

    /// Ansible counts a host of several groups more than once before a subscript of a glob; we do not, so such are left
    /// out.
    @Test(
        "hundreds of patterns made at random mean what they mean to Ansible", .timeLimit(.minutes(2)),
        arguments: [1, 2, 3] as [UInt64])
    func randomPatterns(seed: UInt64) async throws {
        let archive = InventoryArchive(
            name: "flat-random",
            text: """
                -- hosts --
                solo
                [web]
                web[1:6]
                [db]
                db-[a:c].example.com
                [prod]
                web[2:4]
                db-a.example.com
                [odd-name.x]
                web1
                """)
        let folder = try archive.write()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var random = SeededNumbers(state: seed)
        let patterns = (0..<400).map { _ in randomPattern(&random) }
        let wanted = try await AnsibleOracle.ask(sources: ["\(folder)/hosts"], patterns: patterns.map { ($0, nil) })
        let directory = HostDirectory(inventory: try InventoryFiles(["\(folder)/hosts"]).inventory)
        for (index, pattern) in patterns.enumerated() {
            let found: [String] = if case .hosts(let names) = directory.answer(pattern) { names } else { [] }
            #expect(
                found == (wanted["patterns"]?.arrayValue?[index].arrayValue ?? []).compactMap(\.stringValue),
                "\(pattern)")
        }
    }

    private func randomPattern(_ random: inout SeededNumbers) -> String {
        let plain = ["web", "db", "prod", "solo", "web1", "web3", "db-a.example.com", "odd-name.x", "ungrouped"]
        let wild = [
            "all", "*", "w*", "web?", "web[!12]*", "*.example.com", "db-[a-b]*", "~web[1-3]", "~.*a", "~(web|db)",
            "~^db",
        ]
        let subscripts = ["", "", "", "[0]", "[1]", "[-1]", "[-2]", "[1:2]", "[0:0]", "[2:]", "[0-1]", "[1:9]"]
        let terms = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            let role = ["", "", "", "!", "&"].randomElement(using: &random) ?? ""
            let isPlain = Bool.random(using: &random)
            let name = (isPlain ? plain : wild).randomElement(using: &random) ?? ""
            return role + name + (isPlain ? subscripts.randomElement(using: &random) ?? "" : "")
        }
        return terms.joined(separator: [":", ",", " , "].randomElement(using: &random) ?? ":")
    }

    private func compareGroups(_ inventory: Inventory, _ wanted: JSON) {
        let theirs = wanted["groups"]?.members ?? []
        #expect(inventory.groupNames.sorted() == theirs.map(\.key).sorted())
        for group in theirs {
            func names(_ key: String) -> [String] { (group.value[key]?.arrayValue ?? []).compactMap(\.stringValue) }
            #expect(inventory.ownHostNames(of: group.key).sorted() == names("hosts").sorted(), "hosts of \(group.key)")
            #expect(
                inventory.childNames(of: group.key).sorted() == names("children").sorted(), "children of \(group.key)")
        }
    }

    private func compareVariables(_ inventory: Inventory, _ wanted: JSON) {
        let theirs = wanted["hosts"]?.members ?? []
        #expect(inventory.hostNames.sorted() == theirs.map(\.key).sorted())
        for host in theirs {
            let written = inventory.variables(of: host.key)?.written ?? [:]
            #expect(written.keys.sorted() == host.value.members?.map(\.key).sorted(), "names on \(host.key)")
            for member in host.value.members ?? [] {
                guard let value = written[member.key]?.value else { continue }
                let own: JSON = value == .vault ? "(vault)" : value.json
                #expect(own.sorted == member.value.sorted, "\(member.key) on \(host.key)")
            }
        }
    }
}

extension JSON {
    /// With the members of every object in the order of their names.
    fileprivate var sorted: JSON {
        switch self {
        case .array(let values): .array(values.map(\.sorted))
        case .object(let members):
            .object(members.map { JSON.Member($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
        default: self
        }
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// An inventory as one text: files, the patterns that are tried, and what is read.
struct InventoryArchive: Sendable, CustomTestStringConvertible {
    var name: String
    var files: [(path: String, text: String)] = []
    var patterns: [(pattern: String, limit: String?)] = []
    var sources: [String] = []

    var testDescription: String { name }
    var isFlat: Bool { name.hasPrefix("flat") }

    init(name: String, text: String) {
        self.name = name
        var sections: [(path: String, lines: [Substring])] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("-- "), line.hasSuffix(" --") {
                sections.append((String(line.dropFirst(3).dropLast(3)), []))
            } else if !sections.isEmpty {
                sections[sections.count - 1].lines.append(line)
            }
        }
        for (path, lines) in sections {
            let words = lines.filter { !$0.isEmpty }
            switch path {
            case "patterns":
                patterns = words.map { line in
                    guard let bar = line.firstRange(of: " | ") else { return (String(line), nil) }
                    return (String(line[..<bar.lowerBound]), String(line[bar.upperBound...]))
                }
            case "sources": sources = words.map(String.init)
            default: files.append((path, lines.joined(separator: "\n") + (lines.last?.isEmpty == true ? "" : "\n")))
            }
        }
        if sources.isEmpty { sources = files.prefix(1).map(\.path) }
    }

    static func all() throws -> [InventoryArchive] {
        let folder = EndToEndRunner.project() + "/Tests/Inventory"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".txt") && $0 != "requirements.txt"
        }.sorted().map {
            InventoryArchive(
                name: String($0.dropLast(4)), text: try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8))
        }
    }

    /// Writes the files into a new folder.
    func write() throws -> String {
        let folder = "/tmp/prov-inventory-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        for (path, text) in files {
            let full = "\(folder)/\(path)"
            try FileManager.default.createDirectory(
                atPath: String(full[..<(full.lastIndex(of: "/") ?? full.endIndex)]), withIntermediateDirectories: true)
            try text.write(toFile: full, atomically: false, encoding: .utf8)
        }
        return folder
    }
}

enum AnsibleOracle {
    /// The Python that has ansible-core; `make test` names it.
    static func python() throws -> String {
        let path = try #require(
            ProcessInfo.processInfo.environment["PROV_ANSIBLE_PYTHON"],
            "PROV_ANSIBLE_PYTHON names no Python with ansible-core; run `make test`")
        return path
    }

    static func ask(sources: [String], patterns: [(pattern: String, limit: String?)]) async throws -> JSON {
        let request = JSON.object([
            .init("sources", .array(sources.map(JSON.string))),
            .init(
                "patterns", .array(patterns.map { .array([.string($0.pattern), $0.limit.map(JSON.string) ?? .null]) })),
        ])
        let result = try await OneShot.run(
            [try python(), EndToEndRunner.project() + "/Tests/Inventory/oracle.py"],
            input: Array(request.text().utf8), timeout: .seconds(60))
        #expect(result.outcome.ending == .exited(0), "\(String(decoding: result.stderr, as: UTF8.self))")
        return try JSON(parsing: result.stdout)
    }
}
