import Testing

@testable import ProvReport
@testable import ProvSite

@Suite("Laying out and drawing step graphs")
struct GraphTests {
    @Test("every step stands below everything it waits for")
    func rows() {
        var edges: [(from: Int, to: Int)] = []
        for to in 1..<200 {
            edges.append((to / 2, to))
            edges.append((max(0, to - 7), to))
        }
        let layout = LayeredLayout(nodeCount: 200, edges: edges)
        for edge in edges where edge.from != edge.to {
            #expect(layout.places[edge.from].row < layout.places[edge.to].row)
        }
    }

    @Test("no two steps stand in the same place, and rows stay narrow")
    func places() {
        let layout = LayeredLayout(nodeCount: 40, edges: (1..<40).map { (0, $0) })
        var seen: Set<String> = []
        for place in layout.places { #expect(seen.insert("\(place.row) \(place.column)").inserted) }
        #expect(layout.width == 5)
        #expect(layout.rowCount == 9)
    }

    @Test("a diamond keeps its two middles side by side, in their order")
    func diamond() {
        let layout = LayeredLayout(nodeCount: 4, edges: [(0, 1), (0, 2), (1, 3), (2, 3)])
        #expect(
            layout.places == [
                .init(row: 0, column: 0), .init(row: 1, column: -0.5), .init(row: 1, column: 0.5),
                .init(row: 2, column: 0),
            ])
    }

    @Test("neighbours are put where their edges do not cross")
    func crossing() {
        let layout = LayeredLayout(nodeCount: 4, edges: [(0, 3), (1, 2)])
        #expect(
            (layout.places[0].column < layout.places[1].column) == (layout.places[3].column < layout.places[2].column))
    }

    @Test("a cycle in a record that was tampered with ends the drawing nowhere")
    func cycle() {
        let nodes = (1...3).map { StepGraph.Node(number: $0, title: "\($0)", note: "", tone: .muted) }
        let graph = StepGraph(nodes: nodes, ids: ["a", "b", "c"], needs: [["c"], ["a"], ["b", "b", "unknown", "c"]])
        #expect(graph.edges.count == 3)
        #expect(GraphDrawing(graph).content.text.contains("<path"))
    }

    @Test("an empty graph has an empty picture")
    func empty() {
        let drawing = GraphDrawing(StepGraph(nodes: [], ids: [], needs: []))
        #expect(!drawing.content.text.contains("<rect"))
    }

    @Test("a graph is told in words too")
    func words() {
        let nodes = (1...3).map { StepGraph.Node(number: $0, title: "T\($0)", note: "", tone: .muted) }
        #expect(
            StepGraph(nodes: nodes, ids: ["a", "b", "c"], needs: [[], ["a"], ["a", "b"]]).words()
                == "1: T1; 2: T2 after 1; 3: T3 after 1 and 2")
        #expect(StepGraph(nodes: nodes, ids: ["a", "b", "c"], needs: [[], ["a"], ["b"]]).isChain)
    }
}
