import Glibc
import ProvJournal
import ProvReport
import ProvSite
import ProvText
import Synchronization

/// A site kept in memory and made anew when what it is made of changes.
final class ServedSite: Sendable {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var copied: Set<String> = []
        var site: SiteBuild?
        /// Counts the changes.
        var version = 0
    }

    private let state = Mutex(State())
    private let options: SiteSourceOptions
    private let say: @Sendable (String) -> Void

    init(_ options: SiteSourceOptions, say: @escaping @Sendable (String) -> Void) throws {
        self.options = options
        self.say = say
        try build()
    }

    private func build() throws {
        let site = try SiteBuild(options)
        let output = try site.make(isLive: true)
        for problem in output.problems { say(problem.sentence) }
        say("\(Quantity.count(output.pages.count, "page")), \(Quantity.count(output.problems.count, "problem"))")
        state.withLock { state in
            state.files = Dictionary(output.files.map { ($0.path, $0.bytes) }) { first, _ in first }
            state.copied = Set(output.copied)
            state.site = site
            state.version += 1
        }
    }

    /// Looks for changes until the process ends.
    func watch() {
        var last = stamp()
        while true {
            usleep(300_000)
            rebuild(since: &last)
        }
    }

    /// Not inlined: the optimizer takes many minutes for a loop around all that makes a site.
    @inline(never)
    private func rebuild(since last: inout String) {
        let now = stamp()
        guard now != last else { return }
        last = now
        do { try build() } catch let failure as CommandFailure { say(failure.message) } catch { say("\(error)") }
    }

    @inline(never)
    private func stamp() -> String { (try? SiteBuild(options, readsRuns: false).stamp) ?? "" }

    // MARK: Answers

    func answer(_ request: String) -> SiteServer.Answer? {
        let parts = request.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "").replacing(bytesOf: "%20", with: " ")
        if path == ".prov/version" {
            return version(after: parts.count > 1 ? String(parts[1].drop { $0 != "=" }.dropFirst()) : "")
        }
        if path.isEmpty || path.hasSuffix("/") { path += "index.html" }
        let (bytes, site, isCopied) = state.withLock {
            ($0.files[path] ?? $0.files[path + "/index.html"], $0.site, $0.copied.contains(path))
        }
        let type = ServedSite.type(of: path)
        if let bytes { return SiteServer.Answer(type: type, bytes: bytes) }
        guard let site else { return nil }
        if isCopied { return (try? site.folder.read(path)).map { SiteServer.Answer(type: type, bytes: $0) } }
        guard path.hasPrefix("runs/"), path.hasSuffix(".html"),
            let run = site.runs.runs.first(where: { path == "runs/\($0.id).html" })
        else { return nil }
        return (try? RunReports(run).render("html")).map { SiteServer.Answer(type: type, bytes: $0) }
    }

    /// The number of the newest version; waits some time for another than the one that is known.
    private func version(after known: String) -> SiteServer.Answer {
        for _ in 0..<200 {
            let now = "\(state.withLock { $0.version })"
            if now != known { return SiteServer.Answer(type: "text/plain", bytes: Array(now.utf8)) }
            usleep(100_000)
        }
        return SiteServer.Answer(type: "text/plain", bytes: Array(known.utf8))
    }

    private static func type(of path: String) -> String {
        let types = [
            "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
            "js": "text/javascript; charset=utf-8", "json": "application/json",
            "svg": "image/svg+xml", "xml": "application/xml", "md": "text/markdown; charset=utf-8", "png": "image/png",
            "jpg": "image/jpeg",
            "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "pdf": "application/pdf",
        ]
        let ending = path.split(separator: ".").last.map(String.init) ?? ""
        return types[ending] ?? (path.contains(".") ? "application/octet-stream" : "text/html; charset=utf-8")
    }
}
