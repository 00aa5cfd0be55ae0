import ProvText

/// Makes one node of libyaml's events, without recursion: hostile nesting meets a limit, not the end of a stack.
struct YAMLComposer {
    /// A sequence or mapping whose end has not come.
    private struct Open {
        var isMapping: Bool
        var anchor: String?
        var range: TextRange
        /// Of a mapping each key, and its value after it.
        var nodes: [YAMLNode] = []
        var extent = Extent()
    }

    /// What a node takes when it is walked over, aliases counted each time.
    private struct Extent {
        /// Levels below the node.
        var height = 0
        /// Nodes, itself included.
        var count = 1
    }

    private var places: YAMLPlaces
    private let isMerging: Bool
    private var open: [Open] = []
    private var anchored: [String: (node: YAMLNode, extent: Extent)] = [:]
    /// Nodes that stand in the document because of an alias or `<<`.
    private var repeated = 0
    private var root: YAMLNode?

    init(_ places: YAMLPlaces, merging: Bool) {
        self.places = places
        isMerging = merging
    }

    mutating func compose() throws(YAMLError) -> YAMLNode? {
        guard var events = YAMLEvents(places.text.bytes) else { throw error("there is not enough memory", at: 0) }
        while let event = try next(&events) { try take(event) }
        return root
    }

    private mutating func next(_ events: inout YAMLEvents) throws(YAMLError) -> YAMLEvents.Event? {
        do throws(YAMLEvents.Failure) { return try events.next() } catch {
            throw YAMLError(reason: .syntax(error.problem), range: places.range(of: error.place))
        }
    }

    private mutating func error(_ problem: String, at scalar: Int) -> YAMLError {
        YAMLError(reason: .syntax(problem), range: places.range(of: .scalar(scalar)))
    }

    private mutating func take(_ event: YAMLEvents.Event) throws(YAMLError) {
        switch event.kind {
        case .documentStart: if root != nil { throw error("more than one document", at: event.start) }
        case .scalar(let text, let style, let tag, let anchor):
            guard (tag ?? "").utf8.count <= YAML.tagLimit else { throw error("the tag is too long", at: event.start) }
            let quotes = style == .singleQuoted || style == .doubleQuoted ? 2 : 0
            let range = places.range(ofScalar: event.start, length: text.utf8.count + quotes)
            add(.scalar(YAMLScalar(text, style: style, tag: tag, range: range)), Extent(), anchor: anchor)
        case .sequenceStart(let anchor): try begin(isMapping: false, anchor, at: event.start)
        case .mappingStart(let anchor): try begin(isMapping: true, anchor, at: event.start)
        case .end: try end()
        case .alias(let name): try addAlias(name, at: event.start)
        case .other: break
        }
    }

    private mutating func add(_ node: YAMLNode, _ extent: Extent, anchor: String?) {
        if let anchor { anchored[anchor] = (node, extent) }
        guard let last = open.indices.last else {
            root = node
            return
        }
        open[last].nodes.append(node)
        open[last].extent.height = max(open[last].extent.height, extent.height + 1)
        open[last].extent.count += extent.count
    }

    private mutating func begin(isMapping: Bool, _ anchor: String?, at scalar: Int) throws(YAMLError) {
        guard open.count < YAML.depthLimit else { throw tooDeep(at: scalar) }
        open.append(Open(isMapping: isMapping, anchor: anchor, range: places.range(ofScalar: scalar, length: 1)))
    }

    private mutating func tooDeep(at scalar: Int) -> YAMLError {
        error("nested more than \(YAML.depthLimit) levels deep", at: scalar)
    }

    private mutating func end() throws(YAMLError) {
        guard let ended = open.popLast() else { return }
        guard ended.isMapping else {
            return add(.sequence(ended.nodes, at: ended.range), ended.extent, anchor: ended.anchor)
        }
        let mapping = YAMLMapping(ended.nodes, range: ended.range)
        try YAMLComposer.refuseDuplicates(in: mapping)
        add(.mapping(isMerging ? mapping.merged : mapping), ended.extent, anchor: ended.anchor)
    }

    private mutating func addAlias(_ name: String, at scalar: Int) throws(YAMLError) {
        guard let (node, extent) = anchored[name] else { throw error("found undefined alias", at: scalar) }
        guard open.count + extent.height <= YAML.depthLimit else { throw tooDeep(at: scalar) }
        guard extent.count <= YAML.aliasLimit else {
            throw error("this alias expands to more than a million values", at: scalar)
        }
        repeated += extent.count
        guard repeated <= YAML.totalAliasLimit else {
            throw error("the aliases up to here expand to more than five million values", at: scalar)
        }
        add(node, extent, anchor: nil)
    }

    /// A key is its text, however it is quoted; keys that are not scalars are never the same.
    private static func refuseDuplicates(in mapping: YAMLMapping) throws(YAMLError) {
        let keys = mapping.compactMap(\.key.scalar)
        var seen: Set<String> = []
        seen.reserveCapacity(keys.count)
        var twice: Set<String> = []
        for key in keys where !seen.insert(key.text).inserted { twice.insert(key.text) }
        let names = twice.sorted()
        guard let first = names.first, let key = keys.first(where: { $0.text == first }) else { return }
        let start = key.range.start
        let end = TextPosition(line: start.line, column: start.column + 1)
        throw YAMLError(reason: .duplicateKeys(names), range: TextRange(start, end))
    }
}

extension YAMLMapping {
    /// The pairs with those that `<<` brings in before them. A key keeps its first place and takes its last value, as
    /// in a Python dictionary.
    fileprivate var merged: YAMLMapping {
        guard contains(where: { YAMLMapping.isMerge($0.key) }) else { return self }
        var nodes: [YAMLNode] = []
        var places: [String: Int] = [:]
        func add(_ pair: Element) {
            if let text = pair.key.text {
                if let place = places[text] {
                    nodes[place] = pair.key
                    nodes[place + 1] = pair.value
                    return
                }
                places[text] = nodes.count
            }
            nodes += [pair.key, pair.value]
        }
        for (key, value) in self where YAMLMapping.isMerge(key) {
            // The first of several wins.
            for node in [value] + (value.sequence ?? []).reversed() { node.mapping?.forEach(add) }
        }
        for pair in self where !YAMLMapping.isMerge(pair.key) { add(pair) }
        return YAMLMapping(nodes, range: range)
    }

    private static func isMerge(_ key: YAMLNode) -> Bool {
        key.scalar.map { $0.text == "<<" && $0.style == .plain } ?? false
    }
}
