import FoundationEssentials
import ProvHosts
import ProvJournal
import ProvPolicy
import Testing

@testable import ProvCLI
@testable import ProvEngine

/// A folder with keys of ssh-keygen and an `allowed_signers` file.
final class SignersFixture: Sendable {
    let folder: String

    init() async throws {
        folder = "/tmp/prov-signers-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["ada", "eve"] {
            let made = try await OneShot.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(folder)/\(name)"])
            try #require(made.outcome.ending == .exited(0))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func key(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name).pub", encoding: .utf8).split(separator: " ").prefix(2)
            .joined(separator: " ")
    }

    func signers(_ text: String) throws -> AllowedSigners {
        try text.write(toFile: "\(folder)/allowed_signers", atomically: false, encoding: .utf8)
        return AllowedSigners(path: "\(folder)/allowed_signers")
    }
}

@Suite("Signatures of approvals, held against ssh-keygen", .timeLimit(.minutes(2)))
struct SSHSignatureTests {
    private func verify(
        _ text: String, by signer: String, signed: String? = nil, as line: String = "ada,oncall",
        _ fixture: SignersFixture
    ) async throws -> SignedAnswer {
        let signers = try fixture.signers("# people\n\(line) \(try fixture.key("ada"))\n")
        let signature = try await SSHSignature.sign(signed ?? text, key: "\(fixture.folder)/\(signer)")
        return try await SSHSignature.verify(text, signature: signature, denial: nil, against: signers)
    }

    @Test("a signature over the text counts, with the names of its key and its fingerprint")
    func good() async throws {
        let fixture = try await SignersFixture()
        let answer = try await verify("{\"run\":\"r\"}", by: "ada", fixture)
        #expect(answer.trouble == nil)
        #expect(answer.principals == ["ada,oncall"] || answer.principals == ["ada", "oncall"])
        #expect(answer.key.hasPrefix("SHA256:"))
    }

    @Test("a signature over anything else does not", arguments: ["{\"run\":\"s\"}", "", "{\"run\":\"r\"}\n"])
    func another(signed: String) async throws {
        let fixture = try await SignersFixture()
        let answer = try await verify("{\"run\":\"r\"}", by: "ada", signed: signed, fixture)
        #expect(answer.trouble?.contains("does not match this request") == true, "\(answer)")
        let rule = ApprovalRule(approvers: "oncall", executor: ["root"])
        guard case .refused = rule.judge(answer) else { return #expect(Bool(false), "it counts") }
    }

    @Test("a key that no line lists belongs to no approver, and its fingerprint is named")
    func unlisted() async throws {
        let fixture = try await SignersFixture()
        let answer = try await verify("text", by: "eve", fixture)
        #expect(answer.principals.isEmpty)
        #expect(answer.key.hasPrefix("SHA256:"))
        #expect(answer.trouble?.contains("is not (or no longer) listed in") == true, "\(answer)")
    }

    @Test(
        "a line holds for its own purpose and time alone",
        arguments: ["ada namespaces=\"git\"", "ada valid-before=\"20200101\"", "ada valid-after=\"20990101\""])
    func limited(line: String) async throws {
        let fixture = try await SignersFixture()
        #expect(try await verify("text", by: "ada", as: line, fixture).trouble != nil)
    }

    @Test("a signature made for something else, and what is none, do not count")
    func foreign() async throws {
        let fixture = try await SignersFixture()
        let signers = try fixture.signers("ada \(try fixture.key("ada"))\n")
        let made = try await OneShot.run(
            ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", "\(fixture.folder)/ada"], input: Array("text".utf8))
        for signature in [
            String(decoding: made.stdout, as: UTF8.self), "",
            "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n",
        ] {
            let answer = try await SSHSignature.verify("text", signature: signature, denial: nil, against: signers)
            #expect(answer.trouble != nil, "\(signature)")
        }
    }

    @Test("a key that is not there is said, with what to do")
    func noKey() async throws {
        let fixture = try await SignersFixture()
        let failure = await #expect(throws: CommandFailure.self) {
            _ = try await SSHSignature.sign("text", key: "\(fixture.folder)/nobody")
        }
        #expect(failure?.status == .failed)
    }
}

@Suite("The file of allowed signers")
struct AllowedSignersTests {
    @Test(
        "a key has the names of its line, whatever stands between them and it",
        arguments: [
            ("ada ssh-ed25519 KEY", ["ada"]), ("ada,oncall ssh-ed25519 KEY", ["ada", "oncall"]),
            ("\"ada,oncall\" ssh-ed25519 KEY ada@host", ["ada", "oncall"]),
            ("ada\tnamespaces=\"prov-approve\"\tssh-ed25519\tKEY", ["ada"]), ("# ada ssh-ed25519 KEY", []),
            ("KEY ssh-ed25519 OTHER", []), ("ada ssh-ed25519 KEYS", []), ("", []),
            ("eve ssh-ed25519 OTHER\nada ssh-ed25519 KEY\nbob ssh-ed25519 KEY", ["ada"]),
        ])
    func principals(text: String, names: [String]) async throws {
        let fixture = try await SignersFixture()
        #expect(try fixture.signers(text).principals(of: "KEY") == names)
    }

    @Test(
        "an authority is a line of that kind, and no comment about one",
        arguments: [
            ("*@example.com cert-authority ssh-ed25519 K", true),
            ("ada namespaces=\"x\",cert-authority ssh-ed25519 K", true), ("# ada cert-authority ssh-ed25519 K", false),
            ("ada ssh-ed25519 K", false), ("ada-cert-authority ssh-ed25519 K", false),
            ("* cert-authority,\u{301}x ssh-ed25519 K", true), ("* cert-authority\u{301} ssh-ed25519 K", false),
        ])
    func authority(text: String, isOne: Bool) async throws {
        let fixture = try await SignersFixture()
        #expect(try fixture.signers(text).hasAuthority == isOne)
    }

    @Test("the file that prov.yml names must be there; else the one beside the runbook comes before the project's")
    func places() async throws {
        let fixture = try await SignersFixture()
        let (folder, manager) = (fixture.folder, FileManager.default)
        try manager.createDirectory(atPath: "\(folder)/runbooks", withIntermediateDirectories: true)
        func find(_ named: String? = nil) throws -> String? {
            try AllowedSigners.find(
                named: named, runbook: "\(folder)/runbooks/a.md", project: "\(folder)/prov.yml")?.path
        }
        #expect(try find() == nil)
        let failure = #expect(throws: CommandFailure.self) { try find("\(folder)/signers") }
        #expect(failure?.status == .refused)
        _ = try fixture.signers("")
        #expect(try find() == "\(folder)/allowed_signers")
        try Data().write(to: URL(filePath: "\(folder)/runbooks/allowed_signers"))
        #expect(try find() == "\(folder)/runbooks/allowed_signers")
        #expect(try find("\(folder)/allowed_signers") == "\(folder)/allowed_signers")
    }
}
