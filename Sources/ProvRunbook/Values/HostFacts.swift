package import ProvChecks
import ProvText

/// What is learned of a host in one round trip, for `when` and for the record.
package enum HostFacts {
    /// Prints `key=value` lines, among them every name of `Condition.facts`; POSIX sh, without temporary files.
    package static let probe = Probe(
        script: #"""
            (
            say() { printf '%s=%s\n' "$1" "$2"; }
            tell() { [ ! -r "$2" ] || { IFS= read -r value <"$2"; say "$1" "$value"; }; }
            unset IFS; set -- $(uname -snrm)
            ID= VERSION_ID= ID_LIKE=
            if [ -r /etc/os-release ]; then . /etc/os-release
            elif [ -r /usr/lib/os-release ]; then . /usr/lib/os-release
            fi
            case $1 in
              Darwin) ID=macos VERSION_ID=$(sw_vers -productVersion 2>/dev/null) ID_LIKE=darwin;;
              Linux) [ -n "$ID" ] || ID=linux;;
              *) ID=$(printf %s "$1" | tr '[:upper:]' '[:lower:]') VERSION_ID=$3;;
            esac
            family=$ID
            for like in $ID $ID_LIKE; do
              case $like in
                debian|ubuntu) family=debian;;
                rhel|fedora|centos) family=rhel;;
                suse|opensuse*|sles) family=suse;;
                arch|alpine|gentoo|darwin) family=$like;;
              esac
            done
            say os "$ID"; say os_version "$VERSION_ID"; say os_family "$family"
            say kernel "$3"; say arch "$4"; say hostname "$2"; say user "$(id -un 2>/dev/null || id -u)"
            tell boot_id /proc/sys/kernel/random/boot_id
            tell machine_id /etc/machine-id
            )
            """#)

    /// The values by name; lines without `=` are left out.
    package static func parse(_ output: String) -> [String: String] {
        var facts: [String: String] = [:]
        for line in output.lines {
            guard let equals = line.firstIndex(of: "=") else { continue }
            facts[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return facts
    }
}
