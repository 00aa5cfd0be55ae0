// What an `{ensure}` block may say beside the keys of each check, and what prov does about it.

extension FileCheck: EnsurableKind {
    static let ensureNotes = """
        `type: directory` makes a folder with those above it, `type: link` with `target` a link, `exists: false` removes a file, a link or an \
        empty folder; mode, owner and group are changed where they differ. Content comes from a file block or a `line`. The undo \
        gives back what was there; of a folder that is not empty any more it fails.
        """

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work {
        try values.refuse(["contains", "lacks", "matches", "sha256"], "content comes from a file block or from 'line'")
        let type = values.literal("type")
        let wish: FileRemedy.Wish
        switch type {
        case "directory": wish = .directory
        case "link":
            guard let target = values.text("target") else {
                throw CheckReadingError(key: "type", "a link requires its 'target'")
            }
            try values.refuse(["mode", "owner", "group"], "a link does not have its own")
            wish = .link(target)
        case nil, "file": wish = values.boolean("exists") == false ? .nothing : .attributes
        default:
            throw CheckReadingError(key: "type", "prov does not make a \(type ?? "")", fix: "write it in a {check}")
        }
        if case .attributes = wish, !values.has("mode"), !values.has("owner"), !values.has("group") {
            throw CheckReadingError(
                key: nil, "prov cannot know what \(values.literal("path") ?? "the file") is to be",
                fix: "add type: directory, a link's target, exists: false, mode, owner or group")
        }
        return .recipe(
            FileRemedy(
                path: try values.required("path"), wish: wish, mode: values.text("mode"), owner: values.text("owner"),
                group: values.text("group")))
    }
}

extension PackageCheck: EnsurableKind {
    static let ensureKeys = [
        CheckKey("recommends", .boolean, "whether recommended packages are installed too (default: `false`)")
    ]
    static let ensureNotes = """
        With apt alone. Packages of neighbouring entries are one transaction; of a range the version is taken that apt prefers, else \
        the newest that the sources have; the sources are read again only where a package is missing. Configuration files \
        that were changed stay. The undo purges the packages that the transaction newly installed, with their dependencies, \
        and installs the versions that were there before; it refuses to remove what was installed later.
        """

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work {
        try values.refuse(["manager"], "packages are installed with apt")
        let want = PackageRemedy.Want(
            name: try values.required("name"), version: values.text("version"),
            isInstalled: values.boolean("installed") ?? true)
        return .recipe(PackageRemedy(wants: [want], withRecommends: values.boolean("recommends") ?? false))
    }
}

extension ServiceCheck: EnsurableKind {
    static let ensureKeys = [
        CheckKey(
            "on-change", .choice(ServiceRemedy.OnChange.allCases.map(\.rawValue)),
            "what is done with a running service when a step that `when-changed` names has changed something (default: `restart`; "
                + "`reload` restarts a service that cannot reload)")
    ]
    static let ensureNotes = """
        With systemd alone. The service is enabled or disabled, started or stopped, and has 30 seconds to run unless `until` says another time. \
        The undo enables, disables, starts or stops it as it was before; a service that ran before is restarted, after the \
        files that the step follows are restored.
        """
    static var patience: Duration? { .seconds(30) }

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work {
        .recipe(
            ServiceRemedy(
                name: try values.required("name"), isRunning: values.boolean("running") ?? true,
                isEnabled: values.boolean("enabled"), isUser: values.boolean("user") ?? false,
                onChange: values.literal("on-change").flatMap(ServiceRemedy.OnChange.init) ?? .restart))
    }
}

extension UserCheck: EnsurableKind {
    static let ensureKeys = [
        CheckKey("comment", .text, "the account's full name or purpose, for a new account"),
        CheckKey(
            "system", .boolean,
            "`true`: a new account is one of the system, without a home folder unless `home` is written"),
        CheckKey("password", .choice(["locked"]), "`locked`: a password does not let anyone log in"),
    ]
    static let ensureNotes = """
        With useradd and usermod. Only what differs is changed; groups are added, never removed. A new account can log in with keys only, \
        because it does not have a password. The undo removes an account that was made, its home folder stays; else it gives back the properties.
        """

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work {
        if values.boolean("exists") == false {
            throw CheckReadingError(
                key: "exists", "prov does not remove accounts: no undo could restore them",
                fix: "write a bash step that removes it")
        }
        let isSystem = values.boolean("system") ?? false
        let fields = [
            ("uid", "-u", 2), ("group", "-g", 3), ("comment", "-c", 4), ("home", "-d", 5), ("shell", "-s", 6),
        ]
        return .recipe(
            UserRemedy(
                name: try values.required("name"),
                properties: fields.compactMap { key, option, field in
                    values.text(key).map { (option, field, $0) }
                }, groups: values.list("groups"), isSystem: isSystem, hasHome: !isSystem || values.has("home"),
                isLocked: values.literal("password") == "locked"))
    }
}

extension GroupCheck: EnsurableKind {
    static let ensureKeys = [CheckKey("system", .boolean, "`true`: a new group is one of the system")]
    static let ensureNotes = """
        With groupadd, groupmod and usermod; members are added, never removed. The undo removes a group that was made, else it gives back the number and the members.
        """

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work {
        if values.boolean("exists") == false {
            throw CheckReadingError(
                key: "exists", "prov does not remove groups: no undo could restore them",
                fix: "write a bash step that removes it")
        }
        return .recipe(
            GroupRemedy(
                name: try values.required("name"), gid: values.text("gid"), members: values.list("members"),
                isSystem: values.boolean("system") ?? false))
    }
}

extension KernelParameterCheck: EnsurableKind {
    static let ensureNotes = """
        The value is set in the running kernel and written to `/etc/sysctl.d/60-prov.conf` for the next boot. The undo gives back the value and the line that were there.
        """

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work {
        let value = try values.required("value")
        if NumberCondition.isBound(value.written) {
            throw CheckReadingError(
                key: "value", "a bound cannot be made true", fix: "write the value that is to be set")
        }
        return .recipe(KernelParameterRemedy(name: try values.required("name"), value: value))
    }
}
