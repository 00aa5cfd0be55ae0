import ProvInventory
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("What is known of a host")
struct HostVariableTests {
    private func directory(_ text: String, name: String = "hosts.yml", folders: [VariableFolder] = []) -> HostDirectory
    {
        let result = InventoryReader.read([.file(SourceText(path: name, text: text))], folders: folders)
        #expect(result.diagnostics.map(\.headline) == [])
        return HostDirectory(inventory: result.inventory)
    }

    @Test(
        "templates that are names are resolved, members and items too",
        arguments: [
            ("{{ port }}", InventoryValue.integer(8080)), ("{{port}}", .integer(8080)),
            (":{{ port }}/{{ name }}", .string(":8080/shop")),
            ("\u{600}{{ name }}\u{301}", .string("\u{600}shop\u{301}")),
            ("{{ app.name }}", .string("shop")), ("{{ app['name'] }}", .string("shop")),
            ("{{ list[1] }}", .string("b")), ("{{ twice }}", .string("shop-8080")),
            ("{{ inventory_hostname }}", .string("web1.example.com")),
            ("{{ inventory_hostname_short }}", .string("web1")),
            ("{{ app }}", .mapping([.init("name", .string("shop"))])),
        ])
    func templates(template: String, expected: InventoryValue) {
        let text = """
            all:
              vars:
                port: 8080
                app: {name: shop}
                name: "{{ app.name }}"
                list: [a, b]
                twice: "{{ name }}-{{ port }}"
                tried: "\(template)"
              hosts:
                web1.example.com:
            """
        #expect(directory(text).inventory.variables(of: "web1.example.com")?["tried"] == .value(expected))
    }

    @Test(
        "what only Ansible could evaluate is said when it is asked for",
        arguments: [
            ("{{ port | default(80) }}", "'{{ port | default(80) }}' is an expression that only Ansible evaluates"),
            ("{{ lookup('env', 'X') }}", "'{{ lookup('env', 'X') }}' is an expression that only Ansible evaluates"),
            ("{% if a %}x{% endif %}", "'tried' is a template that only Ansible evaluates"),
            ("{{ missing }}", "'{{ missing }}' refers to a variable that the host does not have"),
            ("{{ tried }}", "'tried' refers to itself"), ("{{ loop_a }}", "'loop_a' refers to itself"),
            ("{{ app.nothing }}", "'{{ app.nothing }}' does not have the key 'nothing'"),
            ("{{ hidden }}", "'hidden' is encrypted by Ansible's vault"),
            ("x{{ app }}", "'tried' inserts a list, a mapping or nothing into a string"),
            ("{{ port", "'tried' has '{{' without '}}'"),
        ])
    func unresolvable(template: String, reason: String) {
        let text = """
            all:
              vars:
                port: 8080
                app: {name: shop}
                loop_a: "{{ loop_b }}"
                loop_b: "{{ loop_a }}"
                hidden: !vault |
                  $ANSIBLE_VAULT;1.1;AES256
                  6231
                tried: "\(template)"
              hosts:
                web1:
            """
        #expect(directory(text).inventory.variables(of: "web1")?["tried"] == .unreadable(reason))
    }

