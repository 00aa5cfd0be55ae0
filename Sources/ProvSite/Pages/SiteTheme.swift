/// Templates, styles and scripts, by their path: `templates/page.mustache`, `css/site.css`, `js/site.js`.
package struct SiteTheme: Sendable {
    package var files: [String: [UInt8]]
    /// What stands in for a template of the user's own that cannot be used.
    package var builtIn: [String: [UInt8]] = [:]
    /// The folder of the user's own files, as messages name it.
    package var name = "site"

    package init(_ files: [(path: String, bytes: [UInt8])]) {
        self.files = [:]
        for file in files { self.files[file.path] = file.bytes }
    }
}
