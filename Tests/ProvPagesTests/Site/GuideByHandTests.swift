import Testing

@Suite("A guide that a person follows by hand")
struct GuideByHandTests {
    // MARK: Values that an include gives

    private static let part = """
        ---
        parameters:
          unit: {description: u}
          when: {description: w}
        ---
        # Part

        ```ini {name=timer title="Timer of $unit" file=/etc/$unit.timer}
        OnCalendar={{when}}
        Unit={{unit}}
        ```

        ```bash {name=start}
        systemctl start "$unit.timer" $unit '$unit'
        ```

        ```yaml {check}
        service: $unit.timer
        ```

        ```bash {check}
        systemctl is-active "$unit.timer" "$when"
        ```

        ```bash {undo}
        systemctl stop $unit.timer
        ```

        ```bash {fix when=failed of=start}
        systemctl reset-failed $unit
        ```

        """

    private func included(_ values: String) -> String {
        guideBody(
            """
            ---
            parameters:
              window: {default: daily}
            ---
            # T

            <!-- prov: include part.md name=a with \(values) -->

            """, part: Self.part)
    }

    @Test(
        "a value that an include gives stands in commands, checks, undos, fixes, files, paths and titles",
        arguments: [
            "OnCalendar=<var class=\"filled\">daily</var>", "Unit=<var class=\"filled\">back up</var>",
            "Timer of <var class=\"filled\">back up</var> (a)",
            "writes /etc/<var class=\"filled\">back up</var>.timer",
            """
            systemctl start &quot;<var class="filled">back up</var>.timer&quot; \
            <var class="filled">&#39;back up&#39;</var> &#39;$unit&#39;
            """,
            "systemctl is-active &quot;<var class=\"filled\">back up</var>.timer&quot;",
            "systemctl stop <var class=\"filled\">&#39;back up&#39;</var>.timer",
            "systemctl reset-failed <var class=\"filled\">&#39;back up&#39;</var>",
            "Proven by service <var class=\"filled\">back up</var>.timer running",
        ])
    func given(text: String) {
        let page = included("unit=\"back up\" when=daily")
        #expect(page.contains(text), "\(page)")
    }

    @Test("a value that names a parameter of the runbook follows its input, and has its name without script")
    func followed() {
        let page = included("unit=web when={{window}}")
        #expect(page.contains("OnCalendar=<var data-parameter=\"window\" data-context=\"text\">{{window}}</var>"))
        #expect(
            page.contains("&quot;<var data-parameter=\"window\" data-context=\"double\">${window}</var>&quot;"),
            "\(page)")
    }

    @Test("a value of texts and names has both")
    func mixed() {
        let page = included("unit=\"web-{{window}}\" when=daily")
        #expect(
            page.contains(
                """
                systemctl stop <var class="filled">web-</var><var data-parameter="window" \
                data-context="word">${window}</var>.timer
                """), "\(page)")
    }

    @Test("a value cannot leave its place, in the shell and on the page")
    func hostile() {
        let page = included("unit=\"x'; <b>$(id)\" when=daily")
        #expect(page.contains("<var class=\"filled\">&#39;x&#39;\\&#39;&#39;; &lt;b&gt;$(id)&#39;</var>.timer"))
        #expect(page.contains("&quot;<var class=\"filled\">x&#39;; &lt;b&gt;\\$(id)</var>.timer&quot;"), "\(page)")
        #expect(!page.contains("<b>"))
    }

    @Test("where commands change a value or need the variable, it is set before them")
    func ahead() {
        let part = """
            ---
            parameters:
              entry: {description: e}
            ---
            # Part

            ```bash
            echo "${entry%%:*}" $entry
            ```

            """
        let page = guideBody("# T\n\n<!-- prov: include part.md name=a with entry=\"a:b c\" -->\n", part: part)
        #expect(
            page.contains(
                "export entry=<var class=\"filled\">&#39;a:b c&#39;</var>\necho &quot;${entry%%:*}&quot; $entry"),
            "\(page)")
    }

    // MARK: What is typed into the form

    @Test("the form's values stand in checks, undos and fixes too")
    func checksAndUndos() {
        let page = guideBody(
            """
            ---
            parameters:
              PORT: {type: int, default: 1}
            ---
            # T

            ```bash {name=a}
            true
            ```

            ```bash {check}
            nc -z host $PORT
            ```

            ```bash {undo}
            close "$PORT"
            ```

            ```bash {fix when=failed of=a}
            open "$PORT"
            ```

            ## Alone

            ```bash {check}
            look "$PORT"
            ```

            """)
        #expect(page.contains("nc -z host <var data-parameter=\"PORT\" data-context=\"word\">$PORT</var>"))
        for command in ["close", "open", "look"] {
            let filled = "\(command) &quot;<var data-parameter=\"PORT\" data-context=\"double\">$PORT</var>&quot;"
            #expect(page.contains(filled), "\(command): \(page)")
        }
    }
}