    @Test("scalars are exported, what shells and loaders obey is not")
    func exported() {
        let directory = directory(
            """
            all:
              hosts:
                web1:
                  port: 8080
                  ratio: 0.5
                  debug: yes
                  motd: "two words"
                  nothing:
                  list: [1]
                  map: {a: 1}
                  ansible_host: 192.0.2.1
                  PATH: /evil
                  LD_PRELOAD: /evil.so
                  BASH_ENV: /evil.sh
                  IFS: x
                  not-a-name: 1
                  1st: 1
                  hidden: !vault "x"
                  calculated: "{{ port * 2 }}"
            """)
        #expect(
            directory.values("web1")?.texts == ["port": "8080", "ratio": "0.5", "debug": "true", "motd": "two words"])
        #expect(directory.values("web1")?.unreadable.keys.sorted() == ["calculated", "hidden"])
        #expect(directory.values("unknown") == nil)
    }

    /// Where a variable may be set, what counts more behind what counts less, as Ansible's documentation has it.
    private enum Place: Int, CaseIterable {
        case all, parent, child, folderOfAll, folderOfParent, folderOfChild, host, folderOfHost
    }

    @Test("of two places that set a variable, the one that Ansible takes counts, for each two of them")
    func precedence() {
        let pairs = Place.allCases.flatMap { low in
            Place.allCases.filter { $0.rawValue > low.rawValue }.map { (low: low, high: $0) }
        }
        func variables(_ place: Place, _ indentation: String) -> String {
            pairs.filter { $0.low == place || $0.high == place }.map {
                "\(indentation)v\($0.low.rawValue)\($0.high.rawValue): \(place)\n"
            }.joined()
        }
        func file(_ path: String, _ place: Place) -> SourceText {
            SourceText(path: path, text: variables(place, ""))
        }
        let text =
            "all:\n  vars:\n\(variables(.all, "    "))  children:\n    parent:\n      vars:\n"
            + "\(variables(.parent, "        "))      children:\n        child:\n          vars:\n"
            + "\(variables(.child, "            "))          hosts:\n            web1:\n"
            + variables(.host, "              ")
        let directory = directory(
            text,
            folders: [
                VariableFolder(
                    kind: .groups, path: "group_vars",
                    files: [
                        file("group_vars/all.yml", .folderOfAll), file("group_vars/parent.yml", .folderOfParent),
                        file("group_vars/child.yml", .folderOfChild),
                    ]),
                VariableFolder(kind: .hosts, path: "host_vars", files: [file("host_vars/web1.yml", .folderOfHost)]),
            ])
        let found = directory.inventory.variables(of: "web1")
        for (low, high) in pairs {
            #expect(
                found?["v\(low.rawValue)\(high.rawValue)"] == .value(.string("\(high)")),
                "\(high) counts more than \(low)")
        }
    }

    @Test("a whole file under the vault is noted, and its variables are unknown")
    func encryptedFile() {
        let files = [
            SourceText(path: "group_vars/web/vault.yml", text: "$ANSIBLE_VAULT;1.1;AES256\n6231\n"),
            SourceText(path: "group_vars/web/vars.yml", text: "a: 1\n"),
        ]
        let directory = directory(
            "web:\n  hosts:\n    web1:\n", folders: [VariableFolder(kind: .groups, path: "group_vars", files: files)])
        let variables = directory.inventory.variables(of: "web1")
        #expect(variables?.encryptedFiles == ["group_vars/web/vault.yml"])
        #expect(variables?["a"] == .value(.integer(1)))
    }

    @Test(
        "variables named like secrets are known as such",
        arguments: [
            ("db_password", true), ("API_TOKEN", true), ("aws_secret_key", true), ("ansible_become_pass", true),
            ("private_key", true), ("admin-passwd", true), ("PGPASSWORD", true),
            ("password_file", false), ("bypass", false), ("compass_url", false), ("keyboard", false),
            ("token_ttl", false), ("port", false),
        ])
    func secretNames(name: String, isSecret: Bool) {
        #expect(SecretName.isSecret(name) == isSecret)
    }

    @Test("connections of every kind")
    func connections() throws {
        let directory = directory(
            """
            a ansible_host=192.0.2.1 ansible_port=2222 ansible_user=deploy ansible_ssh_private_key_file=~/.ssh/id ansible_ssh_common_args='-o ProxyJump=jump -o "User Known=x y"'
            b ansible_connection=local
            c ansible_connection=community.docker.docker ansible_host=box ansible_become=true ansible_become_method=community.general.doas ansible_become_user=app
            d ansible_connection=kubectl ansible_kubectl_pod=p1 ansible_kubectl_namespace=shop
            e:22 ansible_become=yes ansible_become_password=opensesame
            f ansible_become_method=su
            """, name: "hosts.ini")
        func address(_ host: String) throws -> HostAddress { try #require(directory.address(host)).address }
        #expect(
            try address("a")
                == HostAddress(
                    name: "a", kind: .ssh, address: "192.0.2.1", port: 2222, user: "deploy", keyFile: "~/.ssh/id",
                    arguments: ["-o", "ProxyJump=jump", "-o", "User Known=x y"]))
        #expect(try address("b") == HostAddress(name: "b", kind: .local))
        #expect(
            try address("c")
                == HostAddress(
                    name: "c", kind: .docker, address: "box", become: Become(method: .doas, user: "app")))
        #expect(try address("d").arguments == ["--namespace", "shop"])
        #expect(try address("d").address == "p1")
        #expect(
            try address("e").become
                == Become(
                    user: "root",
                    password: Secret(name: "ansible_become_password", value: "opensesame", reachesSteps: false)))
        #expect(try address("e").port == 22)
        #expect(try address("f").become == Become(method: .su))
    }

    @Test("what cannot be used of a connection is said where it is written")
    func badConnections() {
        let directory = directory(
            """
            a ansible_connection=winrm
            b ansible_port=http
            c ansible_host='{{ address }}'
            d ansible_connection=shs
            e ansible_host=-oProxyCommand=x
            -f
            g ansible_user=-l

            """,
            name: "hosts.ini")
        #expect(
            ["a", "b", "c", "d", "e", "-f", "g"].flatMap { said(directory.address($0)?.diagnostics ?? []) } == [
                """
                1:3-21 bad-connection: unknown connection 'winrm' for a (write ssh, local, podman, docker or \
                kubectl)
                """,
                "2:3-15 bad-connection: invalid port 'http' (write a number from 1 to 65535)",
                """
                3:3-15 bad-connection: ansible_host of c cannot be used: '{{ address }}' refers to a variable that the host does not have (write the value itself for c)
                """,
                "4:3-21 bad-connection: unknown connection 'shs' for d (write 'ssh')",
                """
                5:3-15 bad-connection: invalid address or user '-oProxyCommand=x': it begins with '-' (write a host name, an address or a user name)
                """,
                """
                6:1-3 bad-connection: invalid address or user '-f': it begins with '-' (rename the host, or give it \
                ansible_host)
                """,
                "7:3-15 bad-connection: invalid address or user '-l': it begins with '-' (write a host name, an address or a user name)",
            ])
    }

    @Test("ssh_config's literal hosts are known, its patterns are not")
    func sshConfiguration() {
        let configuration = SSHConfiguration(
            """
            # Host no
            Host bastion gw.example.com
              HostName 192.0.2.1
            host="build box" web*
            Host *
            Host !not
            Include config.d/*

            """
        )
        #expect(configuration.hosts == ["bastion", "gw.example.com", "build box"])
        #expect(configuration.includes == ["config.d/*"])
    }
}

