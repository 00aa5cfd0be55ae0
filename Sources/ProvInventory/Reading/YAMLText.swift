import ProvDiagnostics
import ProvText
import ProvYAML

/// A YAML file, composed.
struct YAMLFile {
    let source: SourceText
    let root: YAMLNode?

    /// Reads the file; a file that is no YAML is one diagnostic of the rule.
    ///
    /// - Parameter merging: true where `<<` means what it means to Ansible.
    static func read(_ source: SourceText, rule: InventoryRule, merging: Bool) -> Result<YAMLFile, Failure> {
        do throws(YAMLError) {
            let root = try YAML.compose(String(decoding: source.bytes, as: UTF8.self), merging: merging)
            return .success(YAMLFile(source: source, root: root))
        } catch {
            return .failure(
                Failure(
                    diagnostic: rule.diagnostic(
                        "the file cannot be read: \(error.problem)", file: source.path, range: error.range,
                        fix: "fix the YAML syntax, or quote the value")))
        }
    }

    struct Failure: Error {
        var diagnostic: Diagnostic
    }
}

extension YAMLNode {
    /// For messages: `a list`, or `nothing`.
    var foundName: String { isEmpty ? "nothing" : kindName }

    /// True for `key:` with nothing after it, and for `null`.
    var isEmpty: Bool {
        guard let scalar, scalar.isNull else { return false }
        return !(scalar.tag ?? "").hasPrefix("!")
    }
}
