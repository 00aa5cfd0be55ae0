import FoundationEssentials
import Glibc
import ProvHosts
import Testing

@testable import ProvText

/// Documents of other tools have those tools' verdicts; docs/reference/peers.md lists what differs on purpose.
@Suite("Documents of other tools, held against the tools")
struct PeerDocumentsTests {
    /// A tool, the script that writes its documents and asks it, and what differs on purpose.
    struct Peer: Sendable, CustomTestStringConvertible {
        var name: String
        var script: String
        var fileEnding: String
        var least: Int
        var differences: Set<String>
        var testDescription: String { name }
    }

    static let peers = [
        Peer(
            name: "cram", script: "cram_documents.py", fileEnding: "t", least: 106,
            // A file without a command: there is nothing to run. cram's patterns see the indentation, so `^` never
            // holds.
            differences: ["prose-only", "re-anchors"]),
        Peer(
            name: "mechanical-markdown", script: "mechanical_documents.py", fileEnding: "md", least: 60,
            // A STEP without a block: there is nothing to run. A step in the background is not waited for.
            differences: ["no-block", "background-code-wrong"]),
    ]

    @Test("the verdicts are the tool's, but for what differs on purpose", .timeLimit(.minutes(6)), arguments: peers)
    func verdicts(peer: Peer) async throws {
        let folder = "/tmp/prov-peer-documents-\(getpid())-\(peer.fileEnding)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let answer = try await OneShot.run(
            [try PeersOracle.python(), "\(EndToEndRunner.project())/Tests/Peers/\(peer.script)", folder],
            timeout: .seconds(180))
        #expect(answer.outcome.ending == .exited(0), "\(String(decoding: answer.stderr, as: UTF8.self))")
        let verdicts = try #require(JSON(parsing: answer.stdout).members)
        let prov = try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests")
        let different = try await withThrowingTaskGroup(of: String?.self) { group in
            for verdict in verdicts {
                group.addTask {
                    let place = "\(folder)/prov/\(verdict.key)"
                    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                    let file = "\(place)/\(verdict.key).\(peer.fileEnding)"
                    try FileManager.default.copyItem(
                        atPath: "\(folder)/\(verdict.key).\(peer.fileEnding)", toPath: file)
                    let result = try await OneShot.run(
                        [prov, "run", file, "--yes", "--store", "\(folder)/store-\(verdict.key)"],
                        timeout: .seconds(120))
                    let passes = result.outcome.ending == .exited(0)
                    return passes == (verdict.value == .bool(true)) ? nil : verdict.key
                }
            }
            return try await group.reduce(into: Set<String>()) { all, name in if let name { all.insert(name) } }
        }
        print("\(peer.name): the same verdict on \(verdicts.count - different.count) of \(verdicts.count) documents")
        #expect(different == peer.differences)
        #expect(verdicts.count - different.count >= peer.least)
    }
}
