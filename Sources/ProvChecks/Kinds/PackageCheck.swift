import ProvText

/// A package of the system is installed.
enum PackageCheck: CheckKind {
    static let name = "package"
    static let about =
        "A package of the system's package manager is installed, in a version or range, or is not installed."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the package"),
        CheckKey("version", .version, "an exact version or a range"),
        CheckKey("installed", .boolean, "`false`: the package is not installed"),
        CheckKey(
            "manager", .choice(PackageFormat.allCases.map(\.rawValue)),
            "`dpkg`, `rpm` or `apk` (default: the host's own)"),
    ]
    static let examples = [
        "package: haproxy\n", "package:\n  name: postgresql-15\n  version: \">= 15.4, < 16\"\n",
        "package: {name: telnetd, installed: false}\n",
    ]
    static let notes = """
        Versions are ordered as the package manager orders them. Epoch and packaging revision count only if they are written: \
        `15.8` accepts `15.8-0+deb12u1`, `15.8-0+deb12u1` accepts nothing else. For pip, npm and the like use `command`.
        """

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let isWanted = values.boolean("installed") ?? true
        let version = values.text("version")
        if !isWanted, version != nil {
            throw CheckReadingError(key: "version", "'installed: false' cannot be combined with a version")
        }
        let summary =
            isWanted
            ? "package \(name.written)" + (version.map { " \($0.written)" } ?? " installed")
            : "no package \(name.written)"
        let manager = values.literal("manager")
        return CheckDefinition(
            summary: summary, probe: probe(name, manager: manager), look: look(name.typed, manager: manager)
        ) {
            answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            guard let format = PackageFormat(rawValue: try answer.required("manager")) else {
                throw CheckTrouble("an unknown package manager")
            }
            let installed = answer.lines("version").filter { !$0.isEmpty }
            let found = installed.isEmpty ? "it is not installed" : "version \(installed.joined(separator: " and "))"
            guard isWanted else { return .of(installed.isEmpty, wanted: wanted, found: found) }
            guard let version else { return .of(!installed.isEmpty, wanted: wanted, found: found) }
            let constraint = try answer.constraint(version)
            // Of a package that may be installed several times (a kernel) one has to fit.
            return .of(installed.contains { constraint.accepts($0, of: format) }, wanted: wanted, found: found)
        }
    }

    /// The full version of a package of rpm's.
    private static func rpmQuery(_ word: String) -> String {
        "rpm -q --qf '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n' -- \(word)"
    }

    private static func look(_ word: String, manager: String?) -> String {
        switch manager {
        case "rpm": rpmQuery(word)
        case "apk": "apk list --installed \(word)"
        default: PackageRemedy.query(word)
        }
    }

    /// Databases of package managers that are there but not used (an rpm on Debian) are empty.
    private static func probe(_ name: CheckText, manager: String?) -> String {
        """
        n=\(name.word)
        m=\(manager ?? "")
        apk=/lib/apk/db/installed; [ -r "$apk" ] || apk=/usr/lib/apk/db/installed
        if [ -z "$m" ]; then
          if [ -s /var/lib/dpkg/status ] && has dpkg-query; then m=dpkg
          elif [ -s "$apk" ]; then m=apk
          elif has rpm; then m=rpm
          else cannot 'the host has neither dpkg, rpm nor apk'
          fi
        fi
        say manager "$m"
        case $m in
          dpkg)
            has dpkg-query || cannot 'dpkg-query is missing'
            \(PackageRemedy.query("\"$n\"")) 2>/dev/null | sed -n 's/^installed /version=/p' | sort -u;;
          rpm)
            has rpm || cannot 'rpm is missing'
            v=$(\(rpmQuery("\"$n\"")) 2>/dev/null) && say version "$v";;
          apk)
            [ -r "$apk" ] || cannot 'the database of apk cannot be read'
            n="$n" awk '/^P:/ { p = substr($0, 3) } /^V:/ { v = substr($0, 3) } /^$/ { if (p == ENVIRON["n"]) print "version=" v; p = "" }
              END { if (p == ENVIRON["n"]) print "version=" v }' "$apk";;
        esac
        exit 0
        """
    }
}
