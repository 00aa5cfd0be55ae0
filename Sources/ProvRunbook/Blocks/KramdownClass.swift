import ProvMarkdown
import ProvText

/// The language that kramdown names on the line under a block: `{: .output}`, `{: .language-bash}`.
enum KramdownClass {
    /// The block at that place, with the language that is named under it where it has none of its own.
    static func applied(to blocks: [Block], at index: Int, _ source: SourceText) -> Block {
        var block = blocks[index]
        guard case .code(var code) = block.kind, code.isFenced, code.info.isEmpty, index + 1 < blocks.count,
            case .paragraph = blocks[index + 1].kind, blocks[index + 1].range.start.line == block.range.end.line + 1,
            let line = source.line(blocks[index + 1].range.start.line), let name = language(of: line)
        else { return block }
        code.info = name
        block.kind = .code(code)
        return block
    }

    private static func language(of line: String) -> String? {
        let text = Array(line.utf8)[...].trimmingBlanksAndNewlines()
        guard text.starts(with: "{:".utf8), text.last == ASCII.closeBrace else { return nil }
        let words = text.dropFirst(2).dropLast().split(whereSeparator: \.isBlank)
        for word in words where word.first == ASCII.period {
            var name = word.dropFirst()
            if name.starts(with: "language-".utf8) { name = name.dropFirst("language-".utf8.count) }
            let text = String(decoding: name, as: UTF8.self)
            switch Language(text) {
            case .session, .process, .console, .output: return text
            case .yaml, .none, .other: continue
            }
        }
        return nil
    }
}
