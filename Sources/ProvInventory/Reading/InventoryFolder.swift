/// Which files of a folder are inventories, when the folder is one, as Ansible decides.
package enum InventoryFolder {
    private static let ignoredEndings = [
        ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry",
    ]
    private static let ignoredNames: Set<String> = ["host_vars", "group_vars", "vars_plugins"]

    /// Whether a file or folder of this name in an inventory folder is read.
    package static func isRead(_ name: String) -> Bool {
        !name.hasPrefix(".") && !ignoredNames.contains(name) && !ignoredEndings.contains { name.hasSuffix($0) }
    }

    /// The order in which names of a folder are read.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
