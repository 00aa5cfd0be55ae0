import ProvText

/// Draws a step graph as SVG, from top to bottom.
package struct GraphDrawing {
    private static let nodeWidth = 248.0
    private static let nodeHeight = 50.0
    private static let columnGap = 20.0
    private static let rowGap = 34.0
    private static let laneGap = 9.0
    private static let margin = 10.0
    /// Lanes beyond this many share their places.
    private static let mostLanes = 24

    package let graph: StepGraph
    private let layout: LayeredLayout
    private let lanes: [Int: Int]

    package init(_ graph: StepGraph) {
        self.graph = graph
        layout = LayeredLayout(nodeCount: graph.nodes.count, edges: graph.edges)
        lanes = GraphDrawing.lanes(of: graph, layout)
    }

    private var nodesWidth: Double {
        Double(layout.width) * (GraphDrawing.nodeWidth + GraphDrawing.columnGap) - GraphDrawing.columnGap
    }
    private var laneCount: Int { (lanes.values.max() ?? -1) + 1 }
    package var width: Double {
        max(0, nodesWidth) + 2 * GraphDrawing.margin
            + (laneCount > 0 ? GraphDrawing.columnGap + Double(laneCount) * GraphDrawing.laneGap : 0)
    }
    package var height: Double {
        Double(layout.rowCount) * (GraphDrawing.nodeHeight + GraphDrawing.rowGap) - GraphDrawing.rowGap + 2
            * GraphDrawing.margin
    }

    /// Edges first, so that nothing runs over a node.
    package var content: Markup {
        var page: Markup = """
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
            orient="auto">\
            <path class="head" d="M0 0.6L7.4 4L0 7.4z"/></marker></defs>
            <g class="edges">

            """
        for (index, edge) in graph.edges.enumerated() {
            let kind: Markup = index >= graph.firstFinalEdge ? " class=\"final\"" : ""
            page.add("<path\(kind) d=\"\(path(of: edge))\" marker-end=\"url(#arrow)\"/>\n")
        }
        page.add("</g>\n<g class=\"nodes\">\n")
        for index in graph.nodes.indices { page.add(node(index)) }
        page.add("</g>\n")
        return page
    }

    package static let css = """
        .graph text{font:600 12.5px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;fill:var(--ink)}
        .graph .small{font-weight:400;font-size:11px;fill:var(--soft)}
        .graph .number{font-size:11px;text-anchor:middle;fill:currentColor}
        .graph .box{fill:var(--surface);stroke:var(--line);stroke-width:1.2}
        .graph .badge{fill:none;stroke:currentColor;stroke-width:1.6}
        .graph .left-out .box{stroke-dasharray:5 4;fill:none}
        .graph .edges path{fill:none;stroke:var(--soft);stroke-width:1.3}
        .graph .edges .final{stroke-dasharray:2 4}
        .graph .head{fill:var(--soft)}

        """

    private func node(_ index: Int) -> Markup {
        let node = graph.nodes[index]
        let (x, y) = origin(of: index)
        let classes = node.isLeftOut ? "t-\(node.tone.rawValue) left-out" : "t-\(node.tone.rawValue)"
        let title = DisplayWidth.fitted(VisibleControls.shownOnOneLine(node.title), to: 25)
        let note = DisplayWidth.fitted(VisibleControls.shownOnOneLine(node.note), to: 34)
        let baseline = note.isEmpty ? y + 30 : y + 22
        var markup: Markup = """
            <g class="\(classes)"><title>\(VisibleControls.shownOnOneLine(node.title))</title>\
            <rect class="box" x="\(point(x))" y="\(point(y))" width="\(point(Self.nodeWidth))" \
            height="\(point(Self.nodeHeight))" rx="9"/>\
            <circle class="badge" cx="\(point(x + 22))" cy="\(point(y + 25))" r="13"/>\
            <text class="number" x="\(point(x + 22))" y="\(point(y + 29))">\(node.number)</text>\
            <text x="\(point(x + 43))" y="\(point(baseline))">\(title)</text>
            """
        if !note.isEmpty {
            markup.add("<text class=\"small\" x=\"\(point(x + 43))\" y=\"\(point(y + 38))\">\(note)</text>")
        }
        markup.add("</g>\n")
        return markup
    }

    private func origin(of index: Int) -> (Double, Double) {
        let place = layout.places[index]
        let centre = Self.margin + nodesWidth / 2 + place.column * (Self.nodeWidth + Self.columnGap)
        return (centre - Self.nodeWidth / 2, Self.margin + Double(place.row) * (Self.nodeHeight + Self.rowGap))
    }

    private func path(of edge: (from: Int, to: Int)) -> String {
        let (fromX, fromY) = origin(of: edge.from)
        let (toX, toY) = origin(of: edge.to)
        let (startX, startY) = (fromX + Self.nodeWidth / 2, fromY + Self.nodeHeight)
        let (endX, endY) = (toX + Self.nodeWidth / 2, toY)
        guard let lane = lanes[edge.from], layout.places[edge.to].row != layout.places[edge.from].row + 1 else {
            let middle = (startY + endY) / 2
            return
                """
                M\(point(startX)) \(point(startY))C\(point(startX)) \(point(middle)) \(point(endX)) \
                \(point(middle)) \(point(endX)) \(point(endY))
                """
        }
        let laneX = Self.margin + nodesWidth + Self.columnGap + Double(lane) * Self.laneGap
        let (low, high) = (startY + 11, endY - 15)
        return
            """
            M\(point(startX)) \(point(startY))V\(point(low - 6))Q\(point(startX)) \(point(low)) \
            \(point(startX + 6)) \(point(low))
            """
                + "H\(point(laneX - 6))Q\(point(laneX)) \(point(low)) \(point(laneX)) \(point(low + 6))"
                + "V\(point(high - 6))Q\(point(laneX)) \(point(high)) \(point(laneX - 6)) \(point(high))"
                + "H\(point(endX + 6))Q\(point(endX)) \(point(high)) \(point(endX)) \(point(high + 6))V\(point(endY))"
    }

    /// For each node with an edge over more than one row, the lane at the side that its edges share.
    private static func lanes(of graph: StepGraph, _ layout: LayeredLayout) -> [Int: Int] {
        var reach: [Int: Int] = [:]
        for edge in graph.edges where layout.places[edge.to].row != layout.places[edge.from].row + 1 {
            reach[edge.from] = max(reach[edge.from] ?? 0, layout.places[edge.to].row)
        }
        var lanes: [Int: Int] = [:]
        var freeFrom: [Int] = []
        for (node, end) in reach.sorted(by: {
            (layout.places[$0.key].row, $0.key) < (layout.places[$1.key].row, $1.key)
        }) {
            let row = layout.places[node].row
            if let lane = freeFrom.firstIndex(where: { $0 <= row }) {
                freeFrom[lane] = end
                lanes[node] = lane
            } else if freeFrom.count < mostLanes {
                lanes[node] = freeFrom.count
                freeFrom.append(end)
            } else {
                lanes[node] = node % mostLanes
            }
        }
        return lanes
    }

    /// A coordinate with at most one decimal.
    private func point(_ value: Double) -> String {
        let tenths = Int(exactly: (value * 10).rounded()) ?? 0
        let digits = "\(abs(tenths) / 10)" + (tenths.isMultiple(of: 10) ? "" : ".\(abs(tenths) % 10)")
        return tenths < 0 ? "-" + digits : digits
    }
}
