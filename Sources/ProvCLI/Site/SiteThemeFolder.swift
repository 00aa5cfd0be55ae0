import ProvSite
import ProvSystem
import ProvTheme

/// The theme that is built in, with a user's own files in the place of those of the same path.
enum SiteThemeFolder {
    /// - Parameters:
    ///   - folder: holds `templates`, `css`, `js` and `img`; `nil` for the built-in theme alone.
    ///   - name: the folder as messages name it.
    static func theme(over folder: String?, name: String = "site", outside: [String] = []) throws(CommandFailure)
        -> SiteTheme
    {
        var theme = SiteTheme(BuiltInTheme.files)
        guard let folder else { return theme }
        theme.builtIn = theme.files
        theme.name = name
        guard Files.isFolder(folder) else {
            throw CommandFailure(
                .usage, "theme folder \(folder) does not exist",
                advice: "create it, for example with css/site.css in it")
        }
        let boundary = ProjectBoundary(around: folder, allowed: outside)
        for path in paths(in: folder) { theme.files[path] = try TextFile.read("\(folder)/\(path)", inside: boundary) }
        return theme
    }

    /// Whether a folder holds anything of a theme.
    static func isTheme(_ folder: String) -> Bool { parts.contains { Files.isFolder("\(folder)/\($0.name)") } }

    /// The files of a theme's folder, by their path in it.
    static func paths(in folder: String) -> [String] {
        parts.flatMap { part in
            Files.namesIfReadable(in: "\(folder)/\(part.name)").filter { name in
                !name.hasPrefix(".") && part.endings.contains { name.hasSuffix($0) }
            }.map { "\(part.name)/\($0)" }
        }.sorted()
    }

    private static let parts: [(name: String, endings: [String])] = [
        ("templates", [".mustache"]), ("css", [".css"]), ("js", [".js"]),
        ("img", [".svg", ".png", ".jpg", ".webp", ".gif", ".ico"]),
    ]
}
