import ProvJournal
import ProvReport
import ProvText

/// What the overview says of runs whose record cannot be read: they are in no count, and must not be overlooked.
struct LostRunsPart {
    static let anchor = "lost"
    private static let most = 20

    let lost: [UnreadableRun]

    /// `2 records cannot be read, 1 is gone`
    static func sentence(_ lost: [UnreadableRun]) -> String {
        let gone = lost.count(where: \.isGone)
        let unreadable = lost.count - gone
        let parts = [
            unreadable > 0 ? "\(Quantity.count(unreadable, "record")) cannot be read" : nil,
            gone > 0 ? "\(Quantity.count(gone, "record")) \(gone == 1 ? "is" : "are") missing" : nil,
        ]
        return Quantity.list(parts.compactMap { $0 })
    }

    func lead(_ page: inout PageBuilder) {
        guard !lost.isEmpty else { return }
        page.add(
            """
            <p class="t-bad"><a class="t-bad" href="#\(Self.anchor)">\(Self.sentence(lost))</a>: the numbers here do not include every run.</p>

            """
        )
    }

    func list(_ page: inout PageBuilder) {
        guard !lost.isEmpty else { return }
        page.heading("Lost records", anchor: Self.anchor, level: 3)
        page.paragraph("\(Self.sentence(lost)). The numbers above do not include them; runs.csv lists them at its end.")
        page.add("<ul>\n")
        for run in lost.prefix(Self.most) {
            let advice: Markup =
                run.isGone
                ? "Restore its folder from a copy of the store."
                : "Do not change its folder, and run <code>prov show \(run.id)</code>."
            let why = VisibleControls.shownOnOneLine(run.why)
            page.add(
                "<li><span class=\"mono\">\(run.id)</span>, \(opened(run)): \(why). \(advice)</li>\n",
                words: "\(run.id) \(why)")
        }
        page.add("</ul>\n")
        if lost.count > Self.most { page.paragraph("And \(lost.count - Self.most) more in runs.csv.", isSoft: true) }
    }

    private func opened(_ run: UnreadableRun) -> Markup {
        guard let moment = run.openedAt else { return "not in the store’s log" }
        return
            "opened <time datetime=\"\(moment)\">\(String(moment.prefix(16)).replacing(bytesOf: "T", with: " ")) UTC</time>"
    }
}
