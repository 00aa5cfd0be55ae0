/// Parts of a runbook of which a reader follows one: sections for several operating systems, package managers or
/// methods.
package struct AlternativeGroup: Sendable {
    /// Unique in its runbook: what `--variant NAME=VARIANT` and records name.
    package var name: String
    /// The heading above the variants, or that of their section.
    package var title: String
    /// What made them variants.
    package var origin: Origin
    package var variants: [Variant]

    /// What in the document says that these parts are alternatives.
    package enum Origin: String, Sendable, CaseIterable {
        /// The key `alternative`.
        case declared
        /// Headings.
        case sections
        /// Tabs, or parts that a reader unfolds.
        case tabs
        /// A line above each block.
        case labels
        /// An `or` between blocks.
        case words
        /// Commands that install the same with different package managers.
        case commands
    }

    /// One of the parts, of which a run takes one.
    package struct Variant: Sendable {
        /// Unique in its group, in small letters: `npm`, `debian-ubuntu`, `option-a`.
        package var name: String
        /// As written.
        package var title: String
        package var requirement: Requirement
        /// In document order; empty for a part that only explains.
        package var steps: [StepID]
    }

    /// What a machine must be or have for a variant.
    package enum Requirement: Sendable, Equatable {
        case systems([OperatingSystem])
        /// One of these programs.
        case programs([String])
        case nothing
    }
}

/// That a step belongs to a variant.
package struct AlternativeMembership: Sendable, Equatable {
    /// Places in `Runbook.alternatives` and in its variants.
    package var group: Int
    package var variant: Int
}

/// An operating system that runbooks name, and the hosts that it stands for.
package struct OperatingSystem: Sendable, Equatable {
    /// In small letters, as the fact `os` or `os_family` has it.
    package var name: String

    /// How well the facts of a host fit it; `nil` if they do not. A distribution fits better than its family, and that
    /// better than Linux.
    package func fit(_ facts: [String: String]) -> Int? {
        guard let os = facts["os"] else { return nil }
        if os == name { return 3 }
        switch name {
        case "linux": return OperatingSystem.others.contains(os) ? nil : 1
        case "wsl": return facts["kernel"]?.lowercased().contains("microsoft") == true ? 4 : nil
        default:
            guard let family = facts["os_family"] else { return nil }
            return family == name || OperatingSystem.families[name] == family ? 2 : nil
        }
    }

    /// Kernels other than Linux, as the fact `os` names them.
    private static let others: Set<String> = [
        "macos", "darwin", "windows", "freebsd", "openbsd", "netbsd", "dragonfly", "sunos", "aix",
    ]

    /// What a runbook calls a family, by the fact `os_family`: instructions for Fedora mostly do for RHEL, those for
    /// Ubuntu do for Debian only if nothing else is there.
    private static let families: [String: String] = [
        "fedora": "rhel", "centos": "rhel", "redhat": "rhel", "ubuntu": "debian", "opensuse": "suse",
        "manjaro": "arch",
    ]
}
