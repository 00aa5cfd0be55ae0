import ProvText

/// A file system is mounted.
enum MountCheck: CheckKind {
    static let name = "mount"
    static let about =
        "A file system is mounted at a path, with this type, device, options and free space."
    static let mainKey = "path"
    static let keys = [
        CheckKey("path", .text, isRequired: true, "the mount point"),
        CheckKey("mounted", .boolean, "`false`: nothing is mounted there"),
        CheckKey("type", .text, "the file system's type"),
        CheckKey("device", .text, "what is mounted, as `/proc/mounts` names it"),
        CheckKey("options", .list, "mount options that must be set"),
        CheckKey("free", .text, "free space, `5G` or `10%`"),
    ]
    static let examples = [
        "mount: /var/lib/postgresql\n", "mount:\n  path: /srv/data\n  type: xfs\n  options: [noatime]\n  free: 20%\n",
    ]

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let path = try values.required("path")
        let isWanted = values.boolean("mounted") ?? true
        let type = values.text("type")
        let device = values.text("device")
        let options = values.list("options")
        let free = values.text("free")
        if let literal = free?.literal, Room(literal) == nil {
            throw CheckReadingError(
                key: "free", "invalid size '\(literal)'", fix: "write for example 'free: 5G' or 'free: 10%'")
        }
        if !isWanted, type != nil || device != nil || !options.isEmpty || free != nil {
            throw CheckReadingError(key: "mounted", "'mounted: false' cannot be combined with other keys")
        }
        var words = [type.map { "type \($0.written)" }, device.map { "device \($0.written)" }].compactMap { $0 }
        words += options.map { "option \($0.written)" } + (free.map { ["\($0.written) free"] } ?? [])
        let summary =
            isWanted
            ? "\(path.written) mounted" + (words.isEmpty ? "" : " with " + words.joined(separator: ", "))
            : "nothing mounted at \(path.written)"
        let probe = """
            p=\(path.pathWord)
            if [ -d "$p" ]; then say path "$(cd "$p" 2>/dev/null && pwd -P || printf %s "$p")"; else say path "$p"; fi
            if [ -r /proc/self/mounts ]; then lines mount </proc/self/mounts
            elif has mount; then mount | sed -n 's/^\\(.*\\) on \\(.*\\) (\\([^,]*\\), *\\(.*\\))$/mount=\\1 \\2 \\3 \\4/p'
            else cannot '/proc and mount are missing'
            fi
            df -Pk -- "$p" 2>/dev/null | tail -n 1 | lines df
            """
        let look = "findmnt --mountpoint \(path.typedPath)" + (free == nil ? "" : "\ndf -Pk -- \(path.typedPath)")
        return CheckDefinition(summary: summary, probe: probe, look: look) { answer throws(CheckTrouble) in
            let place = answer.resolve(path)
            let mounts = answer.lines("mount").map { $0.split(separator: " ").map { unescaped($0) } }
            let wanted = trimmed(try answer.required("path"))
            let mount = mounts.last { $0.count >= 4 && $0[1].isSame(as: wanted) }
            guard isWanted else {
                return .of(
                    mount == nil, wanted: "nothing mounted at \(place)",
                    found: mount.map { "\($0[2]) from \($0[0])" } ?? "nothing is mounted there")
            }
            guard let mount else { return .of(false, wanted: "\(place) mounted", found: "nothing is mounted there") }
            var findings = CheckFindings()
            if let type { findings.want("type", answer.resolve(type), found: mount[2]) }
            if let device { findings.want("device", answer.resolve(device), found: mount[0]) }
            let set = mount[3].split(separator: ",").map(String.init)
            for option in options {
                let option = answer.resolve(option)
                findings.want("option \(option)", set.contains { $0.isSame(as: option) }, found: "options \(mount[3])")
            }
            if let free { try judgeRoom(answer.resolve(free), answer["df"], into: &findings) }
            return findings.verdict("\(place) mounted")
        }
    }

    /// `\040` is a blank in /proc/mounts.
    private static func unescaped(_ field: Substring) -> String {
        String(field).replacing(bytesOf: "\\040", with: " ").replacing(bytesOf: "\\011", with: "\t").replacing(
            bytesOf: "\\012", with: "\n"
        )
        .replacing(bytesOf: "\\134", with: "\\")
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func judgeRoom(_ wanted: String, _ line: String?, into findings: inout CheckFindings)
        throws(CheckTrouble)
    {
        guard let room = Room(wanted) else { throw CheckTrouble("invalid size '\(wanted)'") }
        // Device, 1024-blocks, used, available, capacity, mount point.
        let fields = (line ?? "").split(separator: " ")
        guard let start = fields.firstIndex(where: { $0.hasSuffix("%") }), start >= 3,
            let available = Double(fields[start - 1]), let used = Double(fields[start - 2])
        else {
            throw CheckTrouble("df does not report the free space")
        }
        let share = available / max(1, available + used) * 100
        let holds = room.isPercent ? share >= room.number : available * 1024 >= room.number
        findings.want("\(wanted) free", holds, found: "\(Room.text(available * 1024)) (\(Int(share)) %) free")
    }

    private struct Room {
        var number: Double
        var isPercent: Bool

        init?(_ text: String) {
            guard let match = text.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?) *(%|[KMGT]?)(?:i?B)?/.ignoresCase()),
                let number = Double(match.1)
            else { return nil }
            isPercent = match.2 == "%"
            let power = ["": 0, "%": 0, "K": 1, "M": 2, "G": 3, "T": 4][match.2.uppercased()] ?? 0
            self.number = (0..<power).reduce(number) { size, _ in size * 1024 }
        }

        static func text(_ bytes: Double) -> String {
            var size = bytes
            for unit in ["B", "K", "M", "G"] {
                if size < 1024 { return "\(Int(size))\(unit)" }
                size /= 1024
            }
            return "\(Int(size))T"
        }
    }
}
