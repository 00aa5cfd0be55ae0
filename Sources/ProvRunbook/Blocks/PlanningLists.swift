import ProvMarkdown
import ProvText

/// Task lists that are a plan or a template: nobody does their items while the document runs.
extension DocumentReader {
    /// What says so of the list; `nil` for a list whose items are manual steps, as all are in a document that is marked
    /// as a runbook.
    mutating func planning(of list: List) -> PlanningList? {
        guard list.items.contains(where: { $0.isChecked == false }), !isMarkedAsRunbook() else { return nil }
        if PlanningWords.isTemplate(path: file) { return .file }
        if let heading = section.path.last(where: { PlanningWords.isPlan(heading: $0.text) }) {
            return .heading(heading.text)
        }
        return list.items.contains { $0.isChecked == true } ? .ticked : nil
    }

    /// Whether the front matter or a block has keys of prov; found out when the first task list comes.
    private mutating func isMarkedAsRunbook() -> Bool {
        if let isMarked { return isMarked }
        let found = hasKeys(besides: [])
        isMarked = found
        return found
    }

    /// Whether the front matter or a block has a key of prov.
    ///
    /// - Parameter common: keys of blocks that do not count.
    func hasKeys(besides common: Set<String>) -> Bool {
        assembly.header.isRunbook || !assembly.declaredParameters.isEmpty || hasMarkedBlock(besides: common)
    }

    /// Whether a comment or the braces after a fence's language hold a key of prov.
    private func hasMarkedBlock(besides common: Set<String>) -> Bool {
        var waiting = [document.blocks]
        while let blocks = waiting.popLast() {
            for block in blocks {
                switch block.kind {
                case .html(let text):
                    if CommentParser.comments(in: text, firstLine: 1, source: document.source).contains(where: \.isOwn)
                    {
                        return true
                    }
                case .code(let code) where code.info.utf8.contains(ASCII.openBrace):
                    let info = InfoString(code.info, at: code.infoRange.start, file: file)
                    if info.attributes.contains(where: { attribute in
                        BlockKey.named(attribute.key).map { !common.contains($0.name) } ?? false
                    }),
                        Language(info.language).runsByItself
                    {
                        return true
                    }
                case .quote(let inner): waiting.append(inner)
                case .alert(let alert): waiting.append(alert.blocks)
                case .list(let list): waiting += list.items.map(\.blocks)
                case .paragraph, .heading, .code, .table, .thematicBreak: break
                }
            }
        }
        return false
    }
}

extension RunbookComment {
    /// Whether it is a comment for prov, and not for another tool.
    fileprivate var isOwn: Bool {
        switch content {
        case .attributes, .include: true
        case .step, .endOfStep, .similarity: false
        }
    }
}

extension RunbookHeader {
    /// Whether the front matter has keys that only a runbook has.
    fileprivate var isRunbook: Bool {
        kind != nil || on != nil || !needs.isEmpty || !requires.isEmpty || !secrets.isEmpty
            || objectives != Objectives()
            || !policy.isEmpty
    }
}

/// The words of headings and files that announce plans.
private enum PlanningWords {
    private static let headings: [[String]] = [
        "roadmap", "todo", "todos", "to do", "feature", "features", "backlog", "milestones", "planned features",
        "future",
        "upcoming", "coming soon", "wishlist", "wish list", "progress", "project status", "type of change",
        "types of changes", "definition of done", "acceptance criteria", "known issues", "what is next", "what s next",
        "ideas", "goals", "supported", "contribution", "contributing", "pull request",
    ].map { $0.split(separator: " ").map(String.init) }

    static func isPlan(heading: String) -> Bool {
        let words = heading.lowercased().utf8.split { !$0.isAlphanumeric && $0 < 0x80 }.compactMap { String($0) }
        // A long heading says something else with one of the words.
        guard words.count <= 5 else { return false }
        return headings.contains { phrase in
            words.indices.contains { words[$0...].starts(with: phrase) }
        }
    }

    /// Templates of forges, and files whose name says that they hold plans.
    static func isTemplate(path: String) -> Bool {
        let path = path.lowercased()
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return path.contains(".github/") || path.contains(".gitlab/") || name.contains("pull_request_template")
            || name.contains("issue_template") || name.contains("merge_request_template")
            || ["roadmap.md", "todo.md", "backlog.md", "milestones.md"].contains(name)
    }
}
