import Mustache

/// Draws the links to a page's neighbours, which would be most of the cost of a page: what a template makes of one of them is the same on
/// all pages of a folder, and is made once.
final class FrameNeighbours {
    private static let namesOfLink: Set<String> = ["title", "address", "isHere"]

    private var folder: String?
    /// By the template's section and the page that is linked to.
    private var drawn: [String: [String: String]] = [:]
    private var templates: [String: (template: MustacheTemplate, namesOnlyLinks: Bool)] = [:]

    /// What stands for the list among a page's values.
    func list(_ links: [(title: String, path: String)], on page: String, values: FrameValues, _ library: MustacheLibrary) -> MustacheLambda {
        MustacheLambda { section in Drawing(description: self.draw(section, links, on: page, values, library)) }
    }

    /// A string would be taken for a template.
    private struct Drawing: CustomStringConvertible {
        let description: String
    }

    private func draw(_ section: String, _ links: [(title: String, path: String)], on page: String, _ values: FrameValues, _ library: MustacheLibrary) -> String {
        guard let (template, isSame) = template(section) else { return "" }
        let folder = SitePath.folder(of: page)
        if folder != self.folder { (self.folder, drawn) = (folder, [:]) }
        var known = isSame ? drawn.removeValue(forKey: section) ?? [:] : [:]
        var result = ""
        for link in links {
            if isSame, link.path != page, let text = known[link.path] {
                result += text
                continue
            }
            let own = FrameValues(link: link, from: page)
            let text = template.render(isSame ? own : own.over(values), library: library)
            if link.path != page { known[link.path] = text }
            result += text
        }
        if isSame { drawn[section] = known }
        return result
    }

    private func template(_ section: String) -> (template: MustacheTemplate, namesOnlyLinks: Bool)? {
        if let known = templates[section] { return known }
        guard let template = try? FrameEscaping.template(section) else { return nil }
        // Then what it draws depends on the link alone, and not on the page.
        let namesOnlyLinks = TemplateTag.all(in: section).allSatisfy { $0.kind != .part && Self.namesOfLink.contains($0.name) }
        templates[section] = (template, namesOnlyLinks)
        return templates[section]
    }
}
