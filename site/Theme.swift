/// The look of the site as it is built into prov: templates, styles and scripts, by their path under this folder.
///
/// A file of the same path in a user's own `site/` folder takes the place of one here.
package enum BuiltInTheme {
    package static let files: [(path: String, bytes: [UInt8])] = [
        ("templates/page.mustache", PackageResources.page_mustache),
        ("templates/header.mustache", PackageResources.header_mustache),
        ("templates/navigation.mustache", PackageResources.navigation_mustache),
        ("templates/contents.mustache", PackageResources.contents_mustache),
        ("templates/footer.mustache", PackageResources.footer_mustache),
        ("css/site.css", PackageResources.site_css),
        ("css/history.css", PackageResources.history_css),
        ("js/site.js", PackageResources.site_js),
        ("js/search.js", PackageResources.search_js),
        ("js/live.js", PackageResources.live_js),
    ]
}
