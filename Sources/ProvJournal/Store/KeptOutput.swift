import ProvSystem

/// What hosts keep of a run's output because a step's end is not known, by the names of the folders there.
package enum KeptOutput: Sendable, Equatable {
    case folders(Set<String>)
    /// The run is being written, or its record cannot be read.
    case unknown
}

extension RunLog {
    /// What is still needed of what hosts keep of a run of the same store.
    package func keptOutput(of run: String) -> KeptOutput {
        guard ULID.isValid(run) else { return .folders([]) }
        if run == id { return (try? report()).map { .folders($0.keptFolders) } ?? .unknown }
        let folder = store.folder(of: run)
        guard Files.isFolder(folder) else { return .folders([]) }
        guard !RunFolder.isBeingWritten(folder), let loaded = try? store.load(run), loaded.integrity.flaws.isEmpty
        else { return .unknown }
        return .folders(loaded.report.keptFolders)
    }
}

extension RunReport {
    /// Of steps in doubt: whoever looks into them can read there what they printed.
    var keptFolders: Set<String> {
        Set(steps.flatMap(\.hosts).filter { $0.state == .inDoubt }.flatMap(\.attempts).compactMap { $0.exited?.keptIn })
    }
}
