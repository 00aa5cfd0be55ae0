import Glibc
import ProvEngine
import ProvHosts
import ProvPolicy
import ProvSystem
import ProvText

/// Signatures as `ssh-keygen -Y` makes and verifies them.
enum SSHSignature {
    static let namespace = "prov-approve"

    /// Signs with a private key, or with the agent's where a public key is named.
    static func sign(_ text: String, key: String) async throws -> String {
        let answer = try await OneShot.run(
            ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", key], input: Array(text.utf8), timeout: .seconds(120))
        guard answer.outcome.ending == .exited(0), !answer.stdout.isEmpty else {
            throw CommandFailure(
                .failed, "ssh-keygen did not sign with \(key): \(complaint(answer))",
                advice: "if the key has a passphrase, first load it into the agent: ssh-add \(key)")
        }
        return String(decoding: answer.stdout, as: UTF8.self)
    }

    /// Who signed a text, as the `allowed_signers` file knows them; what does not hold is told in the answer's
    /// `trouble`.
    static func verify(_ text: String, signature: String, denial: String?, against signers: AllowedSigners) async throws
        -> SignedAnswer
    {
        try await withFile(signature) { file in
            var answer = SignedAnswer(denial: denial, principals: [], key: "", signature: signature)
            let found = try await OneShot.run(["ssh-keygen", "-Y", "find-principals", "-f", signers.path, "-s", file])
            answer.principals = String(decoding: found.stdout, as: UTF8.self).lines.map(
                String.init)
            let check =
                answer.principals.first.map { ["verify", "-f", signers.path, "-I", $0] } ?? ["check-novalidate"]
            let verified = try await OneShot.run(
                ["ssh-keygen", "-Y"] + check + ["-n", namespace, "-s", file], input: Array(text.utf8))
            answer.key =
                String(decoding: verified.stdout, as: UTF8.self).split { $0.isWhitespace }.last {
                    $0.hasPrefix("SHA256:")
                }.map(String.init) ?? ""
            if verified.outcome.ending != .exited(0) {
                answer.trouble =
                    """
                    the signature\(answer.principals.first.map { " of \($0)" } ?? "") does not match this request: \(complaint(verified))
                    """
            } else if answer.principals.isEmpty {
                answer.trouble = "key \(answer.key) is not (or no longer) listed in \(signers.path)"
            }
            return answer
        }
    }

    private static func complaint(_ answer: OneShotResult) -> String {
        let text = String(decoding: answer.stderr + answer.stdout, as: UTF8.self)
        return text.lines.last { !$0.hasPrefix("Signing ") }.map(String.init)
            ?? "no reason reported"
    }

    /// ssh-keygen reads signatures from files alone.
    private static func withFile<Value: Sendable>(_ text: String, _ body: (String) async throws -> Value) async throws
        -> Value
    {
        guard
            let folder = try? Files.makeTemporaryFolder("\(ProcessEnvironment["TMPDIR"] ?? "/tmp")/prov-signature-")
        else {
            throw ApprovalTrouble(
                message: "no temporary folder can be made in \(ProcessEnvironment["TMPDIR"] ?? "/tmp")")
        }
        defer {
            try? Files.remove("\(folder)/signature")
            Files.removeFolder(folder)
        }
        try TextFile.write(Array(text.utf8), to: "\(folder)/signature")
        return try await body("\(folder)/signature")
    }
}
