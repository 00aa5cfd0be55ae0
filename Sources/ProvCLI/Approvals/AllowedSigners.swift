import ProvHosts
import ProvJournal
import ProvSystem
import ProvText

/// The `allowed_signers` file that approvals are checked against, as ssh-keygen(1) describes it.
struct AllowedSigners: Sendable {
    let path: String

    /// The file that prov.yml names, else `allowed_signers` beside the runbook or beside prov.yml; `nil` where there is
    /// none.
    ///
    /// - Parameters:
    ///   - named: what prov.yml names for the environment; it must be there.
    ///   - project: the path of prov.yml.
    static func find(named: String?, runbook: String, project: String?) throws(CommandFailure) -> AllowedSigners? {
        if let named {
            guard Files.exists(named) else {
                throw CommandFailure(
                    .refused, "nothing was run: \(named) not found; prov.yml requires it to verify approvals",
                    advice: "create it with one line for each key: `NAME,ROLE ssh-ed25519 AAAA…`")
            }
            return AllowedSigners(path: Files.resolved(named))
        }
        let places = [Files.folder(of: runbook)] + (project.map { [Files.parent(of: $0)] } ?? [])
        return places.map { "\($0)/allowed_signers" }.first(where: Files.exists).map {
            AllowedSigners(path: Files.resolved($0))
        }
    }

    /// What the file says now; `nil` where it cannot be read.
    var text: String? { (try? TextFile.read(path)).map { String(decoding: $0, as: UTF8.self) } }

    /// The file as the record has it: its bytes by hash, and whether it is the one that git has.
    func recorded() async -> SignersRecorded? {
        guard let bytes = try? TextFile.read(path) else { return nil }
        let history = await GitState.history(of: path, bytes: bytes)
        return SignersRecorded(
            path: path, digest: ContentHash.hex(bytes), commit: history?.commit, isChanged: history?.isDirty ?? false)
    }

    /// Refuses what whoever executes could have written a moment ago.
    static func requireCommitted(_ signers: AllowedSigners?, environment: String) async throws(CommandFailure) {
        let recorded = await signers?.recorded()
        if recorded?.isCommitted == true { return }
        let why =
            recorded.map { $0.isChanged ? "\($0.path) has uncommitted changes" : "\($0.path) is not in git" }
            ?? "no allowed_signers file found"
        throw CommandFailure(
            .refused, "nothing was run: \(environment) requires allowed_signers as committed in git; \(why)",
            advice: "have its owner commit it, then start again")
    }

    /// Whether a line of the file stands for an authority, whose certificates count.
    var hasAuthority: Bool {
        (text ?? "").lines.contains { line in
            !line.begins(with: "#")
                && line.utf8.split(whereSeparator: " \t,".utf8.contains).contains {
                    $0.elementsEqual("cert-authority".utf8)
                }
        }
    }

    /// The certificate that an authority gave for a key, as ssh keeps it beside the key: `KEY-cert.pub`.
    ///
    /// `nil` where there is none, no line of the file stands for an authority, or the key is listed by itself.
    static func certificate(beside key: String, _ signers: AllowedSigners) -> String? {
        let base = key.hasSuffix(".pub") ? String(key.dropLast(4)) : key
        let path = "\(base)-cert.pub"
        guard signers.hasAuthority, !base.hasSuffix("-cert"), Files.exists(path) else { return nil }
        let words =
            (try? TextFile.read("\(base).pub")).map { String(decoding: $0, as: UTF8.self) }?.split {
                $0.isWhitespace
            } ?? []
        return words.count > 1 && !signers.principals(of: words[1]).isEmpty ? nil : path
    }

    /// The names in certificates, given as `type base64 comment` lines; the first of each is the person.
    static func persons(ofCertificates lines: [Substring]) async -> [String] {
        guard !lines.isEmpty,
            let answer = try? await OneShot.run(
                ["ssh-keygen", "-L", "-f", "-"], input: Array((lines.joined(separator: "\n") + "\n").utf8)),
            answer.outcome.ending == .exited(0)
        else { return [] }
        let text = String(decoding: answer.stdout, as: UTF8.self).lines.map {
            $0.drop { $0 == " " }
        }
        return text.indices.filter { text[$0].hasPrefix("Principals:") && text.indices.contains($0 + 1) }.map {
            String(text[$0 + 1])
        }
    }

    /// What the file lists for a public key, given as its base64 text.
    func principals(of key: Substring) -> [String] {
        guard let bytes = try? TextFile.read(path) else { return [] }
        for line in String(decoding: bytes, as: UTF8.self).lines {
            let words = line.utf8.split(whereSeparator: " \t".utf8.contains).map { Substring($0) }
            guard let names = words.first, !names.begins(with: "#"),
                words.dropFirst().contains(where: { $0.isSame(as: key) })
            else { continue }
            return names.utf8.split(separator: ASCII.comma).map {
                String(decoding: $0.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
            }
        }
        return []
    }

    /// Public keys that the user's agent holds, as `type base64 comment` lines.
    static func agentKeys() async -> [Substring] {
        guard ProcessEnvironment["SSH_AUTH_SOCK"] != nil,
            let answer = try? await OneShot.run(["ssh-add", "-L"], timeout: .seconds(10)),
            answer.outcome.ending == .exited(0)
        else { return [] }
        return String(decoding: answer.stdout, as: UTF8.self).lines.filter {
            $0.split(separator: " ").count > 1
        }
    }

    /// The names that whoever runs prov goes by: the account, and what their agent's keys are listed for.
    func executor(_ users: [String]) async -> Set<String> {
        var names = Set(users.flatMap(User.names))
        // A claim can only make more names the executor's.
        if let claimed = User.claimed { names.insert(claimed) }
        let keys = await AllowedSigners.agentKeys()
        names.formUnion(
            await AllowedSigners.persons(ofCertificates: keys.filter { $0.contains("-cert-v01@openssh.com ") }))
        for line in keys { names.formUnion(principals(of: line.split(separator: " ")[1]).prefix(1)) }
        return names
    }
}
