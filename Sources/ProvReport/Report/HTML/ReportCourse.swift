import ProvJournal
import ProvRunbook
import ProvText

/// The course of the run in two pictures: what ran when on each host, and which step waited for which.
struct ReportCourse {
    private static let mostHosts = 60
    private static let mostGraphSteps = 300
    private static let laneHeight = 22

    let run: RunOverview

    var section: ReportSection? {
        var page = timeline
        page.add(graph)
        guard !page.isEmpty else { return nil }
        return ReportSection(id: "course", title: "Timeline", content: page)
    }

    // MARK: Timeline

    private var timeline: Markup {
        let all = hostTimelines()
        guard !all.isEmpty, run.seconds > 0 else { return "" }
        var page: Markup = "<h3>Timeline</h3>\n<div class=\"timeline\">\n"
        for host in all.prefix(Self.mostHosts) { page.add(strip(host)) }
        page.add("<p class=\"axis\" aria-hidden=\"true\">")
        for part in 0...4 {
            let seconds = run.seconds * Double(part) / 4
            page.add("<span>\(part == 0 ? "0" : Quantity.duration(seconds))</span>")
        }
        page.add("</p>\n</div>\n")
        if all.count > Self.mostHosts {
            page.add("<p class=\"soft\">\(all.count - Self.mostHosts) more hosts are not drawn.</p>\n")
        }
        return page
    }

    private struct HostTimeline {
        var name: String
        var bars: [Bar] = []
    }

    private struct Bar {
        var number: Int
        var title: String
        var state: StepState
        /// Percent of the run.
        var start: Double
        var width: Double
        /// Percent of the run at which it really ended; `width` has a least value that can be seen.
        var end: Double
        var seconds: Double
    }

    private func hostTimelines() -> [HostTimeline] {
        var positions: [String: Int] = [:]
        var timelines: [HostTimeline] = []
        for step in run.steps {
            for host in step.step.hosts {
                guard let bar = bar(of: step, host) else { continue }
                if positions[host.host] == nil {
                    positions[host.host] = timelines.count
                    timelines.append(HostTimeline(name: host.host))
                }
                if let position = positions[host.host] { timelines[position].bars.append(bar) }
            }
        }
        return timelines
    }

    private func bar(of step: StepOverview, _ host: HostReport) -> Bar? {
        guard let start = host.attempts.map(\.intendedAt).min(),
            let end = host.attempts.map({ $0.intendedAt + ($0.exited?.seconds ?? 0) }).max()
        else { return nil }
        let left = min(max(0, (start - run.report.startedAt) / run.seconds * 100), 99.4)
        let width = max(0.6, min((end - start) / run.seconds * 100, 100 - left))
        return Bar(
            number: step.number, title: step.title, state: host.shown, start: left, width: width,
            end: min((end - run.report.startedAt) / run.seconds * 100, 100),
            seconds: StepOverview.seconds(of: host.attempts) ?? max(0, end - start))
    }

    private func strip(_ host: HostTimeline) -> Markup {
        var lanes: [Double] = []
        var content = Markup()
        for bar in host.bars.sorted(by: { ($0.start, $0.number) < ($1.start, $1.number) }) {
            let free = lanes.firstIndex { $0 <= bar.start + 0.01 }
            // Beyond six lanes and within less than a pixel nothing could be told apart.
            let lane = free ?? min(lanes.count, 5)
            if lane == lanes.count { lanes.append(0) }
            lanes[lane] = max(lanes[lane], bar.end)
            content.add(drawing(of: bar, lane: lane))
        }
        let height = max(1, lanes.count) * Self.laneHeight
        let words = "\(Quantity.count(host.bars.count, "step")) on \(host.name); the steps list their times"
        return """
            <figure><figcaption>\(host.name)</figcaption><svg class="strip" width="100%" height="\(height)" \
            role="img" aria-label="\(words)">\
            <rect class="rail" width="100%" height="\(height)" rx="4"/>\(content)</svg></figure>

            """
    }

    private func drawing(of bar: Bar, lane: Int) -> Markup {
        let y = lane * Self.laneHeight + 3
        var page: Markup = """
            <g class="s-\(bar.state.rawValue)"><title>\(bar.number). \(VisibleControls.shownOnOneLine(bar.title)): \
            \(bar.state.words.label), \(Quantity.duration(bar.seconds))</title>\
            <rect x="\(percent(bar.start))" y="\(y)" width="\(percent(bar.width))" height="16" rx="3"/>
            """
        if bar.width > 4 {
            page.add("<text x=\"\(percent(bar.start + bar.width / 2))\" y=\"\(y + 12)\">\(bar.number)</text>")
        }
        page.add("</g>\n")
        return page
    }

    // MARK: Graph

    private var graph: Markup {
        let planned = run.steps.map(\.step.planned)
        guard planned.count > 1, planned.contains(where: { !$0.needs.isEmpty }) else { return "" }
        guard planned.count <= Self.mostGraphSteps else {
            return
                """
                <h3>Order</h3>
                <p class="soft">\(planned.count) steps are too many for a picture on this page; `prov plan --format svg` draws them.</p>

                """
        }
        let graph = StepGraph(nodes: run.steps.map(node), ids: planned.map(\.step), needs: planned.map(\.needs))
        let drawing = GraphDrawing(graph)
        let width = Int(drawing.width.rounded(.up))
        let height = Int(drawing.height.rounded(.up))
        let words =
            graph.isChain
            ? "The \(planned.count) steps run in the order of the runbook."
            : "Each step is below the steps that it waits for."
        return """
            <h3>Order</h3>
            <details class="output"><summary>Step graph <span class="soft">\(words)</span></summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Step graph"><svg class="graph" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img" aria-label="\(graph.words())">
            \(drawing.content)</svg></div></details>

            """
    }

    private func node(_ step: StepOverview) -> StepGraph.Node {
        let words = step.state.words
        return StepGraph.Node(
            number: step.number, title: step.title,
            note: words.label + (step.seconds.map { ", \(Quantity.duration($0))" } ?? ""),
            tone: words.tone, isLeftOut: step.step.planned.leftOut != nil, isFinal: step.step.planned.phase == .finally)
    }
}
