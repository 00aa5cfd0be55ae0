import ProvText

extension LineDifference {
    /// Removed and added lines as `del` and `ins`, each with its sign.
    package var markup: Markup {
        var page: Markup = "<pre class=\"changes\" tabindex=\"0\">\n"
        for line in lines {
            switch line.mark {
            case .same: page.add("  \(line.text)\n")
            case .removed: page.add("<del>- \(line.text)\n</del>")
            case .added: page.add("<ins>+ \(line.text)\n</ins>")
            }
        }
        page.add("</pre>\n")
        return page
    }
}
