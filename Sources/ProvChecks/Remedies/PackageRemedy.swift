import ProvText

/// Installs and removes packages with apt, those of neighbouring entries in one transaction.
struct PackageRemedy: RemedyRecipe {
    struct Want {
        var name: CheckText
        var version: CheckText?
        var isInstalled: Bool
    }

    var wants: [Want]
    let withRecommends: Bool
    var needsRoot: Bool { true }

    /// Of each package: its version, the version that apt would take, all versions that the sources have.
    var before: String {
        var text = """
            if ! has apt-get || [ ! -s /var/lib/dpkg/status ]; then cannot 'prov installs packages with apt only, and the host does not have it'; fi
            if [ -e /etc/apt/sources.list.d/lab.list ]; then say lab yes; fi

            """
        for (index, want) in wants.enumerated() {
            text += """
                n=\(want.name.word)
                \(PackageRemedy.query("\"$n\"")) 2>/dev/null | sed -n 's/^installed //p' | lines installed\(index)
                apt-cache policy -- "$n" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -vxF '(none)' | lines candidate\(index)
                apt-cache madison -- "$n" 2>/dev/null | awk -F'|' '$3 !~ / Sources *$/ { gsub(/ /, "", $2); print $2 }' | lines offered\(index)

                """
        }
        return text + "exit 0"
    }

    func lacking(_ values: TypedValues) -> [String] { [] }

    /// Which version is the newest that fits is for the person to say: the sources have the list.
    func byHand(_ values: TypedValues) -> String? {
        let answer = values.answer([])
        var lists: [String] = []
        var words: [String] = []
        for want in wants {
            let name = answer.resolve(want.name)
            guard want.isInstalled else {
                words.append("\(name)-")
                continue
            }
            if want.version != nil { lists.append("apt-cache madison -- \(name)") }
            words.append(want.version == nil ? name : "\(name)=<version>")
        }
        let isInstalling = wants.contains(where: \.isInstalled)
        let commands =
            (isInstalling ? ["\(PackageRemedy.apt) update"] : []) + lists
            + ["\(PackageRemedy.apt) \(flags) install \(words.joined(separator: " "))"]
        return commands.joined(separator: "\n")
    }

    /// State and version of a package of Debian's; `installed` and a version for one that is there.
    static func query(_ word: String) -> String { "dpkg-query -W -f='${db:Status-Status} ${Version}\\n' -- \(word)" }

    func refresh(_ before: CheckAnswer) -> String? {
        for index in wants.indices where wants[index].isInstalled {
            guard let choice = try? choice(index, before) else { continue }
            if case .missing = choice { return "\(PackageRemedy.apt) update" }
        }
        return nil
    }

    private enum Choice {
        case nothing
        /// As apt's command line has it: `nginx=1.22.1-9`, `telnetd-`.
        case word(String)
        case missing
    }

    private func choice(_ index: Int, _ before: CheckAnswer) throws(CheckTrouble) -> Choice {
        let want = wants[index]
        let name = before.resolve(want.name)
        guard PackageRemedy.isName(name) else { throw CheckTrouble("'\(name)' is not the name of a package") }
        let installed = before.lines("installed\(index)").filter { !$0.isEmpty }
        guard want.isInstalled else { return installed.isEmpty ? .nothing : .word(name + "-") }
        let candidates = before.lines("candidate\(index)").filter { !$0.isEmpty }
        guard let version = want.version else {
            if !installed.isEmpty { return .nothing }
            return candidates.isEmpty ? .missing : .word(name)
        }
        let constraint = try before.constraint(version)
        if installed.contains(where: { constraint.accepts($0, of: .dpkg) }) { return .nothing }
        let fit = (candidates + before.lines("offered\(index)")).first {
            !$0.isEmpty && constraint.accepts($0, of: .dpkg)
        }
        return fit.map { .word("\(name)=\($0)") } ?? .missing
    }

    /// What apt would do, line by line: `Inst NAME [OLD] (NEW …)`, `Remv NAME [OLD]`.
    func simulation(_ before: CheckAnswer) throws(CheckTrouble) -> String? {
        let words = try words(before)
        guard !words.isEmpty else { return nil }
        return """
            if ! out=$(\(PackageRemedy.apt) -s -o Debug::NoLocking=1 \(flags) install \(words) 2>&1 </dev/null); then
              cannot "apt cannot do it: $(printf '%s\\n' "$out" | sed -n 's/^E: //p' | head -n 3 | tr '\\n' ' ')"
            fi
            printf '%s\\n' "$out" | grep -E '^(Inst|Remv) ' | lines action
            exit 0
            """
    }

    private func words(_ before: CheckAnswer) throws(CheckTrouble) -> String {
        var words: [String] = []
        for index in wants.indices {
            switch try choice(index, before) {
            case .nothing: break
            case .word(let word): words.append(ShellText.quoted(word))
            case .missing: throw CheckTrouble(missing(index, before))
            }
        }
        return words.joined(separator: " ")
    }

