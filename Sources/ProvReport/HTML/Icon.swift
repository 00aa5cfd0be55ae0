import ProvJournal

/// The small pictures of states, drawn once in a page and used by reference; always beside the word they stand for.
enum Icon {
    /// The definitions, for the top of a page.
    static var definitions: Markup {
        var page: Markup =
            "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\" focusable=\"false\"><defs>\n"
        for (name, drawing) in drawings {
            page.add("<symbol id=\"i-\(name)\" viewBox=\"0 0 20 20\">\(drawing)</symbol>\n")
        }
        page.add("</defs></svg>\n")
        return page
    }

    static func use(_ name: String, tone: Tone) -> Markup {
        "<svg class=\"icon t-\(tone.rawValue)\" aria-hidden=\"true\" focusable=\"false\"><use href=\"#i-\(name)\"/></svg>"
    }

    static func use(_ state: StepState) -> Markup { use(state.rawValue, tone: state.words.tone) }
    static func use(_ verdict: RunVerdict) -> Markup { use(verdict.rawValue, tone: verdict.words.tone) }

    private static let disc: Markup = "<circle class=\"fill\" cx=\"10\" cy=\"10\" r=\"9\"/>"
    private static let ring: Markup = "<circle class=\"line\" cx=\"10\" cy=\"10\" r=\"8\"/>"

    private static let drawings: [(String, Markup)] = [
        ("proven", "\(disc)<path class=\"cut\" d=\"M5.8 10.4l2.8 2.8 5.6-6\"/>"),
        ("satisfied", "\(ring)<path class=\"line\" d=\"M6.2 10.3l2.5 2.5 5-5.4\"/>"),
        ("done", "\(ring)<circle class=\"fill\" cx=\"10\" cy=\"10\" r=\"3.4\"/>"),
        ("failed", "\(disc)<path class=\"cut\" d=\"M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4\"/>"),
        ("in-doubt", "\(disc)<path class=\"cut\" d=\"M7.4 7.9c0-3.3 5.2-3.2 5.2-.2 0 2-2.6 2-2.6 4M10 14.4v.2\"/>"),
        ("interrupted", "\(disc)<path class=\"cut\" d=\"M8 6.6v6.8M12 6.6v6.8\"/>"),
        ("refused", "\(ring)<path class=\"line\" d=\"M6.2 10h7.6\"/>"),
        ("not-whole", "\(disc)<path class=\"cut\" d=\"M10 5.4v5.6M10 14.2v.2\"/>"),
        ("skipped", "\(ring)<path class=\"line\" d=\"M6.6 7l3 3-3 3M10.6 7l3 3-3 3\"/>"),
        ("undone", "\(ring)<path class=\"line\" d=\"M8.6 6.2L6 8.8l2.6 2.6M6 8.8h5.2c3.4 0 3.4 5 0 5H9.4\"/>"),
        ("rolled-back", "\(ring)<path class=\"line\" d=\"M8.6 6.2L6 8.8l2.6 2.6M6 8.8h5.2c3.4 0 3.4 5 0 5H9.4\"/>"),
        ("not-reached", "<circle class=\"line dash\" cx=\"10\" cy=\"10\" r=\"8\"/>"),
        ("pending", "\(ring)"),
        ("running", "\(ring)<path class=\"fill\" d=\"M8 6.2l5.6 3.8L8 13.8z\"/>"),
    ]
}
