import ProvReport
import ProvRunbook
import ProvText

/// The parameters of a guide as a form; a script of the site fills the commands with what is written into it.
struct GuideForm {
    private let parameters: [Parameter]
    private let secrets: [String]

    init(_ runbook: Runbook) {
        // What an include gives is not asked for.
        parameters = runbook.parameters.filter { $0.given == nil }
        secrets = runbook.front.secrets.map(\.name)
    }

    var markup: Markup {
        guard !parameters.isEmpty || !secrets.isEmpty else { return "" }
        var page: Markup =
            """
            <section class="panel parameters" aria-labelledby="parameters">
            <h2 id="parameters">Parameters</h2>

            """
        page.add(
            """
            <p class="soft">These values are inserted in the commands of this page and stay in this browser.</p>
            <div class="fields">

            """
        )
        for parameter in parameters { page.add(field(parameter)) }
        page.add("</div>\n")
        let known = parameters.filter { !$0.isPlaceholder }
        if !known.isEmpty || !secrets.isEmpty { page.add(exports(known)) }
        page.add("</section>\n")
        return page
    }

    private func field(_ parameter: Parameter) -> Markup {
        let id = "p-\(parameter.name)"
        var page: Markup = "<div class=\"field\"><label for=\"\(id)\">\(parameter.name)</label>"
        if parameter.choices.isEmpty {
            page.add(
                """
                <input id="\(id)" data-parameter="\(parameter.name)" value="\(parameter.defaultValue ?? "")" \
                autocomplete="off" spellcheck="false"
                """
            )
            if parameter.about != nil { page.add(" aria-describedby=\"\(id)-about\"") }
            page.add(">")
        } else {
            page.add("<select id=\"\(id)\" data-parameter=\"\(parameter.name)\"")
            if parameter.about != nil { page.add(" aria-describedby=\"\(id)-about\"") }
            page.add(">")
            for choice in parameter.choices {
                page.add("<option\(choice == parameter.defaultValue ? " selected" : "")>\(choice)</option>")
            }
            page.add("</select>")
        }
        if let about = parameter.about {
            page.add(
                "<span class=\"soft\" id=\"\(id)-about\">\(Markup(prose: VisibleControls.shownOnOneLine(about)))</span>"
            )
        }
        page.add("</div>\n")
        return page
    }

    /// Steps find their parameters in the environment: so does a shell in which these lines were typed.
    private func exports(_ known: [Parameter]) -> Markup {
        var page: Markup =
            """
            <details class="part"><summary>For your own shell</summary>
            <div class="code"><pre tabindex="0"><code>
            """
        for parameter in known {
            page.add(
                """
                export \(parameter.name)=<var data-parameter="\(parameter.name)" \
                data-context="word">\(ShellText.word(parameter.defaultValue ?? ""))</var>

                """
            )
        }
        for secret in secrets { page.add("read -rs -p '\(secret): ' \(secret) &amp;&amp; export \(secret)\n") }
        page.add("</code></pre></div></details>\n")
        return page
    }
}
