import CCMark
import ProvText

/// A document parsed by libcmark; the only place that knows of its pointers.
@safe struct CMarkTree: ~Copyable {
    private let root: OpaquePointer
    private let arena: OpaquePointer
    /// Lines that stand in front of the text.
    private let linesBefore: Int
    /// What each label that was asked for leads to.
    let targets: [LinkTarget?]

    /// cmark counts bytes in 32 bits and ends the process where they do not suffice: larger texts are refused here.
    static let sizeLimit = 1 << 28

    /// `nil` only where the text is larger than `sizeLimit`.
    ///
    /// - Parameter labels: link definitions leave no trace in cmark's tree, so it is asked: each label stands in front
    ///   of the text as a paragraph of its own, comes back as a link or not, and is taken out of the tree.
    init?(_ text: [UInt8], asking labels: [[UInt8]] = []) {
        let question = CMarkTree.question(labels, before: text)
        guard question.count <= CMarkTree.sizeLimit else { return nil }
        var arena: OpaquePointer?
        let node = unsafe question.withUnsafeBytes { buffer in
            unsafe prov_cmark_parse(
                buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, CMARK_OPT_DEFAULT, &arena)
        }
        guard let node = unsafe node, let arena = unsafe arena else { return nil }
        unsafe root = node
        unsafe self.arena = arena
        linesBefore = labels.count * 2
        targets = unsafe CMarkTree.takeTargets(of: labels.count, from: node)
    }

    private static func question(_ labels: [[UInt8]], before text: [UInt8]) -> [UInt8] {
        guard !labels.isEmpty else { return text }
        var question: [UInt8] = []
        question.reserveCapacity(text.count + labels.reduce(0) { $0 + $1.count + 4 })
        for label in labels {
            question.append(ASCII.openBracket)
            question += label
            question += [ASCII.closeBracket, ASCII.newline, ASCII.newline]
        }
        // cmark takes one off the front of a text only.
        return question
            + (text.starts(with: ByteOrderMark.bytes) ? text.dropFirst(ByteOrderMark.bytes.count) : text[...])
    }

    private static func takeTargets(of count: Int, from root: OpaquePointer) -> [LinkTarget?] {
        var targets: [LinkTarget?] = []
        while targets.count < count, let child = unsafe cmark_node_first_child(root),
            unsafe cmark_node_get_start_line(child) <= count * 2
        {
            targets.append(unsafe Node(child, linesBefore: 0).linkTarget)
            unsafe cmark_node_unlink(child)
        }
        return targets
    }

    deinit { unsafe prov_cmark_free(arena) }

    /// A look at one node; valid only inside `withRoot`.
    @safe struct Node {
        private let pointer: OpaquePointer
        private let linesBefore: Int

        fileprivate init(_ pointer: OpaquePointer, linesBefore: Int) {
            unsafe self.pointer = pointer
            self.linesBefore = linesBefore
        }

        var type: cmark_node_type { unsafe cmark_node_get_type(pointer) }
        var literal: String { unsafe CMarkTree.string(cmark_node_get_literal(pointer)) }
        var destination: String { unsafe CMarkTree.string(cmark_node_get_url(pointer)) }
        var title: String { unsafe CMarkTree.string(cmark_node_get_title(pointer)) }
        var headingLevel: Int { unsafe Int(cmark_node_get_heading_level(pointer)) }
        var isOrderedList: Bool { unsafe cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST }
        var listStart: Int { unsafe Int(cmark_node_get_list_start(pointer)) }
        var isTightList: Bool { unsafe cmark_node_get_list_tight(pointer) != 0 }
        var startLine: Int { unsafe Int(cmark_node_get_start_line(pointer)) - linesBefore }
        var startColumn: Int { unsafe Int(cmark_node_get_start_column(pointer)) }
        var endLine: Int { unsafe Int(cmark_node_get_end_line(pointer)) - linesBefore }
        var firstChild: Node? {
            unsafe cmark_node_first_child(pointer).map { unsafe Node($0, linesBefore: linesBefore) }
        }
        var next: Node? { unsafe cmark_node_next(pointer).map { unsafe Node($0, linesBefore: linesBefore) } }
    }

    /// Looks at every node below one, in the order of the text.
    static func visit(_ root: Node, _ body: (Node) -> Void) {
        var waiting: [Node] = []
        var current = root.firstChild
        while let node = current ?? waiting.popLast() {
            body(node)
            if let next = node.next { waiting.append(next) }
            current = node.firstChild
        }
    }

    borrowing func withRoot<Result>(_ body: (Node) -> Result) -> Result {
        unsafe body(Node(root, linesBefore: linesBefore))
    }

    private static func string(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}

extension CMarkTree.Node {
    var children: [CMarkTree.Node] {
        var children: [CMarkTree.Node] = []
        var next = firstChild
        while let child = next {
            children.append(child)
            next = child.next
        }
        return children
    }

    /// The text of a paragraph that is one piece of text; an entity that cmark does not know comes back as two.
    var onlyText: String? {
        guard let text = firstChild, text.type == CMARK_NODE_TEXT, text.next == nil else { return nil }
        return text.literal
    }

    /// Where the link leads that a paragraph consists of.
    var linkTarget: LinkTarget? {
        guard let link = firstChild, link.type == CMARK_NODE_LINK, link.next == nil else { return nil }
        return LinkTarget(destination: link.destination, title: link.title)
    }
}
