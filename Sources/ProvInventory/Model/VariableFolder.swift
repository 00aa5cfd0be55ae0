package import ProvText

/// A `group_vars` or `host_vars` folder beside an inventory, with the text of every file in it.
package struct VariableFolder: Sendable {
    package enum Kind: String, Sendable {
        case groups = "group_vars"
        case hosts = "host_vars"
    }

    package var kind: Kind
    /// The folder's path; every file's path begins with it.
    package var path: String
    /// In any order; sub-folders' files are among them.
    package var files: [SourceText]

    package init(kind: Kind, path: String, files: [SourceText]) {
        self.kind = kind
        self.path = path
        self.files = files
    }

    /// The variables of one folder by the group's or host's name.
    struct Read: Sendable {
        var kind: Kind
        var variables: [String: InventoryVariables]
        /// Files that are encrypted as a whole, by name.
        var encrypted: [String: [String]]
    }
}
