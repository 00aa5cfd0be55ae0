import ProvText

/// The content of a file block with the parts that depend on values: `{% for NAME in LIST %}`, `{% if CONDITION %}`,
/// `{% elif … %}`, `{% else %}`, and holes for the items of loops.
///
/// Holes for parameters, secrets and captures are the script's placeholders; a template knows only where they stand.
/// A line that holds nothing but tags and blanks disappears, with its line break.
package struct FileTemplate: Sendable {
    indirect enum Node: Sendable {
        /// A part of the text, with the placeholders in it.
        case text(Range<Int>)
        /// `{{item}}`, `{{item.member}}` or `{{loop.last}}`.
        case hole(Name)
        case loop(Loop)
        /// The first branch whose condition holds; `else` has none.
        case choice([Branch])
    }

    /// A name in a hole: that of an item, with a member of it where one is written.
    struct Name: Sendable {
        var item: String
        var member: String?
        var bytes: Range<Int>

        /// `item`, or `item.member`.
        var name: String { member.map { "\(item).\($0)" } ?? item }
        var text: String { "{{\(name)}}" }
    }

    struct Loop: Sendable {
        var variable: String
        var list: String
        var body: [Node]
        /// The list's name in the text.
        var bytes: Range<Int>
    }

    struct Branch: Sendable {
        var condition: Condition?
        var body: [Node]
        /// The condition in the text.
        var bytes: Range<Int>
    }

    let nodes: [Node]
    /// Every name that is not bound by a loop around it: lists, and those of conditions.
    package let names: Set<String>

    /// What is wrong with a template, where in the text.
    package struct ReadingError: Error, Sendable, Equatable {
        package var message: String
        package var fix: String
        package var bytes: Range<Int>
    }

    /// `nil` for a text without tags.
    init?(parsing text: String) throws(ReadingError) {
        guard text.has("{%") else { return nil }
        var parser = FileTemplateParser(text)
        nodes = try parser.parse()
        guard parser.hasTags else { return nil }
        names = parser.freeNames
    }
}

// MARK: Rendering

/// What a template is filled with.
package struct FileTemplateValues: Sendable {
    /// Inputs, captures and facts by name, for conditions and for loops over the lines of a capture.
    package var texts: [String: String]
    package var lists: [String: ListValue]

    package init(texts: [String: String], lists: [String: ListValue] = [:]) {
        self.texts = texts
        self.lists = lists
    }
}

/// Why a template cannot be filled, as a clause.
package struct FileTemplateError: Error, Sendable, Equatable {
    package let reason: String
}

extension FileTemplate {
    /// Larger files are not made by loops.
    static let sizeLimit = 4 * 1024 * 1024

    /// The text with loops and choices carried out.
    ///
    /// - Parameters:
    ///   - text: the one that the template was read from.
    ///   - holes: what stands at which places of it, in their order.
    package func render(
        _ text: String, holes: [(bytes: Range<Int>, value: String)], _ values: FileTemplateValues
    ) throws(FileTemplateError) -> [UInt8] {
        var renderer = FileTemplateRenderer(bytes: Array(text.utf8), holes: holes, values: values)
        try renderer.render(nodes)
        return renderer.result
    }
}

private struct FileTemplateRenderer {
    let bytes: [UInt8]
    let holes: [(bytes: Range<Int>, value: String)]
    var values: FileTemplateValues
    var result: [UInt8] = []

    /// A part of the text, with its holes filled.
    private mutating func add(_ part: Range<Int>) {
        var low = 0
        var high = holes.count
        while low < high {
            let middle = (low + high) / 2
            if holes[middle].bytes.lowerBound < part.lowerBound { low = middle + 1 } else { high = middle }
        }
        var copied = part.lowerBound
        for hole in holes[low...] {
            guard hole.bytes.upperBound <= part.upperBound else { break }
            guard hole.bytes.lowerBound >= copied else { continue }
            result += bytes[copied..<hole.bytes.lowerBound]
            result += hole.value.utf8
            copied = hole.bytes.upperBound
        }
        result += bytes[copied..<part.upperBound]
    }

    mutating func render(_ nodes: [FileTemplate.Node]) throws(FileTemplateError) {
        for node in nodes {
            switch node {
            case .text(let range): add(range)
            case .hole(let name): result += try text(of: name).utf8
            case .loop(let loop): try render(loop)
            case .choice(let branches): try render(branches)
            }
            guard result.count <= FileTemplate.sizeLimit else {
                throw FileTemplateError(reason: "the file grows beyond \(FileTemplate.sizeLimit / 1024 / 1024) MiB")
            }
        }
    }

    private mutating func render(_ loop: FileTemplate.Loop) throws(FileTemplateError) {
        let list = try items(of: loop.list)
        let texts = values.texts
        for (index, item) in list.enumerated() {
            values.texts = texts
            values.texts[loop.variable] = item.text
            for (member, text) in item.members { values.texts["\(loop.variable).\(member)"] = text }
            values.texts["loop.first"] = String(index == 0)
            values.texts["loop.last"] = String(index == list.count - 1)
            try render(loop.body)
        }
        values.texts = texts
    }

    private func items(of name: String) throws(FileTemplateError) -> [ListValue.Item] {
        if let list = values.lists[name] { return list.items }
        guard let text = values.texts[name] else { throw FileTemplateError(reason: "'\(name)' has no value yet") }
        return text.lines.map { ListValue.Item(String($0)) }
    }

    private mutating func render(_ branches: [FileTemplate.Branch]) throws(FileTemplateError) {
        for branch in branches {
            guard let condition = branch.condition else { return try render(branch.body) }
            let holds: Bool
            do { holds = try condition.evaluate(values.texts) } catch {
                throw FileTemplateError(reason: "condition '\(condition.text)' cannot be decided: \(error)")
            }
            if holds { return try render(branch.body) }
        }
    }

    private func text(of name: FileTemplate.Name) throws(FileTemplateError) -> String {
        guard let member = name.member else { return values.texts[name.item] ?? "" }
        guard let text = values.texts["\(name.item).\(member)"] else {
            throw FileTemplateError(reason: "items of '\(name.item)' have no '\(member)'")
        }
        return text
    }
}
