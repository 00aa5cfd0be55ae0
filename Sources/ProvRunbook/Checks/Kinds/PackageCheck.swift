/// A package of the system is installed.
enum PackageCheck: CheckKind {
    static let name = "package"
    static let about = "A package of the system's package manager (dpkg, rpm, apk) is installed, in a version or range, or is not."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the package"),
        CheckKey("version", .text, "a version or range, compared with the upstream version"),
        CheckKey("installed", .boolean, "`false` wants it away"),
    ]
    static let example = "package:\n  name: bash\n  version: \">= 5\"\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let isWanted = try values.boolean("installed") ?? true
        var constraint: VersionConstraint?
        if let text = values.text("version") {
            do { constraint = try VersionConstraint(parsing: text) } catch { throw CheckReadingError(key: "version", message: error.message) }
        }
        let wanted = isWanted ? "package \(name)" + (constraint.map { " \($0.text)" } ?? "") : "no package \(name)"
        let probe = """
            n=\(values.word("name"))
            if command -v dpkg-query >/dev/null 2>&1; then
              v=$(dpkg-query -W -f='${db:Status-Status} ${Version}\\n' "$n" 2>/dev/null | grep '^installed ' | head -n 1); echo "version=${v#installed }"
            elif command -v rpm >/dev/null 2>&1; then
              v=$(rpm -q --qf '%{VERSION}-%{RELEASE}\\n' "$n" 2>/dev/null) || v=; echo "version=$(printf %s "$v" | head -n 1)"
            elif command -v apk >/dev/null 2>&1; then
              v=$(apk info -e -v "$n" 2>/dev/null | head -n 1); echo "version=${v#"$n"-}"
            else echo missing=1; fi
            """
        return CheckDefinition(summary: wanted, probe: probe) { [constraint] answer in
            if answer["missing"] != nil { return .missing("dpkg, rpm or apk", wanted: wanted) }
            guard let version = answer["version"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            let isInstalled = !version.isEmpty
            guard isWanted else { return .of(!isInstalled, wanted: wanted, found: isInstalled ? "version \(version)" : "it is not installed") }
            guard isInstalled else { return .of(false, wanted: wanted, found: "it is not installed") }
            return .of(constraint?.accepts(upstream(version)) ?? true, wanted: wanted, found: "version \(version)")
        }
    }

    /// Without epoch and packaging revision: `1:2.3-4+deb12` is 2.3.
    static func upstream(_ version: String) -> String {
        let afterEpoch = version.firstIndex(of: ":").map { version[version.index(after: $0)...] } ?? Substring(version)
        return String(afterEpoch.lastIndex(of: "-").map { afterEpoch[..<$0] } ?? afterEpoch)
    }
}
