import Testing

@Suite("What a guide says of a step")
struct GuideStepTests {
    // MARK: Lists

    @Test("a step for each item of a list says of which, and its names are filled in")
    func items() {
        let page = guideBody(
            """
            ---
            parameters:
              services: {type: list, default: [{name: web, port: 80}, {name: db, port: 5432}]}
            ---
            # T

            ```bash {name=start foreach="service in services"}
            systemctl start $service "$service_port"
            ```

            ```bash {undo}
            systemctl stop $service
            ```

            """)
        #expect(
            page.contains(
                """
                <p class="each" data-each="start:service" data-list="services">For each <code>service</code> of \
                <span><code>web</code> (port 80), <code>db</code> (port 5432)</span>:</p>
                """), "\(page)")
        #expect(page.contains("<var data-parameter=\"start:service\" data-context=\"word\">$service</var>"))
        #expect(page.contains("<var data-parameter=\"start:service_port\" data-context=\"double\">$service_port</var>"))
        #expect(page.contains("stop <var data-parameter=\"start:service\" data-context=\"word\">$service</var>"))
    }

    @Test("a list stands in commands as a shell has it: as words, as lines, and its members")
    func lists() {
        let page = guideBody(
            """
            ---
            parameters:
              timers: {type: list, default: [{name: a.timer, hours: 2}, {name: b.timer, hours: 3}]}
            ---
            # T

            ```bash
            for name in $timers; do echo "$timers_hours"; done
            ```

            """)
        #expect(page.contains("for name in <var data-parameter=\"timers\" data-context=\"words\">$timers</var>"))
        #expect(page.contains("<var data-parameter=\"timers_hours\" data-context=\"double\">$timers_hours</var>"))
        #expect(
            page.contains(
                "export timers=<var data-parameter=\"timers\" data-context=\"word\">&#39;a.timer\nb.timer&#39;</var>"),
            "\(page)")
        #expect(page.contains("export timers_hours=<var data-parameter=\"timers_hours\""))
    }

    @Test("a list that an include gives stands in place")
    func givenList() {
        let part = """
            ---
            parameters:
              packages: {type: list}
            ---
            # Part

            ```bash
            apt-get install $packages
            all=$packages
            echo "$packages"
            ```

            ```bash {foreach="package in packages"}
            apt-cache policy $package
            ```

            """
        let page = guideBody("# T\n\n<!-- prov: include part.md name=a with packages=curl,dig -->\n", part: part)
        #expect(page.contains("install <var class=\"filled\">curl dig</var>\n"), "\(page)")
        #expect(page.contains("all=<var class=\"filled\">&#39;curl\ndig&#39;</var>"))
        #expect(page.contains("&quot;<var class=\"filled\">curl\ndig</var>&quot;"))
        #expect(page.contains("data-items=\"[&quot;curl&quot;,&quot;dig&quot;]\">For each <code>package</code>"))
        let one = guideBody("# T\n\n<!-- prov: include part.md name=a with packages=curl -->\n", part: part)
        #expect(one.contains("apt-cache policy <var class=\"filled\">curl</var>"))
    }

    @Test("hosts of an inventory are asked for, with what the commands use of them")
    func hosts() {
        let page = guideBody(
            """
            ---
            parameters:
              servers: {hosts: dns, description: the servers}
            ---
            # T

            ```bash
            echo $servers $servers_address
            ```

            """)
        #expect(page.contains("<input id=\"p-servers\" data-parameter=\"servers\" value=\"\""), "\(page)")
        #expect(page.contains("<input id=\"p-servers_address\" data-parameter=\"servers_address\" data-list"))
        #expect(page.contains("<var data-parameter=\"servers_address\" data-context=\"words\">$servers_address</var>"))
    }

    // MARK: Captures

    @Test("what a step keeps is named after its command, and stands as a placeholder in later ones")
    func captures() {
        let page = guideBody(
            """
            # T

            ```bash {name=a capture=OFF,TOKEN}
            cat list
            ```

            ```bash {undo}
            for name in $OFF; do stop "$name" "$TOKEN"; done
            ```

            """)
        #expect(
            page.contains(
                """
                <p class="kept">The lines that it prints are kept as <code data-kept="OFF">OFF</code> and \
                <code data-kept="TOKEN" data-unsaved>TOKEN</code>; put them \
                in the place of these names in later commands.</p>
                """), "\(page)")
        #expect(page.contains("for name in <var data-parameter=\"OFF\" data-context=\"words\">&lt;OFF&gt;</var>; do"))
        let one = guideBody(
            "---\nkind: setup\n---\n# T\n\n```bash {capture=OFF}\ntrue\n```\n\n```bash\necho \"$OFF\"\n```\n")
        #expect(one.contains("What it prints is kept as <code data-kept=\"OFF\">OFF</code>"), "\(one)")
        #expect(one.contains("echo &quot;<var data-parameter=\"OFF\" data-context=\"double\">&lt;OFF&gt;</var>&quot;"))
    }

    // MARK: Several commands

    @Test(
        "several commands that are copied at once have a note: a shell continues after one that fails",
        arguments: [
            ("bash", "cd /srv\nmake", true), ("bash", "make", false), ("bash", "# a\nmake && make install", false),
            ("bash", "for i in a b; do\n  echo $i\n  true\ndone", false), ("bash", "a=$(b; c)\nd", true),
            ("bash", "cat <<EOF\na\nb\nEOF", false), ("bash", "f() {\n  a\n  b\n}\nf", false),
            ("bash {strict=false}", "a\nb", false), ("bash", "# a\n[ -e x ] || {\n  echo y\n  false\n}", false),
            ("bash {check}", "a\nb", true), ("console", "$ a\n$ b", true),
            ("console", "$ a", false),
        ])
    func several(info: String, script: String, isNoted: Bool) {
        let page = guideBody("---\nkind: setup\n---\n# T\n\n```\(info)\n\(script)\n```\n")
        #expect(page.contains("<p class=\"several\">") == isNoted, "\(page)")
        if info == "bash" {
            let undone = guideBody("# T\n\n```bash\ntrue\n```\n\n```bash {undo}\n\(script)\n```\n")
            #expect(undone.contains("<p class=\"several\">") == isNoted, "\(undone)")
        }
    }

    // MARK: Names of steps

    @Test("a step's name is shown where it is not only its heading's")
    func names() {
        let page = guideBody(
            """
            ---
            kind: setup
            ---
            # T

            ## 1. Build

            ```bash {name=next title="The next run"}
            a
            ```

            ## 2. Ship it

            ```bash
            b
            ```

            ```bash
            c
            ```

            """)
        #expect(page.contains("The next run</span> <code class=\"step-id\">next</code>"), "\(page)")
        #expect(!page.contains("class=\"step-id\">ship-it"))
    }
}
