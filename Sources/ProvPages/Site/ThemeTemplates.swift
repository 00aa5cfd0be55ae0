import Mustache

/// The templates of a theme, read. One of the user's own that cannot be used is said, and the built-in one stays in its place.
struct ThemeTemplates {
    private(set) var templates: [String: MustacheTemplate] = [:]
    private(set) var problems: [SiteProblem] = []
    private let theme: SiteTheme
    private var tags: [String: [TemplateTag]] = [:]

    init(_ theme: SiteTheme) {
        self.theme = theme
        let names = theme.files.keys.filter { $0.hasPrefix("templates/") && $0.hasSuffix(".mustache") }.map { String($0.dropFirst(10).dropLast(9)) }.sorted()
        for name in names { read(name, theme.files[Self.path(name)] ?? []) }
        for name in names where isOwn(name) && reaches(name, from: name) {
            refuse(name, TemplateMistake(line: tags[name]?.first { $0.kind == .part && ($0.name == name || reaches(name, from: $0.name)) }?.line, text: "the template includes itself, and would never end"))
        }
        for name in names where isOwn(name) {
            for tag in tags[name] ?? [] where tag.kind == .part && theme.files[Self.path(tag.name)] == nil {
                problems.append(problem(name, TemplateMistake(line: tag.line, text: "there is no template \(Self.path(tag.name)) for {{>\(tag.name)}}")))
            }
        }
    }

    private static func path(_ name: String) -> String { "templates/\(name).mustache" }

    private func isOwn(_ name: String) -> Bool { theme.files[Self.path(name)] != theme.builtIn[Self.path(name)] }

    private mutating func read(_ name: String, _ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let mistake = TemplateMistake(in: text) { return refuse(name, mistake) }
        do {
            templates[name] = try FrameEscaping.template(text)
            tags[name] = TemplateTag.all(in: text)
        } catch {
            // One line stands in front of the template.
            let line = (error as? MustacheTemplate.ParserError).map { max(1, $0.context.lineNumber - 1) }
            refuse(name, TemplateMistake(line: line, text: "the template cannot be read from here on"))
        }
    }

    private mutating func refuse(_ name: String, _ mistake: TemplateMistake) {
        templates[name] = nil
        tags[name] = nil
        let isReplaced = theme.builtIn[Self.path(name)] != nil && isOwn(name)
        problems.append(problem(name, TemplateMistake(line: mistake.line, text: mistake.text + (isReplaced ? "; the built-in one is used instead" : "; it is left out"))))
        guard isReplaced, let bytes = theme.builtIn[Self.path(name)] else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        templates[name] = try? FrameEscaping.template(text)
        tags[name] = TemplateTag.all(in: text)
    }

    private func problem(_ name: String, _ mistake: TemplateMistake) -> SiteProblem {
        SiteProblem(.badTheme, file: "\(theme.name)/\(Self.path(name))", line: mistake.line, mistake.text)
    }

    /// Whether the parts of a template, or theirs, include another.
    private func reaches(_ wanted: String, from start: String) -> Bool {
        var seen: Set<String> = []
        var open = [start]
        while let name = open.popLast() {
            for tag in tags[name] ?? [] where tag.kind == .part {
                if tag.name == wanted { return true }
                if seen.insert(tag.name).inserted { open.append(tag.name) }
            }
        }
        return false
    }
}

/// One tag of a template; comments and pragmas are none.
struct TemplateTag {
    enum Kind { case opening, closing, part, delimiters, value }

    var kind: Kind
    var name: String
    /// As written.
    var text: String
    /// From 1.
    var line: Int

    /// Those up to a tag that does not end.
    static func all(in template: String) -> [TemplateTag] { scan(template).tags }

    /// - Returns: also the line of a tag that does not end, and how it begins.
    fileprivate static func scan(_ template: String) -> (tags: [TemplateTag], unended: (line: Int, text: String)?) {
        var tags: [TemplateTag] = []
        var line = 1
        var rest = template[...]
        while let start = rest.firstRange(of: "{{") {
            line += rest[..<start.lowerBound].count { $0.isNewline }
            let isTriple = rest[start.upperBound...].first == "{"
            let inner = rest[start.upperBound...]
            let end = inner.firstRange(of: isTriple ? "}}}" : "}}")
            let next = inner.firstRange(of: "{{")
            guard let end, inner.first == "!" || next.map({ $0.lowerBound > end.lowerBound || isTriple }) ?? true else {
                return (tags, (line, String(rest[start.lowerBound...].prefix { !$0.isNewline }.prefix(40))))
            }
            let content = inner[..<end.lowerBound]
            let hasMark = content.first.map { "#^$</>=&{".contains($0) } ?? false
            let name = content.dropFirst(hasMark ? 1 : 0).drop { $0 == " " }.split(whereSeparator: { $0.isWhitespace }).first.map(String.init) ?? ""
            let text = "{{\(content)}}"
            switch content.first {
            case "#", "^", "$": tags.append(TemplateTag(kind: .opening, name: name, text: text, line: line))
            case "<":
                tags.append(TemplateTag(kind: .part, name: name, text: text, line: line))
                tags.append(TemplateTag(kind: .opening, name: name, text: text, line: line))
            case "/": tags.append(TemplateTag(kind: .closing, name: name, text: text, line: line))
            case ">": tags.append(TemplateTag(kind: .part, name: name, text: text, line: line))
            case "=": tags.append(TemplateTag(kind: .delimiters, name: name, text: text, line: line))
            case "!", "%": break
            default: tags.append(TemplateTag(kind: .value, name: name, text: text, line: line))
            }
            line += rest[start.lowerBound..<end.upperBound].count { $0.isNewline }
            rest = rest[end.upperBound...]
        }
        return (tags, nil)
    }
}

/// What is wrong with a template, for the person who wrote it.
struct TemplateMistake {
    var line: Int?
    var text: String

    init(line: Int?, text: String) { (self.line, self.text) = (line, text) }

    /// `nil` where the tags of sections fit.
    init?(in template: String) {
        let (tags, unended) = TemplateTag.scan(template)
        var open: [TemplateTag] = []
        for tag in tags {
            switch tag.kind {
            case .opening: open.append(tag)
            case .closing:
                guard let opening = open.popLast() else {
                    self.init(line: tag.line, text: "\(tag.text) closes nothing: no section \(tag.name) is open here")
                    return
                }
                if opening.name != tag.name {
                    self.init(line: tag.line, text: "\(tag.text) closes \(opening.text) of line \(opening.line): write {{/\(opening.name)}} first")
                    return
                }
            case .delimiters:
                self.init(line: tag.line, text: "\(tag.text) changes what tags look like, which prov does not follow: write them in {{ and }}")
                return
            case .part, .value: break
            }
        }
        if let unended {
            self.init(line: unended.line, text: "the tag has no end: \(unended.text)")
        } else if let opening = open.last {
            self.init(line: opening.line, text: "\(opening.text) is never closed: write {{/\(opening.name)}} where it ends")
        } else {
            return nil
        }
    }
}
