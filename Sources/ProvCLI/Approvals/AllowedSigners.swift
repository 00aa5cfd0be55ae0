import ProvHosts
import ProvRunbook

/// The `allowed_signers` file that approvals are checked against, as ssh-keygen(1) describes it.
struct AllowedSigners: Sendable {
    let path: String

    /// The file that prov.yml names, else `allowed_signers` beside the runbook or beside prov.yml; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - named: what prov.yml names for the environment; it must be there.
    ///   - project: the path of prov.yml.
    static func find(named: String?, runbook: String, project: String?) throws(CommandFailure) -> AllowedSigners? {
        if let named {
            guard TextFile.exists(named) else {
                throw CommandFailure(.refused, "nothing was run: there is no \(named), against which prov.yml has approvals checked",
                                     advice: "write it, a line for each key: `NAME,ROLE ssh-ed25519 AAAA…`")
            }
            return AllowedSigners(path: TextFile.absolute(named))
        }
        let places = [TextFile.folder(of: runbook)] + (project.map { [TextFile.parent(of: $0)] } ?? [])
        return places.map { "\($0)/allowed_signers" }.first(where: TextFile.exists).map { AllowedSigners(path: TextFile.absolute($0)) }
    }

    /// What the file says now; `nil` where it cannot be read.
    var text: String? { (try? TextFile.read(path)).map { String(decoding: $0, as: UTF8.self) } }

    /// What the file lists for a public key, given as its base64 text.
    func principals(of key: Substring) -> [String] {
        guard let bytes = try? TextFile.read(path) else { return [] }
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" }
            guard let names = words.first, !names.hasPrefix("#"), words.dropFirst().contains(key) else { continue }
            return names.filter { $0 != "\"" }.split(separator: ",").map(String.init)
        }
        return []
    }

    /// Public keys that the user's agent holds, as `type base64 comment` lines.
    static func agentKeys() async -> [Substring] {
        guard Environment["SSH_AUTH_SOCK"] != nil,
              let answer = try? await OneShot.run(["ssh-add", "-L"], timeout: .seconds(10)), answer.outcome.ending == .exited(0) else { return [] }
        return String(decoding: answer.stdout, as: UTF8.self).split(whereSeparator: \.isNewline).filter { $0.split(separator: " ").count > 1 }
    }

    /// The names that whoever runs prov goes by: the account, and what their agent's keys are listed for.
    func executor(_ users: [String]) async -> Set<String> {
        var names = Set(users.flatMap(User.names))
        // A claim can only make more names the executor's.
        if let claimed = User.claimed { names.insert(claimed) }
        for line in await AllowedSigners.agentKeys() { names.formUnion(principals(of: line.split(separator: " ")[1]).prefix(1)) }
        return names
    }
}
