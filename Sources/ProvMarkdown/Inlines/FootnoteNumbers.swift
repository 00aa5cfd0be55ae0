/// Numbers footnotes in the order in which the text first refers to them.
struct FootnoteNumbers: Sendable {
    /// The label of each definition as its author wrote it, by its key.
    private var labels: [String: String] = [:]
    private var numbers: [String: Int] = [:]

    init() {}

    init(_ marks: some Sequence<FootnoteMark>) {
        for mark in marks where labels[FootnoteMark.key(mark.label)] == nil {
            labels[FootnoteMark.key(mark.label)] = mark.label
        }
    }

    /// The label as defined, and the number; `nil` where nothing is defined by the label.
    mutating func number(of label: String) -> (label: String, number: Int)? {
        let key = FootnoteMark.key(label)
        guard let defined = labels[key] else { return nil }
        let number = numbers[key] ?? numbers.count + 1
        numbers[key] = number
        return (defined, number)
    }

    /// Those definitions that the text refers to, by number; of two with one label the first.
    func ordered(_ definitions: [Footnote]) -> [Footnote] {
        var first: [Int: Footnote] = [:]
        for definition in definitions {
            if let number = numbers[FootnoteMark.key(definition.label)], first[number] == nil {
                first[number] = definition
            }
        }
        return first.sorted { $0.key < $1.key }.map(\.value)
    }
}
