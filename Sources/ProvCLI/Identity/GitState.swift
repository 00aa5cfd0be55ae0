import ProvHosts
import ProvSystem

/// The state of the repository a runbook stands in.
struct GitState {
    var commit: String
    var isDirty: Bool

    /// `nil` outside a repository, and where there is no git.
    static func read(folder: String) async -> GitState? {
        guard isRepository(folder),
            let head = try? await OneShot.run(["git", "-C", folder, "rev-parse", "HEAD"], timeout: .seconds(10)),
            head.outcome.ending == .exited(0),
            let status = try? await OneShot.run(
                ["git", "-C", folder, "status", "--porcelain", "--untracked-files=no"], timeout: .seconds(20))
        else { return nil }
        return GitState(
            commit: String(decoding: head.stdout.prefix { $0 != 0x0A }, as: UTF8.self), isDirty: !status.stdout.isEmpty)
    }

    /// The commit that changed a file last, and whether the file differs from it; `nil` where git does not have it.
    static func history(of file: String) async -> GitState? {
        let folder = Files.folder(of: file)
        guard isRepository(folder),
            let last = try? await OneShot.run(
                ["git", "-C", folder, "log", "-1", "--format=%H", "--", file], timeout: .seconds(10)),
            last.outcome.ending == .exited(0), !last.stdout.isEmpty,
            let status = try? await OneShot.run(
                ["git", "-C", folder, "status", "--porcelain", "--", file], timeout: .seconds(20)),
            status.outcome.ending == .exited(0)
        else { return nil }
        return GitState(
            commit: String(decoding: last.stdout.prefix { $0 != 0x0A }, as: UTF8.self), isDirty: !status.stdout.isEmpty)
    }

    /// Two programs need not be started to find out that there is no repository.
    private static func isRepository(_ folder: String) -> Bool {
        if ProcessEnvironment["GIT_DIR"] != nil { return true }
        var folder = folder
        while true {
            if Files.exists(folder == "/" ? "/.git" : "\(folder)/.git") { return true }
            guard folder != "/" else { return false }
            folder = Files.parent(of: folder)
        }
    }
}
