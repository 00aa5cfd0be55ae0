import ProvJournal
import ProvRunbook
import ProvText

/// Fills a file block: parameters, secrets and captures in the place of their placeholders.
struct FileFilling: Sendable {
    /// Parameters and variables of the host, by name.
    var inputs: [String: String]
    var secrets: Secrets
    /// What steps have captured so far.
    var captures: [String: String]
    /// Every name that some step captures.
    var declared: Set<String>
    var lists: [String: ListValue] = [:]
    /// What is known of the host, and its name.
    var facts: [String: String] = [:]
    /// The name that the runbook has for what the file's step calls by a name.
    var fullName: @Sendable (String) -> String = { $0 }

    struct Filled: Sendable {
        var bytes: [UInt8]
        /// Whether a secret is in it.
        var isSecret: Bool
    }

    /// A placeholder that has no value when the file is to be written.
    struct Missing: Error {
        var reason: String
    }

    func fill(_ file: FileContent) -> Result<Filled, Missing> {
        let names = Set(file.content.placeholders.map(\.parameter))
        var values = inputs.merging(captures) { _, capture in capture }
        for name in names where values[name] == nil || secrets[fullName(name)] != nil {
            values[name] = secrets[fullName(name)]?.text ?? values[name]
        }
        for name in names where values[name] == nil && Condition.knownOfHosts.contains(name) {
            guard let fact = facts[name] else {
                return .failure(
                    Missing(reason: "\(file.path) uses \(name), which is not known of the host; nothing was written"))
            }
            values[name] = fact
        }
        if let missing = names.filter({ values[$0] == nil && declared.contains(fullName($0)) }).sorted().first {
            return .failure(
                Missing(
                    reason: "\(file.path) uses the capture \(missing), which no step has set; nothing was written")
            )
        }
        let isSecret = names.contains { name in
            secrets[fullName(name)] != nil
                || values[name].map {
                    SecretName.isMasked(name, value: $0) || SecretName.isMasked(fullName(name), value: $0)
                } == true
        }
        guard let template = file.template else {
            return .success(Filled(bytes: Array(file.content.filled(with: values).utf8), isSecret: isSecret))
        }
        let known = FileTemplateValues(texts: facts.merging(values) { _, value in value }, lists: lists)
        do {
            let holes = file.content.placeholders.compactMap { hole in
                values[hole.parameter].map { (bytes: hole.bytes, value: $0) }
            }
            return .success(
                Filled(bytes: try template.render(file.content.text, holes: holes, known), isSecret: isSecret))
        } catch {
            return .failure(Missing(reason: "\(file.path): \(error.reason); nothing was written"))
        }
    }
}
