package import ProvText

/// A parsed Markdown file as a value: cmark's tree with right ranges, and the dialect's extensions on top.
///
/// Made by `Document.init(_:detail:)`; nothing of libcmark outlives that call.
package struct Document: Sendable {
    package var source: SourceText
    /// The YAML between the leading `---` lines, without them; `nil` where the file has none.
    package var frontMatter: FrontMatter?
    package var blocks: [Block]
    /// Footnote definitions in order of first reference; empty unless parsed with `.full`.
    package var footnotes: [Footnote]

    package init(source: SourceText, frontMatter: FrontMatter?, blocks: [Block], footnotes: [Footnote]) {
        self.source = source
        self.frontMatter = frontMatter
        self.blocks = blocks
        self.footnotes = footnotes
    }
}

/// How much of a document is turned into values.
package enum ParseDetail: Sendable {
    /// Blocks, and the inlines of headings; what reading a runbook needs, at nearly cmark's own speed.
    case blocks
    /// Everything, for rendering.
    case full
}

/// The raw YAML front matter of a file.
package struct FrontMatter: Sendable {
    package var text: String
    /// The range of the YAML itself; its first line is the line after the opening `---`.
    package var range: TextRange

    package init(text: String, range: TextRange) {
        self.text = text
        self.range = range
    }
}

/// A footnote that the text refers to.
package struct Footnote: Sendable {
    package var label: String
    package var blocks: [Block]
    package var range: TextRange

    package init(label: String, blocks: [Block], range: TextRange) {
        self.label = label
        self.blocks = blocks
        self.range = range
    }
}

/// One block of a document.
package struct Block: Sendable {
    package var kind: Kind
    /// From the first character of the block (its marker included) to the end of its last line.
    package var range: TextRange

    package init(_ kind: Kind, range: TextRange) {
        self.kind = kind
        self.range = range
    }

    /// What the block is, with what is in it.
    package enum Kind: Sendable {
        case paragraph([Inline])
        indirect case heading(Heading)
        indirect case code(CodeBlock)
        /// A raw HTML block, comments included; the text as written.
        case html(String)
        case quote([Block])
        case alert(Alert)
        indirect case list(List)
        indirect case table(Table)
        case thematicBreak
    }
}

/// An ATX or setext heading.
package struct Heading: Sendable {
    package var level: Int
    package var inlines: [Inline]
    /// The visible text without markup.
    package var text: String
    /// GitHub's anchor for it, made unique within the document (`name`, `name-1`, …).
    package var anchor: String

    package init(level: Int, inlines: [Inline], text: String, anchor: String) {
        self.level = level
        self.inlines = inlines
        self.text = text
        self.anchor = anchor
    }
}

/// A fenced or indented code block; which of both decides whether it can be a step.
package struct CodeBlock: Sendable {
    /// The info string as it stands in the source, unescaped by nobody; empty for indented code.
    package var info: String
    package var infoRange: TextRange
    /// The code, each line ended by a newline, container indentation removed.
    package var literal: String
    /// Where the first code line starts in the source (after container indentation).
    package var contentStart: TextPosition
    package var isFenced: Bool
    /// The first word of the info string, unescaped as cmark does: what a page names the language after. Empty unless
    /// parsed with `.full`.
    package var language = ""
    /// False for a fence that runs into the end of its container without a closing line.
    package var isClosed: Bool

    package init(
        info: String, infoRange: TextRange, literal: String, contentStart: TextPosition, isFenced: Bool, isClosed: Bool
    ) {
        self.info = info
        self.infoRange = infoRange
        self.literal = literal
        self.contentStart = contentStart
        self.isFenced = isFenced
        self.isClosed = isClosed
    }
}

/// A quote whose first line is `[!NOTE]` or one of its four siblings, exactly as GitHub reads it.
package struct Alert: Sendable {
    package enum Kind: String, Sendable, CaseIterable { case note, tip, important, warning, caution }
    package var kind: Kind
    package var blocks: [Block]

    package init(kind: Kind, blocks: [Block]) {
        self.kind = kind
        self.blocks = blocks
    }
}

package struct List: Sendable {
    package var isOrdered: Bool
    package var start: Int
    package var isTight: Bool
    package var items: [ListItem]

    package init(isOrdered: Bool, start: Int, isTight: Bool, items: [ListItem]) {
        self.isOrdered = isOrdered
        self.start = start
        self.isTight = isTight
        self.items = items
    }
}

package struct ListItem: Sendable {
    /// `nil` for an ordinary item; whether the box of a task list item is ticked.
    package var isChecked: Bool?
    package var blocks: [Block]
    package var range: TextRange
    /// The source text of the item's first paragraph, without marker, box and container indentation.
    package var text: String

    package init(isChecked: Bool?, blocks: [Block], range: TextRange, text: String) {
        self.isChecked = isChecked
        self.blocks = blocks
        self.range = range
        self.text = text
    }
}

package struct Table: Sendable {
    package enum Alignment: Sendable { case none, left, center, right }
    package var alignments: [Alignment]
    package var header: [[Inline]]
    package var rows: [[[Inline]]]

    package init(alignments: [Alignment], header: [[Inline]], rows: [[[Inline]]]) {
        self.alignments = alignments
        self.header = header
        self.rows = rows
    }
}

/// One piece of running text.
package enum Inline: Sendable, Equatable {
    case text(String)
    case softBreak
    case hardBreak
    case code(String)
    /// Raw inline HTML as written: `<br>`, `<!-- … -->`, but also `<pod-name>`.
    case html(String)
    case emphasis([Inline])
    case strong([Inline])
    case strikethrough([Inline])
    indirect case link(destination: String, title: String, [Inline])
    indirect case image(source: String, title: String, alternative: [Inline])
    indirect case footnoteReference(label: String, number: Int)
}
