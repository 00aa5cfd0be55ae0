/// The templates of a theme, read. One of the user's own that cannot be used is reported, and the built-in one stays in
/// its place.
struct ThemeTemplates {
    private(set) var problems: [SiteProblem] = []
    private let theme: SiteTheme
    private var templates: [String: Template] = [:]
    /// What each template was read from: the user's own text, or the built-in one.
    private var texts: [String: [UInt8]] = [:]

    init(_ theme: SiteTheme) {
        self.theme = theme
        let names = theme.files.keys.filter { $0.hasPrefix("templates/") && $0.hasSuffix(".mustache") }.map {
            String($0.dropFirst(10).dropLast(9))
        }.sorted()
        for name in names { read(name, theme.files[Self.path(name)] ?? []) }
        for name in names where isOwn(name) && reaches(name, from: name) {
            let line = templates[name]?.parts.first { $0.part.name == name || reaches(name, from: $0.part.name) }?.line
            refuse(name, TemplateMistake(line: line, text: "the template includes itself, and would never end"))
        }
        for name in names where isOwn(name) {
            for (part, line) in templates[name]?.parts ?? [] where theme.files[Self.path(part.name)] == nil {
                problems.append(
                    problem(
                        name,
                        TemplateMistake(
                            line: line, text: "{{>\(part.name)}}: template \(Self.path(part.name)) not found")))
            }
        }
    }

    /// Draws the templates with the partials that they name.
    var renderer: TemplateRenderer {
        var parts: [Template.Part: Template] = [:]
        var open = templates.keys.map { Template.Part(name: $0) }
        while let part = open.popLast() {
            guard parts[part] == nil, let template = template(part) else { continue }
            parts[part] = template
            open += template.parts.map(\.part)
        }
        return TemplateRenderer(parts: parts)
    }

    private func template(_ part: Template.Part) -> Template? {
        if part.indentation.isEmpty { return templates[part.name] }
        // What could be read without blanks in front of its lines can be read with them.
        return texts[part.name].flatMap {
            try? TemplateParser.template(TemplateParser.indented($0, by: part.indentation))
        }
    }

    private static func path(_ name: String) -> String { "templates/\(name).mustache" }

    private func isOwn(_ name: String) -> Bool { theme.files[Self.path(name)] != theme.builtIn[Self.path(name)] }

    private mutating func read(_ name: String, _ bytes: [UInt8]) {
        do {
            templates[name] = try TemplateParser.template(bytes)
            texts[name] = bytes
        } catch {
            refuse(name, error)
        }
    }

    private mutating func refuse(_ name: String, _ mistake: TemplateMistake) {
        (templates[name], texts[name]) = (nil, nil)
        let replacement = isOwn(name) ? theme.builtIn[Self.path(name)] : nil
        problems.append(
            problem(
                name,
                TemplateMistake(
                    line: mistake.line,
                    text: mistake.text
                        + (replacement == nil ? "; it is ignored" : "; the built-in one is used instead"))))
        if let replacement { (templates[name], texts[name]) = (try? TemplateParser.template(replacement), replacement) }
    }

    private func problem(_ name: String, _ mistake: TemplateMistake) -> SiteProblem {
        SiteProblem(.badTheme, file: "\(theme.name)/\(Self.path(name))", line: mistake.line, mistake.text)
    }

    /// Whether the partials of a template, or theirs, include another.
    private func reaches(_ wanted: String, from start: String) -> Bool {
        var seen: Set<String> = []
        var open = [start]
        while let name = open.popLast() {
            for (part, _) in templates[name]?.parts ?? [] {
                if part.name == wanted { return true }
                if seen.insert(part.name).inserted { open.append(part.name) }
            }
        }
        return false
    }
}
