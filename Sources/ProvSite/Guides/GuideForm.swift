import ProvReport
import ProvRunbook
import ProvText

/// The parameters of a guide as a form; a script of the site fills the commands with what is written into it.
struct GuideForm {
    private let parameters: [Parameter]
    private let secrets: [String]
    private let lists: GuideLists

    init(_ runbook: Runbook) {
        lists = GuideLists(runbook)
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
        for parameter in parameters {
            page.add(field(parameter))
            // What the inventory has of each host is not known here.
            if let hosts = parameter.hosts?.value {
                for member in lists.members(of: parameter.name) {
                    page.add(memberField(member, of: parameter.name, hosts: hosts))
                }
            }
        }
        page.add("</div>\n")
        let known = parameters.filter { !$0.isPlaceholder }
        if !known.isEmpty || !secrets.isEmpty { page.add(exports(known)) }
        page.add("</section>\n")
        return page
    }

    private func field(_ parameter: Parameter) -> Markup {
        let id = "p-\(parameter.name)"
        let about = about(parameter)
        var page: Markup = "<div class=\"field\"><label for=\"\(id)\">\(parameter.name)</label>"
        if parameter.choices.isEmpty {
            page.add(
                """
                <input id="\(id)" data-parameter="\(parameter.name)" value="\(value(parameter))" \
                autocomplete="off" spellcheck="false"
                """
            )
            if parameter.kind == .list { page.add(" data-list") }
            if about != nil { page.add(" aria-describedby=\"\(id)-about\"") }
            page.add(">")
        } else {
            page.add("<select id=\"\(id)\" data-parameter=\"\(parameter.name)\"")
            if about != nil { page.add(" aria-describedby=\"\(id)-about\"") }
            page.add(">")
            for choice in parameter.choices {
                page.add("<option\(choice == parameter.defaultValue ? " selected" : "")>\(choice)</option>")
            }
            page.add("</select>")
        }
        if let about {
            page.add(
                "<span class=\"soft\" id=\"\(id)-about\">\(Markup(prose: VisibleControls.shownOnOneLine(about)))</span>"
            )
        }
        page.add("</div>\n")
        return page
    }

    private func memberField(_ member: String, of list: String, hosts: String) -> Markup {
        let id = "p-\(list)_\(member)"
        return """
            <div class="field"><label for="\(id)">\(list)_\(member)</label><input id="\(id)" \
            data-parameter="\(list)_\(member)" data-list value="" autocomplete="off" spellcheck="false" \
            aria-describedby="\(id)-about"><span class="soft" id="\(id)-about">the \
            <code>\(member)</code> of each host of <code>\(list)</code>, in the same order</span></div>

            """
    }

    private func value(_ parameter: Parameter) -> String {
        guard parameter.kind == .list, case .field(_, let list?)? = lists.items(of: parameter.name) else {
            return parameter.defaultValue ?? ""
        }
        return list.written
    }

    private func about(_ parameter: Parameter) -> String? {
        guard let hosts = parameter.hosts?.value else { return parameter.about }
        return [parameter.about, "names with commas; prov takes the hosts of `\(hosts)` of the inventory"]
            .compactMap(\.self).joined(separator: ": ")
    }

    /// Steps find their parameters in the environment: so does a shell in which these lines were typed.
    private func exports(_ known: [Parameter]) -> Markup {
        var page: Markup =
            """
            <details class="part"><summary>For your own shell</summary>
            <div class="code"><pre tabindex="0"><code>
            """
        for parameter in known {
            page.add(export(parameter.name, parameter.name, of: parameter))
            for member in lists.members(of: parameter.name) {
                page.add(export("\(parameter.name)_\(member)", "x_\(member)", of: parameter))
            }
        }
        for secret in secrets { page.add("read -rs -p '\(secret): ' \(secret) &amp;&amp; export \(secret)\n") }
        page.add("</code></pre></div></details>\n")
        return page
    }

    /// - Parameter key: of a member of a list, `x_NAME`.
    private func export(_ name: String, _ key: String, of parameter: Parameter) -> Markup {
        var text = parameter.defaultValue
        if parameter.kind == .list {
            text = nil
            if case .field(_, let list?)? = lists.items(of: parameter.name) {
                text = list.variables(named: "x")[key == parameter.name ? "x" : key]
            }
        }
        return """
            export \(name)=<var data-parameter="\(name)" \
            data-context="word">\(text.map(ShellText.word) ?? "<\(name)>")</var>

            """
    }
}
