import ProvRunbook
import ProvText
import ProvTheme
import Testing

@testable import ProvSite

@Suite("A guide that a person follows by hand")
struct GuideByHandTests {
    private func body(_ markdown: String, part: String = "") -> String {
        var input = SiteInput(
            files: [SiteFile(path: "guide.md", text: markdown), SiteFile(path: "part.md", text: part)],
            options: SiteOptions(title: "t", folder: "/f", version: "v"), theme: SiteTheme(BuiltInTheme.files))
        input.include = { path, _ in .found(SourceText(path: path, text: part)) }
        return (try? Site.build(input))?.pages.first { $0.path == "guide.html" }?.body ?? ""
    }

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
        body(
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
        let page = body("# T\n\n<!-- prov: include part.md name=a with entry=\"a:b c\" -->\n", part: part)
        #expect(
            page.contains(
                "export entry=<var class=\"filled\">&#39;a:b c&#39;</var>\necho &quot;${entry%%:*}&quot; $entry"),
            "\(page)")
    }

    // MARK: What is typed into the form

    @Test("the form's values stand in checks, undos and fixes too")
    func checksAndUndos() {
        let page = body(
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

    // MARK: Lists

    @Test("a step for each item of a list says of which, and its names are filled in")
    func items() {
        let page = body(
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
        let page = body(
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
        let page = body("# T\n\n<!-- prov: include part.md name=a with packages=curl,dig -->\n", part: part)
        #expect(page.contains("install <var class=\"filled\">curl dig</var>\n"), "\(page)")
        #expect(page.contains("all=<var class=\"filled\">&#39;curl\ndig&#39;</var>"))
        #expect(page.contains("&quot;<var class=\"filled\">curl\ndig</var>&quot;"))
        #expect(page.contains("data-items=\"[&quot;curl&quot;,&quot;dig&quot;]\">For each <code>package</code>"))
        let one = body("# T\n\n<!-- prov: include part.md name=a with packages=curl -->\n", part: part)
        #expect(one.contains("apt-cache policy <var class=\"filled\">curl</var>"))
    }

    @Test("hosts of an inventory are asked for, with what the commands use of them")
    func hosts() {
        let page = body(
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

    // MARK: What prov does itself

    @Test(
        "an ensured state has what a person types to look and to do it, and its undo in words",
        arguments: [
            ("package: logrotate", "dpkg-query -W -f=&#39;${db:Status-Status} ${Version}\\n&#39; -- logrotate"),
            ("package: logrotate", "--no-install-recommends install logrotate\n"),
            ("package: {name: bind9, version: \">= 9\"}", "apt-cache madison -- bind9\n"),
            ("package: {name: bind9, version: \">= 9\"}", "install bind9=&lt;version&gt;\n"),
            ("package: logrotate", "The undo purges the packages"),
            ("service: {name: a.timer, enabled: true}", "systemctl is-enabled -- a.timer\n"),
            (
                "service: {name: a.timer, enabled: true}",
                "systemctl --quiet enable -- a.timer\nsystemctl start -- a.timer\n"
            ),
            ("user: {name: app, shell: /bin/sh, system: true}", "useradd -s /bin/sh --system -M -- app\n"),
            ("group: {name: app, members: [ann]}", "groupadd -- app\nusermod -a -G app -- ann\n"),
            (
                "file: {path: /srv/$PLACE, type: directory, mode: 750}",
                """
                mkdir -p -- &quot;/srv/<var data-parameter="PLACE" data-context="double">${PLACE}</var>&quot;
                chmod -- 00750 &quot;/srv/<var
                """
            ),
            ("file: {path: ~/x, exists: false}", "rm -f -- &quot;${HOME}/x&quot;\n"),
            ("line: {path: /etc/x, text: a <b>}", "grep -nxF -e &#39;a &lt;b&gt;&#39; -- /etc/x\n"),
            ("line: {path: /etc/x, text: a <b>}", "Add this line at the end of <code>/etc/x</code>:</p>"),
            ("kernel-param: {name: vm.swappiness, value: 1}", "sysctl -n vm.swappiness\n"),
        ])
    func ensured(yaml: String, text: String) {
        let page = body("---\nparameters:\n  PLACE: {default: x}\n---\n# T\n\n```yaml {ensure}\n\(yaml)\n```\n")
        #expect(page.contains(text), "\(page)")
    }

    @Test("the packages of a list are looked at and installed in a loop")
    func ensuredList() {
        let page = body(
            """
            ---
            parameters:
              tools: {type: list, default: [curl, dig]}
            ---
            # T

            ```yaml {ensure}
            package: $tools
            ```

            """)
        let list = "<var data-parameter=\"tools\" data-context=\"words\">$tools</var>"
        #expect(page.contains("for each in \(list); do\n  dpkg-query"), "\(page)")
        #expect(page.contains("install &quot;$each&quot;\ndone\n"), "\(page)")
    }

    @Test(
        "a check in YAML has the command that shows what it asks for",
        arguments: [
            ("port: {number: 53, protocol: udp}", "ss -H -lun sport = :53\n"),
            ("http: {url: \"http://127.0.0.1/x?a&b\", host: a.test}", "-H &#39;Host: a.test&#39; &#39;http://127.0.0.1/x?a&amp;b&#39;\n"),
            ("dns: {name: $NAME, server: \"10.0.0.1:54\"}", "dig +noall +answer +comments -p 54 @10.0.0.1 -t A -q"),
            ("tcp: db:5432", "nc -v -z -w 5 db 5432\n"), ("command: true", "<code>true\n"),
            ("command: {tool: dig}", "dig -v\n"), ("file: {path: /etc/x, contains: a}", "grep -nF -e a -- /etc/x\n"),
            ("certificate: {source: /etc/x.pem}", "openssl x509 -in /etc/x.pem -noout -text\n"),
            ("mount: {path: /srv, free: 10%}", "findmnt --mountpoint /srv\ndf -Pk -- /srv\n"),
            (
                "service: $NAME",
                "ActiveState,SubState -- &quot;<var data-parameter=\"NAME\" data-context=\"double\">$NAME"
            ),
        ])
    func looks(yaml: String, text: String) {
        let front = "---\nparameters:\n  NAME: {default: x}\n---\n# T\n\n"
        let attached = body("\(front)```bash\ntrue\n```\n\n```yaml {check}\n\(yaml)\n```\n")
        #expect(attached.contains(text), "\(attached)")
        let alone = body("\(front)```yaml {check}\n\(yaml)\n```\n")
        #expect(alone.contains(text), "\(alone)")
    }

    @Test("a secret of a request is on no command line")
    func secretHeader() {
        let page = body(
            """
            ---
            secrets:
              TOKEN: {env: TOKEN}
            ---
            # T

            ```yaml {check}
            http: {url: "https://a.test/", request-headers: {Authorization: "Bearer $TOKEN"}}
            ```

            """)
        #expect(
            page.contains(
                """
                printf &#39;%s\\n&#39; &quot;header = \\&quot;Authorization: Bearer $TOKEN\\&quot;&quot; | \
                curl -sS -i -g --max-time 20 -K - https://a.test/
                """), "\(page)")
    }

    // MARK: Undos

    @Test("a file has what a person types beside its text, and its undo")
    func file() {
        let page = body(
            """
            ---
            parameters:
              unit: {default: a}
            ---
            # T

            ```conf {file=/etc/x/$unit.conf mode=0640 owner=root validate="check $FILE"}
            a
            ```

            """)
        let path = "&quot;/etc/x/<var data-parameter=\"unit\" data-context=\"double\">$unit</var>.conf&quot;"
        #expect(page.contains("[ ! -e \(path) ] || cp -np --parents -- \(path) ~/before\n"), "\(page)")
        #expect(page.contains("chown -- root \(path)\nchmod -- 0640 \(path)\nFILE=\(path)\ncheck $FILE\n"), "\(page)")
        #expect(page.contains("Give back the previous file, or remove it if there was none:"))
        #expect(page.contains("if [ -e ~/before\(path) ]; then cp -p -- ~/before\(path) \(path); else rm -f"))
    }

    // MARK: Captures

    @Test("what a step keeps is named after its command, and stands as a placeholder in later ones")
    func captures() {
        let page = body(
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
        let one = body("# T\n\n```bash {capture=OFF}\ntrue\n```\n\n```bash\necho \"$OFF\"\n```\n")
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
            ("bash {strict=false}", "a\nb", false), ("bash {check}", "a\nb", true), ("console", "$ a\n$ b", true),
            ("console", "$ a", false),
        ])
    func several(info: String, script: String, isNoted: Bool) {
        let page = body("# T\n\n```\(info)\n\(script)\n```\n")
        #expect(page.contains("<p class=\"several\">") == isNoted, "\(page)")
        if info == "bash" {
            let undone = body("# T\n\n```bash\ntrue\n```\n\n```bash {undo}\n\(script)\n```\n")
            #expect(undone.contains("<p class=\"several\">") == isNoted, "\(undone)")
        }
    }

    // MARK: Names of steps

    @Test("a step's name is shown where it is not only its heading's")
    func names() {
        let page = body(
            """
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
