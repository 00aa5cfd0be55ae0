import Testing

@Suite("What a person types for what prov does itself")
struct GuideHandsTests {
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
        let page = guideBody("---\nparameters:\n  PLACE: {default: x}\n---\n# T\n\n```yaml {ensure}\n\(yaml)\n```\n")
        #expect(page.contains(text), "\(page)")
    }

    @Test("the packages of a list are looked at and installed in a loop")
    func ensuredList() {
        let page = guideBody(
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
            (
                "http: {url: \"http://127.0.0.1/x?a&b\", host: a.test}",
                "-H &#39;Host: a.test&#39; &#39;http://127.0.0.1/x?a&amp;b&#39;\n"
            ),
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
        let attached = guideBody("\(front)```bash\ntrue\n```\n\n```yaml {check}\n\(yaml)\n```\n")
        #expect(attached.contains(text), "\(attached)")
        let alone = guideBody("\(front)```yaml {check}\n\(yaml)\n```\n")
        #expect(alone.contains(text), "\(alone)")
    }

    @Test("a secret of a request is on no command line")
    func secretHeader() {
        let page = guideBody(
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
        let page = guideBody(
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
}