@Suite("Secrets that stand in an inventory")
struct PlainSecretTests {
    @Test(
        """
        what is named like a secret is masked, short ones only where prov uses them; hosts' different values are \
        all known
        """
    )
    func secrets() {
        let text =
            """
            [web]
            a api_token=one-token port=80 pin_secret=123 ansible_become_password=abc
            b api_token=another-token
            c api_token={{x}}

            """
        let inventory = InventoryReader.read([.file(SourceText(path: "hosts.ini", text: text))]).inventory
        #expect(
            Dictionary(uniqueKeysWithValues: inventory.plainSecrets.map { ($0.name, $0.text) }) == [
                "api_token": "one-token", "api_token@b": "another-token", "ansible_become_password": "abc",
            ])
    }

    @Test("values that only Unicode calls equal are each known")
    func forms() {
        let values = ["secret-caf\u{E9}", "secret-cafe\u{301}"]
        let text = "[web]\na api_token=\(values[0])\nb api_token=\(values[1])\n"
        let inventory = InventoryReader.read([.file(SourceText(path: "hosts.ini", text: text))]).inventory
        let known = inventory.plainSecrets.sorted { $0.name < $1.name }
        #expect(known.map { Array($0.text.utf8) } == values.map { Array($0.utf8) })
    }
}
