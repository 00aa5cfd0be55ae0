import FoundationEssentials
import ProvJournal
import ProvText
import Testing

@testable import ProvCLI
@testable import ProvEngine

@Suite("Requests for approval and their answers in a run's folder")
struct ApprovalFolderTests {
    private static let signature = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"

    private let run = "/tmp/prov-approvals-\(UUID().uuidString)"
    private var folder: ApprovalFolder { ApprovalFolder(run: run) }

    private func request(_ step: String, nonce: String = "n") -> ApprovalRequest {
        var request = ApprovalRequest(
            run: "r", step: step, digest: "d", environment: "prod", runbook: "/a.md", approvers: "oncall", count: 1,
            executor: "eve", inputs: [:], released: [])
        request.nonce = nonce
        return request
    }

    private func removing(_ body: () throws -> Void) rethrows {
        defer { try? FileManager.default.removeItem(atPath: run) }
        try body()
    }

    @Test("whatever a step is called, its request is its own, and lies in the folder")
    func names() throws {
        try removing {
            let steps = ["gate", "gate.1", "../gate", "a/b", "ä", "a b", "a%2eb", "a.b", ".", "g\u{0}", "gate.1.sig"]
            for step in steps { try folder.put(request(step)) }
            #expect(Set(steps.map(folder.requestPath)).count == steps.count)
            for step in steps {
                #expect(Files.parent(folder.requestPath(step)) == folder.path)
                #expect(folder.request(of: step) == Array(request(step).text.utf8))
                _ = try folder.add(.init(denial: nil, signature: Self.signature), to: step)
            }
            for step in steps { #expect(folder.answers(to: step).count == 1, "\(step)") }
            #expect(Set(folder.requests().map(\.step)) == Set(steps))
        }
    }

    private enum Files {
        static func parent(_ path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
    }

    @Test("answers come back in the order in which they were given, past nine too")
    func order() throws {
        try removing {
            try folder.put(request("gate"))
            let given = (1...12).map { "-----BEGIN SSH SIGNATURE-----\n\($0)" }
            for signature in given { _ = try folder.add(.init(denial: nil, signature: signature), to: "gate") }
            #expect(folder.answers(to: "gate").map(\.signature) == given)
            #expect(folder.answers(to: "gat").isEmpty)
        }
    }

    @Test("a new request takes the answers to the one before it away, and no others")
    func renewed() throws {
        try removing {
            for step in ["gate", "gate-2"] {
                try folder.put(request(step))
                _ = try folder.add(.init(denial: nil, signature: Self.signature), to: step)
            }
            try folder.put(request("gate", nonce: "other"))
            #expect(folder.answers(to: "gate").isEmpty)
            #expect(folder.answers(to: "gate-2").count == 1)
            #expect(folder.request(of: "gate") == Array(request("gate", nonce: "other").text.utf8))
        }
    }

    @Test("a denial has its text before the signature; a file without a signature is not an answer")
    func reading() throws {
        let text = ApprovalRequest.denial("not on a Friday", hash: "abc")
        let denial = ApprovalFolder.Answer(denial: (text, "not on a Friday"), signature: Self.signature)
        let read = try #require(ApprovalFolder.Answer(Array(denial.text.utf8)))
        #expect(read.denial?.reason == "not on a Friday" && read.denial?.text == text)
        #expect(read.signature == Self.signature)
        let approval = try #require(ApprovalFolder.Answer(Array(Self.signature.utf8)))
        #expect(approval.denial == nil && approval.signature == Self.signature)
        for other in ["", "yes", "{\"denied\":\"no\"}\n", "-----BEGIN SSH"] {
            #expect(ApprovalFolder.Answer(Array(other.utf8)) == nil, "\(other)")
        }
        // Words before a signature that deny nothing are no denial, and are not signed.
        #expect(ApprovalFolder.Answer(Array(("hello\n" + Self.signature).utf8))?.denial == nil)
    }

    @Test("a request that was changed by hand is none")
    func changed() throws {
        try removing {
            try folder.put(request("gate"))
            let path = folder.requestPath("gate")
            try (request("gate").text + "\n").write(toFile: path, atomically: false, encoding: .utf8)
            #expect(folder.requests().isEmpty)
        }
    }

    @Test("what a person is shown of a request cannot move the cursor, and names everything that is released")
    func text() {
        var shown = request("gate")
        shown.inputs = ["NAME": "\u{1B}[2Jclean"]
        shown.released = [
            .init(
                step: "deploy", title: "T", hosts: ["web1", "web2"], command: "rm -rf /srv\n\u{1B}[1A",
                others: [.init(what: "undo", command: "restore")])
        ]
        let text = RequestText.text(shown, Console(1))
        #expect(!text.contains("\u{1B}[2J") && !text.contains("\u{1B}[1A"))
        for part in ["deploy", "web", "rm -rf /srv", "undo: restore", "NAME=", "oncall"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(RequestText.text(request("gate"), Console(1)).contains("nothing: no step follows"))
    }
}
