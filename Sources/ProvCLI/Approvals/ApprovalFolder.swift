import Glibc
import ProvEngine
import ProvJournal
import ProvSystem
import ProvText

/// A run's requests for approval and the answers to them.
///
///     approvals/STEP.json      the request, the very bytes that are signed
///     approvals/STEP.1.sig     an answer: a signature; over a denial where its text stands before it
struct ApprovalFolder: Sendable {
    let path: String

    /// - Parameter run: the run's folder.
    init(run: String) { path = "\(run)/approvals" }

    /// What was answered to a request: a signature, and for a denial the text that is signed in the request's place.
    struct Answer: Sendable {
        var denial: (text: String, reason: String)?
        var signature: String

        init(denial: (text: String, reason: String)?, signature: String) {
            self.denial = denial
            self.signature = signature
        }

        /// As it stands in a file; `nil` where that holds no signature.
        init?(_ bytes: [UInt8]) {
            let text = String(decoding: bytes, as: UTF8.self)
            let lines = text.linesAsWritten
            guard let start = lines.firstIndex(of: "-----BEGIN SSH SIGNATURE-----") else { return nil }
            signature = lines[start...].joined(separator: "\n")
            if start > 0, let first = lines.first,
                let reason = (try? JSON(parsing: Array(first.utf8)))?["denied"]?.stringValue
            {
                denial = (String(first), reason)
            }
        }

        var text: String { (denial.map { $0.text + "\n" } ?? "") + signature }
    }

    private func file(_ step: String) -> String {
        // A step's name may hold what a file's name cannot.
        let name = step.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            return byte < 0x80 && (character.isLetter || character.isNumber || "-_".contains(character))
                ? String(character) : "%\(Hexadecimal.text([byte]))"
        }
        return "\(path)/\(name.joined())"
    }

    func requestPath(_ step: String) -> String { file(step) + ".json" }

    /// The request's text as it stands, or `nil` where there is none.
    func request(of step: String) -> [UInt8]? { try? TextFile.read(requestPath(step)) }

    /// Every request, in no order.
    func requests() -> [ApprovalRequest] {
        Files.namesIfReadable(in: path).filter { $0.hasSuffix(".json") }.compactMap {
            try? TextFile.read("\(path)/\($0)")
        }
        .compactMap { ApprovalRequest(text: $0) }
    }

    /// Puts a request in the place of what was asked before, whose answers go.
    func put(_ request: ApprovalRequest) throws(ApprovalTrouble) {
        Files.makeFoldersIfPossible(path)
        for name in answerNames(request.step) { try? Files.remove("\(path)/\(name)") }
        do { try TextFile.write(Array(request.text.utf8), to: requestPath(request.step), isPrivate: true) } catch {
            throw ApprovalTrouble(message: "cannot write the request for approval: \(error.message)")
        }
    }

    func answers(to step: String) -> [Answer] {
        answerNames(step).compactMap { try? TextFile.read("\(path)/\($0)") }.compactMap { Answer($0) }
    }

    /// The file that an answer to a step goes into next.
    func add(_ answer: Answer, to step: String) throws(CommandFailure) -> String {
        let last = answerNames(step).compactMap { number(of: $0) }.max() ?? 0
        let path = "\(file(step)).\(last + 1).sig"
        try TextFile.write(Array(answer.text.utf8), to: path, replacing: false, isPrivate: true)
        TextFile.giveToOwner(of: self.path, path)
        return path
    }

    private func answerNames(_ step: String) -> [String] {
        let start = file(step).dropFirst(path.count + 1) + "."
        let names = Files.namesIfReadable(in: path).filter {
            $0.hasPrefix(start) && $0.hasSuffix(".sig") && number(of: $0) != nil
        }
        return names.sorted { (number(of: $0) ?? 0) < (number(of: $1) ?? 0) }
    }

    private func number(of name: String) -> Int? {
        let parts = name.split(separator: ".")
        return parts.count == 3 ? Int(parts[1]) : nil
    }
}