    private func missing(_ index: Int, _ before: CheckAnswer) -> String {
        let name = before.resolve(wants[index].name)
        let offered = before.lines("offered\(index)").filter { !$0.isEmpty }
        let version = wants[index].version.map { " \(before.resolve($0))" } ?? ""
        let found = offered.isEmpty ? "" : "; they have \(offered.prefix(5).joined(separator: ", "))"
        let lab = before["lab"] == nil ? "" : "; for a host of the lab run: prov lab packages \(name)"
        return "the package sources of the host do not have \(name)\(version)\(found)\(lab)"
    }

    private static let apt =
        "env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C apt-get -q -o DPkg::Lock::Timeout=120"

    private var flags: String {
        "-y -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-confdef"
            + (withRecommends ? "" : " --no-install-recommends")
            + (wants.contains { $0.version != nil } ? " --allow-downgrades" : "")
    }

    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange? {
        let words = try words(before)
        guard !words.isEmpty, let simulated else { return nil }
        let actions = simulated.lines("action").compactMap(Action.init)
        var made: [String] = []
        var replaced: [String] = []
        var removed: [String] = []
        for action in actions {
            switch action {
            case .install(let name, nil, _): made.append(name)
            case .install(let name, let old?, _): replaced.append("\(name)=\(old)")
            case .remove(let name, let old): removed.append("\(name)=\(old)")
            }
        }
        return RemedyChange(
            script: "\(PackageRemedy.apt) \(flags) install \(words)",
            differences: actions.map { $0.text + lost($0, before) },
            state: RemedyState(["made": made, "replaced": replaced, "removed": removed]))
    }

    /// A package whose undo will fail, as far as that is known before.
    private func lost(_ action: Action, _ before: CheckAnswer) -> String {
        guard case .remove(let name, let old) = action,
            let index = wants.firstIndex(where: { before.resolve($0.name) == name }),
            !before.lines("offered\(index)").contains(old)
        else { return "" }
        return " (an undo cannot install it again: the package sources do not have it)"
    }

    private enum Action {
        case install(String, old: String?, new: String)
        case remove(String, old: String)

        init?(_ line: String) {
            let words = line.split(separator: " ").map { $0.trimming("[]()") }
            guard words.count > 2 else { return nil }
            let isOld = line.split(separator: " ")[2].hasPrefix("[")
            switch words[0] {
            case "Inst" where isOld && words.count > 3: self = .install(words[1], old: words[2], new: words[3])
            case "Inst": self = .install(words[1], old: nil, new: words[2])
            case "Remv": self = .remove(words[1], old: words[2])
            default: return nil
            }
        }

        var text: String {
            switch self {
            case .install(let name, nil, let new): "+ package \(name) \(new)"
            case .install(let name, let old?, let new): "~ package \(name) \(old) → \(new)"
            case .remove(let name, let old): "- package \(name) \(old)"
            }
        }
    }

    /// Removes what the transaction installed and is still there, if nothing else would go with it.
    func undo(_ state: RemedyState) throws(CheckTrouble) -> String {
        let made = state.lines("made")
        let before = state.lines("replaced") + state.lines("removed")
        guard
            (made + before).allSatisfy({
                $0.split(separator: "=").first.map { PackageRemedy.isName(String($0)) } ?? false
            })
        else { throw CheckTrouble("the record's list of packages is damaged") }
        var text = ""
        if !made.isEmpty {
            text += """
                there=
                for n in \(made.joined(separator: " ")); do
                  case $(dpkg-query -W -f='${db:Status-Status}' -- "$n" 2>/dev/null) in installed|config-files|half-*|unpacked|triggers-*) there="$there $n";; esac
                done
                if [ -n "$there" ]; then
                  gone=$(\(PackageRemedy.apt) -s -o Debug::NoLocking=1 purge $there 2>/dev/null | sed -n -E 's/^(Remv|Purg) ([^ ]+).*/\\2/p')
                  for n in $gone; do
                    case " $there " in *" $n "*) ;; *) echo "$n, which was installed later, needs a package that is to be removed; remove $n first" >&2; exit 1;; esac
                  done
                  \(PackageRemedy.apt) -y purge $there
                  for n in $there; do
                    case $(dpkg-query -W -f='${db:Status-Status}' -- "$n" 2>/dev/null) in ''|not-installed) ;; *) echo "$n is still installed" >&2; exit 1;; esac
                  done
                fi

                """
        }
        if !before.isEmpty {
            text += """
                \(PackageRemedy.apt) -y --allow-downgrades --no-install-recommends -o Dpkg::Options::=--force-confold install \
                \(before.map { ShellText.quoted($0) }.joined(separator: " ")) || { echo 'the versions before cannot be installed: the package sources may not have them any more' >&2; exit 1; }

                """
        }
        return text
    }

    /// Debian Policy 5.6.7, with an architecture behind it.
    private static func isName(_ text: String) -> Bool {
        text.utf8.first.map { $0.isLowercase || $0.isDigit } == true
            && text.utf8.allSatisfy {
                $0.isLowercase || $0.isDigit || [ASCII.plus, ASCII.hyphen, ASCII.period, ASCII.colon].contains($0)
            }
    }
}

extension Substring {
    fileprivate func trimming(_ signs: String) -> String {
        var text = self
        while let first = text.first, signs.contains(first) { text.removeFirst() }
        while let last = text.last, signs.contains(last) { text.removeLast() }
        return String(text)
    }
}
