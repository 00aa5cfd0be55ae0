import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// What a site says to programs: everything as JSON, a feed of runs, a map of pages, badges.
struct SiteData {
    let pages: [PageContent]
    let guides: [GuideProof]
    let sources: [String: SiteSource]
    let runs: [RunReport]
    let lost: [UnreadableRun]
    let options: SiteOptions
    let title: String
    private static let mostInFeed = 50

    var files: [SiteFile] {
        var files = [SiteFile(path: "prov.json", text: json.text(pretty: true) + "\n")]
        files += guides.map { SiteFile(path: SiteData.badge(of: $0.page), bytes: ProofBadge($0).bytes) }
        if options.address != nil {
            files.append(SiteFile(path: "sitemap.xml", bytes: siteMap.bytes))
            files.append(SiteFile(path: "rss.xml", bytes: feed.bytes))
        }
        return files
    }

    /// Where the badge of a guide's page stands.
    static func badge(of page: String) -> String { "badges/" + page.dropLast(".html".count) + ".svg" }

    // MARK: JSON

    private var json: JSON {
        .object([
            .init("format", "prov-site-1"), .init("title", .string(title)),
            .init("generator", .string("prov \(options.version)")),
            .init("pages", .array(pages.map(member))), .init("guides", .array(guides.map(member))),
            .init("runs", .array(runs.map(member))),
            .init("lost", .array(lost.map(member))),
        ])
    }

    private func member(_ page: PageContent) -> JSON {
        .object([
            .init("path", .string(page.path)), .init("kind", .string(page.kind.rawValue)),
            .init("title", .string(page.title)),
            .init("summary", .string(page.summary)), .init("source", page.source.map(JSON.string) ?? .null),
        ])
    }

    private func member(_ guide: GuideProof) -> JSON {
        let steps = sources[guide.source]?.runbook.steps ?? []
        return .object([
            .init("page", .string(guide.page)), .init("source", .string(guide.source)),
            .init("title", .string(guide.title)), .init("digest", .string(guide.digest)),
            .init("badge", .string(SiteData.badge(of: guide.page))), .init("markdown", .string(guide.source)),
            .init(
                "steps",
                .array(
                    steps.map { step in
                        .object([
                            .init("step", .string(step.id.rawValue)), .init("title", .string(step.title)),
                            .init("anchor", .string(GuideBlocks.anchor(of: step))),
                            .init("proves", .array(PlannedStepOverview.proofs(of: step).map(JSON.string))),
                        ])
                    })),
            .init(
                "proven",
                .array(
                    guide.places.map { place in
                        .object([
                            .init("environment", .string(place.environment)), .init("system", .string(place.system)),
                            .init("run", place.proven.map { .string($0.opened.run) } ?? .null),
                            .init("at", place.proven.map { .string(Moment.machine($0.lastEventAt)) } ?? .null),
                            .init("unchanged", place.proven.map { .bool(guide.isOfToday($0)) } ?? .null),
                            .init("unverified-run", place.unverified.map { .string($0.opened.run) } ?? .null),
                            .init("failures-since", .integer(place.failures.count)),
                            .init("taken-back-since", .integer(place.takenBack.count)),
                            .init("runs", .integer(place.runs)),
                        ])
                    })),
        ])
    }

    private func member(_ run: RunReport) -> JSON {
        .object([
            .init("run", .string(run.opened.run)), .init("report", .string("runs/\(run.opened.run).html")),
            .init("title", .string(run.opened.title)),
            .init("runbook", .string(run.opened.runbook)), .init("mode", .string(run.opened.mode.rawValue)),
            .init("verdict", .string(run.verdict.rawValue)),
            .init("environment", .string(run.opened.environment)), .init("user", .string(run.opened.user)),
            .init("started", .string(Moment.machine(run.startedAt))),
            .init("ended", .string(Moment.machine(run.lastEventAt))),
        ])
    }

    private func member(_ run: UnreadableRun) -> JSON {
        .object([
            .init("run", .string(run.id)), .init("opened", run.openedAt.map(JSON.string) ?? .null),
            .init("gone", .bool(run.isGone)), .init("why", .string(run.why)),
        ])
    }

    // MARK: XML

    private var siteMap: Markup {
        var xml: Markup =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">

            """
        for page in pages { xml.add("<url><loc>\(address(page.path))</loc></url>\n") }
        xml.add("</urlset>\n")
        return xml
    }

    private var feed: Markup {
        var xml: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
            <channel>
            <title>\(VisibleControls.shownOnOneLine(title)): runs</title>
            <link>\(address("runs/index.html"))</link>
            <description>Recorded runs and their verdicts.</description>
            <atom:link href="\(address("rss.xml"))" rel="self" type="application/rss+xml"/>

            """
        for run in runs.prefix(Self.mostInFeed) {
            let link = address("runs/\(run.opened.run).html")
            xml.add(
                """
                <item><title>\(run.words.label): \
                \(VisibleControls.shownOnOneLine(run.opened.title))</title><link>\(link)</link><guid \
                isPermaLink="false">\(run.opened.run)</guid>\
                <pubDate>\(Moment.mail(run.lastEventAt))</pubDate><description>\(RunOverview(run).sentence) On \(run.opened.environment), by \(run.opened.user).</description></item>

                """)
        }
        xml.add("</channel>\n</rss>\n")
        return xml
    }

    private func address(_ path: String) -> String {
        (options.address ?? "") + SitePath.encoded(path == "index.html" ? "" : path)
    }
}

/// A picture that says when a guide was proven last, for READMEs and other sites.
struct ProofBadge {
    private let right: String
    private let tone: String

    init(_ guide: GuideProof) {
        guard let run = guide.lastProven else {
            let isUnverified = guide.lastUnverified != nil
            right = guide.runs.isEmpty ? "no run yet" : isUnverified ? "nothing verifies it" : "never"
            tone = guide.runs.isEmpty || isUnverified ? "#545c69" : "#ad1a1f"
            return
        }
        let failed = !guide.failures(since: run).isEmpty
        let system = GuideProof.systems(of: run)
        let isTakenBack = !guide.takenBack(since: run).isEmpty
        let since =
            failed
            ? ", failed since" : isTakenBack ? ", rolled back since" : guide.isOfToday(run) ? "" : ", changed since"
        right = String(Moment.short(run.lastEventAt).prefix(10)) + (system.isEmpty ? "" : ", \(system)") + since
        tone = failed ? "#ad1a1f" : guide.isOfToday(run) && !isTakenBack ? "#0b6339" : "#7c4a00"
    }

    var bytes: [UInt8] {
        let label = "last proven"
        let text = VisibleControls.shownOnOneLine(right)
        let left = width(label)
        let rightWidth = width(text)
        let total = left + rightWidth
        let page: Markup = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(total)" height="20" role="img" aria-label="\(label): \(text)">
            <title>\(label): \(text)</title>
            <clipPath id="r"><rect width="\(total)" height="20" rx="4"/></clipPath>
            <g clip-path="url(#r)"><rect width="\(left)" height="20" fill="#3a414c"/><rect x="\(left)" width="\(rightWidth)" height="20" fill="\(tone)"/></g>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" \
            font-size="11"><text x="\(left / 2)" y="14">\(label)</text>\
            <text x="\(left + rightWidth / 2)" y="14">\(text)</text></g>
            </svg>

            """
        return page.bytes
    }

    /// Of a text of that font, with room at both ends.
    private func width(_ text: String) -> Int { DisplayWidth.of(text) * 7 + 12 }
}
