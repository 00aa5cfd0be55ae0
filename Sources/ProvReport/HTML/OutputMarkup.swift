/// A program's output as numbered lines of HTML: colours as classes, everything else that would act as symbols.
///
/// Lines stand in `<pre>` chunks of a hundred, so that a browser lays out only those it shows; a line's number is a
/// link to it.
struct OutputMarkup {
    static let chunk = 100
    /// Bytes of one line that are shown.
    static let longestLine = 16 << 10

    /// What the ids of lines begin with: `s3-L` for `s3-L120`. Empty for lines without ids.
    private let anchor: [UInt8]
    private var number: Int
    private var linesInChunk = 0
    private var style = TextStyle()

    init(anchor: String, firstLine: Int = 1) {
        self.anchor = Array(anchor.utf8)
        number = firstLine
    }

    /// Lines of output, whole chunks; what follows starts a new chunk.
    mutating func add(_ output: ArraySlice<UInt8>, to page: inout Markup) {
        guard !output.isEmpty else { return }
        page.withBytes { bytes in
            var lineStart = output.startIndex
            while lineStart < output.endIndex {
                let lineEnd = output[lineStart...].firstIndex(of: 0x0A) ?? output.endIndex
                openLine(&bytes)
                addLine(output[lineStart..<lineEnd], to: &bytes)
                closeLine(&bytes)
                lineStart = lineEnd < output.endIndex ? lineEnd + 1 : lineEnd
            }
            if linesInChunk > 0 { bytes.append(contentsOf: "</pre>".utf8) }
            linesInChunk = 0
        }
    }

    /// A note in the place of lines that are left out.
    mutating func skip(lines: Int, bytes: Int, nextLine: Int, to page: inout Markup) {
        let what = lines > 0 ? Quantity.count(lines, "line") + " (\(Quantity.bytes(bytes)))" : Quantity.bytes(bytes)
        page.add("<p class=\"gap\">\(what) are not shown here.</p>")
        number = nextLine
    }

    private func openLine(_ bytes: inout [UInt8]) {
        // A parser drops the first newline of a `pre`: this one, so that an empty first line stays.
        if linesInChunk == 0 { bytes.append(contentsOf: "<pre>\n".utf8) }
        guard !anchor.isEmpty else { return }
        let digits = Array(String(number).utf8)
        bytes.append(contentsOf: "<a id=\"".utf8)
        bytes.append(contentsOf: anchor)
        bytes.append(contentsOf: digits)
        bytes.append(contentsOf: "\" href=\"#".utf8)
        bytes.append(contentsOf: anchor)
        bytes.append(contentsOf: digits)
        bytes.append(contentsOf: "\" tabindex=\"-1\">".utf8)
        bytes.append(contentsOf: digits)
        bytes.append(contentsOf: "</a>".utf8)
    }

    private mutating func closeLine(_ bytes: inout [UInt8]) {
        bytes.append(0x0A)
        number += 1
        linesInChunk += 1
        guard linesInChunk == OutputMarkup.chunk else { return }
        bytes.append(contentsOf: "</pre>".utf8)
        linesInChunk = 0
    }

    private mutating func addLine(_ line: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        let text = line.last == 0x0D ? line.dropLast() : line
        let shown = text.prefix(OutputMarkup.longestLine)
        var isOpen = open(&bytes)
        for piece in OutputScanner(shown) {
            switch piece {
            case .text(let range): OutputMarkup.escape(line[range], into: &bytes)
            case .lineEnd: break
            case .symbol(let symbol):
                bytes.append(contentsOf: "<i>".utf8)
                bytes.append(contentsOf: symbol.utf8)
                bytes.append(contentsOf: "</i>".utf8)
            case .style(let range):
                if isOpen { bytes.append(contentsOf: "</span>".utf8) }
                style.apply(line[range])
                isOpen = open(&bytes)
            }
        }
        if isOpen { bytes.append(contentsOf: "</span>".utf8) }
        if shown.count < text.count {
            bytes.append(
                contentsOf: "<i>… \(Quantity.bytes(text.count - shown.count)) of this line not shown</i>".utf8)
        }
    }

    /// Opens what the style asks for; says whether there is anything to close.
    private func open(_ bytes: inout [UInt8]) -> Bool {
        guard !style.isPlain else { return false }
        let (foreground, background) =
            style.isInverse ? (style.background, style.foreground) : (style.foreground, style.background)
        var classes: [String] = []
        if style.isInverse, foreground == nil, background == nil { classes.append("inv") }
        if let foreground { classes.append("f\(foreground)") }
        if let background { classes.append("g\(background)") }
        if style.isBold { classes.append("bo") }
        if style.isItalic { classes.append("it") }
        if style.isUnderlined { classes.append("un") }
        if style.isStruck { classes.append("st") }
        guard !classes.isEmpty else { return false }
        bytes.append(contentsOf: "<span class=\"\(classes.joined(separator: " "))\">".utf8)
        return true
    }

    private static func escape(_ text: ArraySlice<UInt8>, into bytes: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
