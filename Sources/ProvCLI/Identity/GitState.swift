import ProvHosts
import ProvSystem

/// The state of the repository a runbook stands in.
///
/// Which repository that is, the folder decides: variables such as `GIT_DIR`, which would name another one, are not
/// passed on, and neither are replacement objects.
struct GitState {
    var commit: String
    var isDirty: Bool

    /// `nil` outside a repository, and where there is no git.
    static func read(folder: String) async -> GitState? {
        guard isRepository(folder), let head = await line(["rev-parse", "HEAD"], in: folder),
            let status = await answer(["status", "--porcelain", "--untracked-files=no"], in: folder)
        else { return nil }
        return GitState(commit: head, isDirty: !status.isEmpty)
    }

    /// The commit that changed a file last, and whether its bytes differ from those that HEAD has; `nil` where git does
    /// not have it.
    ///
    /// The bytes are compared and not asked for with `git status`: a flag of the index (`assume-unchanged`,
    /// `skip-worktree`) or a filter would hide that they differ.
    static func history(of file: String, bytes: [UInt8]) async -> GitState? {
        let folder = Files.folder(of: file)
        guard isRepository(folder), let name = file.split(separator: "/").last.map(String.init),
            let commit = await line(["rev-list", "-1", "HEAD", "--", name], in: folder), !commit.isEmpty,
            let committed = await answer(["cat-file", "blob", "HEAD:./\(name)"], in: folder)
        else { return nil }
        return GitState(commit: commit, isDirty: committed != bytes)
    }

    private static func line(_ arguments: [String], in folder: String) async -> String? {
        await answer(arguments, in: folder).map { String(decoding: $0.prefix { $0 != 0x0A }, as: UTF8.self) }
    }

    /// What git printed; `nil` where it failed or printed more than is kept.
    private static func answer(_ arguments: [String], in folder: String) async -> [UInt8]? {
        let environment = ProcessEnvironment.all.filter { !$0.hasPrefix("GIT_") }
        let command = ["git", "--no-replace-objects", "--literal-pathspecs", "-C", folder] + arguments
        guard
            let result = try? await OneShot.run(
                command, environment: environment.adding("GIT_OPTIONAL_LOCKS", "0"), timeout: .seconds(20)),
            result.outcome.ending == .exited(0), !result.wasCut
        else { return nil }
        return result.stdout
    }

    /// Two programs need not be started to find out that there is no repository.
    private static func isRepository(_ folder: String) -> Bool {
        var folder = folder
        while true {
            if Files.exists(folder == "/" ? "/.git" : "\(folder)/.git") { return true }
            guard folder != "/" else { return false }
            folder = Files.parent(of: folder)
        }
    }
}
