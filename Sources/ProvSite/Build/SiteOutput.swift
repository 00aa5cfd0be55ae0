/// A site, and what is wrong with it.
package struct SiteOutput: Sendable {
    /// Every file but the reports of the runs and the files that are only copied; empty where they were handed out.
    package var files: [SiteFile]
    /// Files of the folder that pages link to or show, by their path: they stand at the same path in the site.
    package var copied: [String]
    package var problems: [SiteProblem]
    package var pages: [PageContent]
    package var guides: [GuideProof]
}
