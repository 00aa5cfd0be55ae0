import ProvJournal

extension SignersRecorded {
    /// Whether it is the one that git has.
    var state: String {
        guard let commit else { return "not in git" }
        return (isChanged ? "with uncommitted changes since commit " : "as of commit ") + commit.prefix(12)
    }

    /// The file, its SHA-256 and whether it is the one that git has.
    package var words: String { "\(path), SHA-256 \(digest.prefix(12)), \(state)" }
}
