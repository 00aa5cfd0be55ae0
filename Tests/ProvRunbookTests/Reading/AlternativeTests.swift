import ProvRunbook
import Testing

@testable import ProvDiagnostics

@Suite("Alternatives")
struct AlternativeTests {
    /// `group: variant[steps] …` for each group of a document.
    private func groups(_ text: String) -> [String] {
        Reading(text).runbook.alternatives.map { group in
            "\(group.name): " + group.variants.map { "\($0.name)[\($0.steps.count)]" }.joined(separator: " ")
        }
    }

    private func section(_ title: String, level: Int = 2, _ script: String = "make") -> String {
        String(repeating: "#", count: level) + " \(title)\n\n```bash\n\(script)\n```\n\n"
    }

    @Test(
        "sections of which a reader follows one",
        arguments: [
            (["macOS", "Linux", "Windows"], "install: macos[1] linux[1] windows[1]"),
            (["On Debian/Ubuntu", "On Fedora"], "install: debian-ubuntu[1] fedora[1]"),
            (["Install foo on macOS", "Install foo on Linux"], "install: macos[1] linux[1]"),
            (["With npm", "Using Yarn", "pnpm"], "install: npm[1] yarn[1] pnpm[1]"),
            (["Homebrew (macOS)", "apt (Debian)"], "install: macos-brew[1] debian-apt[1]"),
            (["macOS", "Ubuntu", "Docker"], "install: macos[1] ubuntu[1] docker[1]"),
            (["Docker", "From source"], "install: docker[1] source[1]"),
            (["Option A: Helm", "Option B"], "install: option-a[1] option-b[1]"),
            (["Method 1 - from source", "Method 2 - binary"], "install: method-1[1] method-2[1]"),
            (["🐧 Linux", "🍎 macOS"], "install: linux[1] macos[1]"),
            (["Ubuntu 22.04", "Arch Linux (AUR)"], "install: ubuntu[1] arch-aur[1]"),
        ])
    func sections(titles: [String], expected: String) {
        #expect(groups("# Install\n\n" + titles.map { section($0) }.joined()) == [expected])
    }

    @Test(
        "sections that all run",
        arguments: [
            ("Install", ["Install npm", "Install yarn"]), ("Prerequisites", ["Docker", "Homebrew"]),
            ("Install", ["Install Docker", "Install Kubernetes"]), ("Install", ["macOS notes for testers", "Linux"]),
            ("Install", ["Install Docker on Ubuntu", "Install Postgres on Ubuntu"]), ("Deploy", ["Step 1", "Step 2"]),
            ("Servers", ["Build the Linux kernel", "Build the Windows driver"]),
            ("Usage", ["Docker networks", "Docker volumes"]),
            ("Install", ["Linux", "Configure", "macOS"]),
            ("Install", ["npm scripts", "yarn workspaces"]),
        ])
    func sequences(parent: String, titles: [String]) {
        #expect(groups("# \(parent)\n\n" + titles.map { section($0) }.joined()) == [])
    }

    @Test("lines above blocks, tabs, unfolded parts, words and comments between blocks")
    func otherForms() {
        let block = { (script: String) in "\n\n```bash\n\(script)\n```\n\n" }
        #expect(
            groups("# Install\n\nOn macOS:\(block("brew install x"))On Debian or Ubuntu:\(block("apt install x"))")
                == ["install: macos[1] debian-ubuntu[1]"])
        let tab = { (title: String, script: String) in "=== \"\(title)\"\n\n    ```bash\n    \(script)\n    ```\n\n" }
        #expect(groups("# A\n\n" + tab("npm", "npm i") + tab("Yarn", "yarn") + block("make")) == ["a: npm[1] yarn[1]"])
        #expect(groups("# A\n\n**npm**\(block("npm i x"))**yarn**\(block("yarn add x"))") == ["a: npm[1] yarn[1]"])
        #expect(
            groups("# Install\n\n- wget:\(block("wget x"))- curl:\(block("curl x"))") == ["install: wget[1] curl[1]"])
        #expect(groups("# A\n\n\(block("npm i x"))or\(block("yarn add x"))") == ["a: npm[1] yarn[1]"])
        #expect(
            groups("# A\n\n\(block("make"))Alternatively, use CMake:\(block("cmake ."))") == [
                "a: variant-1[1] cmake[1]"
            ])
        #expect(groups("# A\n\n\(block("pip install x"))\(block("conda install x"))") == ["a: pip[1] conda[1]"])
        #expect(
            groups("# A\n\n\(block("# On Linux\nmake"))\(block("# On Windows\nnmake"))") == ["a: linux[1] windows[1]"])
        #expect(
            groups(
                "# A\n\n<Tabs>\n<TabItem value=\"npm\">\(block("npm i"))</TabItem>\n<TabItem value=\"y\" label=\"Yarn\">\(block("yarn"))</TabItem>\n</Tabs>\n"
            ) == ["a: npm[1] yarn[1]"])
        #expect(
            groups(
                "# A\n\n::: code-group\n\n```sh [npm]\nnpm i\n```\n\n```sh [Bun]\nbun i\n```\n\n:::\n\n```sh\nmake\n```\n"
            )
                == ["a: npm[1] bun[1]"])
        #expect(
            groups(
                "# A\n\n<details>\n<summary>macOS</summary>\(block("brew x"))</details>\n\n<details>\n<summary><b>Linux</b></summary>\(block("apt x"))</details>\n"
            ) == ["a: macos[1] linux[1]"])
    }

    @Test("blocks that follow each other are no alternatives")
    func otherSequences() {
        let block = { (script: String) in "\n\n```bash\n\(script)\n```\n\n" }
        for text in [
            "\(block("npm install"))\(block("npm test"))", "\(block("npm install x"))\(block("yarn add y"))",
            "\(block("apt install curl"))\(block("pip install x"))",
            "Then, on Linux, start it:\(block("a"))On macOS nothing is to do.\(block("b"))",
            "Install Docker:\(block("a"))Install Homebrew:\(block("b"))",
            "\(block("make"))Or so we thought. Next:\n\nthis\(block("make install"))",
        ] { #expect(groups("# A\n\n\(text)") == [], "\(text)") }
    }

    @Test("the key declares variants, and takes steps out of them")
    func declared() {
        let text = """
            # Install

            ```bash {alternative=database/postgres}
            createdb app
            ```

            ```bash {alternative=database/sqlite}
            true
            ```

            ## With npm

            ```bash
            npm i
            ```

            ## With yarn

            ```bash
            yarn
            ```

            ```bash {alternative=none}
            make
            ```

            """
        #expect(groups(text) == ["database: postgres[1] sqlite[1]"])
        let section = text.replacing("alternative=none", with: "name=build")
        #expect(groups(section) == ["database: postgres[1] sqlite[1]", "install: npm[1] yarn[2]"])
        expectDiagnostic(
            "bad-value", "'alternative' must be GROUP/NAME or 'none', not 'npm'",
            in: "```bash {alternative=1️⃣npm2️⃣}\nnpm i\n```\n")
    }

    // MARK: Choices

    private static let systems = Reading(
        "# Install\n\n## macOS\n\n```bash\na\n```\n\n## Linux\n\n```bash\nb\n```\n\n## Ubuntu\n\n```bash\nc\n```\n\n## Windows\n\nClick.\n"
    ).runbook
    private static let ways = Reading(
        "# Install\n\n## With pnpm\n\n```bash\na\n```\n\n## With yarn\n\n```bash\nb\n```\n\n## With npm\n\n```bash\nc\n```\n\n# Next\n\n```bash\nd\n```\n"
    ).runbook

    /// The names of the steps that are due.
    private func due(_ runbook: Runbook, _ change: (inout PlanRequest) -> Void) throws -> [String] {
        var request = PlanRequest()
        change(&request)
        let result = Planner.plan(runbook, request: request)
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.headline))")
        return plan.steps.filter { $0.leftOut == nil }.map(\.step.id.rawValue)
    }

    @Test(
        "the system decides, the most specific variant first; never a variant for another system",
        arguments: [
            (["os": "macos"], ["macos"]), (["os": "ubuntu", "os_family": "debian"], ["ubuntu"]),
            (["os": "debian", "os_family": "debian"], ["ubuntu"]),
            (["os": "alpine", "os_family": "alpine"], ["linux"]),
            (["os": "windows"], []), (["os": "freebsd"], []),
        ] as [([String: String], [String])])
    func system(facts: [String: String], expected: [String]) throws {
        #expect(try due(Self.systems) { $0.facts = facts } == expected)
    }

    @Test("a program that is installed decides, else the first; the operator before both; never all")
    func program() throws {
        #expect(try due(Self.ways) { _ in } == ["with-pnpm", "next"])
        #expect(try due(Self.ways) { $0.isInstalled = { $0 == "npm" || $0 == "yarn" } } == ["with-yarn", "next"])
        #expect(try due(Self.ways) { $0.variants = ["npm"] } == ["with-npm", "next"])
        #expect(try due(Self.ways) { $0.variants = ["install=npm"] } == ["with-npm", "next"])
        #expect(try due(Self.ways) { $0.only = ["with-npm", "next"] } == ["with-npm", "next"])
        #expect(try due(Self.ways) { $0.only = ["install", "next"] } == ["with-pnpm", "next"])
        var request = PlanRequest()
        request.variants = ["nmp"]
        let result = Planner.plan(Self.ways, request: request)
        #expect(result.diagnostics.map(\.headline) == ["unknown variant 'nmp' in --variant"])
        #expect(result.diagnostics.first?.fix == "write --variant npm")
    }

    @Test("steps on other hosts are left to the hosts, unless the operator decides")
    func hosts() throws {
        let runbook = Reading(
            "---\non: web\n---\n\n# Install\n\n## macOS\n\n```bash\na\n```\n\n## Linux\n\n```bash\nb\n```\n"
        ).runbook
        let web = PlanHosts(resolve: { _ in .hosts(["web1", "web2"]) })
        let facts = ["os": "debian", "os_family": "debian"]
        #expect(try due(runbook) { ($0.hosts, $0.facts) = (web, facts) } == ["macos", "linux"])
        #expect(try due(runbook) { ($0.hosts, $0.variants) = (web, ["linux"]) } == ["linux"])
        let group = try #require(runbook.alternatives.first)
        #expect(group.choice(facts: facts).variant == 1)
        #expect(group.choice(facts: ["os": "macos"]).variant == 0)
    }

    @Test("who is asked: where several variants fit, and not inside a variant that is not taken")
    func open() {
        let open = { (facts: [String: String], runbook: Runbook) -> [String] in
            var request = PlanRequest()
            request.facts = facts
            return Planner.openAlternatives(runbook, request: request).map(\.group.name)
        }
        #expect(open([:], Self.ways) == ["install"])
        #expect(open(["os": "macos"], Self.systems) == [])
        let nested = Reading(
            "# Install\n\n## macOS\n\n### Homebrew\n\n```bash\na\n```\n\n### MacPorts\n\n```bash\nb\n```\n\n## Linux\n\n```bash\nc\n```\n"
        ).runbook
        #expect(open(["os": "debian"], nested) == [])
        #expect(open(["os": "macos"], nested) == ["macos"])
    }

    @Test("ten times the text takes about ten times as long")
    func linear() {
        let text = { (count: Int) in
            "# Install\n\n"
                + (0..<count).map { self.section("Option \($0 % 9)", "npm i") + "or\n\n```bash\nyarn\n```\n\n" }
                .joined()
        }
        let time = { (text: String) in ProcessorTime.seconds { _ = Reading(text) } }
        let (small, large) = (text(300), text(3000))
        _ = time(small)
        #expect((0..<3).map { _ in time(large) / time(small) }.min() ?? 99 < 25)
    }

    private func block(_ script: String) -> String { "\n\n```bash\n\(script)\n```\n\n" }

    @Test(
        "tabs of site generators",
        arguments: [
            ("{{< tab title=\"Debian\" >}}", "{{< /tab >}}"), ("{{% tab \"Debian\" %}}", "{{% /tab %}}"),
            ("{{< tab-content name=\"Debian\" >}}", "{{< /tab-content >}}"),
            ("{% tab title=\"Debian\" %}", "{% endtab %}"),
            ("{{#tab name=\"Debian\" }}", "{{#/tab }}"), ("@tab Debian", ""),
        ])
    func generatedTabs(open: String, close: String) {
        let tab = { (title: String, script: String) in
            open.replacing("Debian", with: title) + self.block(script) + (close.isEmpty ? "" : close + "\n\n")
        }
        let text = "# A\n\n" + tab("Debian", "apt install x") + tab("Fedora", "dnf install x")
        #expect(groups(text) == ["a: debian[1] fedora[1]"])
    }

    @Test("one program in two versions, options in a list, and the two sides of with and without")
    func moreLabels() {
        #expect(
            groups("# Install\n\n" + section("Helm 2") + section("Helm 3")) == ["install: helm-2[1] helm-3[1]"])
        #expect(groups("# A\n\n" + section("Solution 1") + section("Solution 2")) == ["a: solution-1[1] solution-2[1]"])
        #expect(
            groups("# Logs\n\n" + section("System with systemd") + section("System without systemd"))
                == ["logs: system-with-systemd[1] system-without-systemd[1]"])
        #expect(
            groups("# A\n\n" + section("Set up a key") + section("Alternative: with a role")).count == 1)
        let item = { (title: String) in
            "- \(title): first\n\n  Do:\n\n  ```bash\n  make\n  ```\n\n  And:\n\n  ```bash\n  make all\n  ```\n\n"
        }
        #expect(groups("# A\n\n" + item("Option 1") + item("Option 2")) == ["a: option-1[2] option-2[2]"])
    }

    @Test("the next item of a list ends what the item of a label holds")
    func itemsBehindLabels() {
        let code = { (script: String) in "\n\n   ```bash\n   \(script)\n   ```\n\n" }
        let text =
            "# A\n\n1. On Fedora:\(code("dnf i x"))2. On Debian:\(code("apt i x"))3. Make a key:\(code("ssh-keygen"))"
        #expect(groups(text) == ["a: fedora[1] debian[1]"])
    }

    @Test(
        "the same command again under a condition, or as an example of the form",
        arguments: [
            ("kubectl create -f a", "If you run behind a proxy, use:", "kubectl create -f b"),
            ("curl -LO http://x", "If you don't have curl:", "wget http://x"),
            ("cf target -o <ORG> -s <SPACE>", "For example:", "cf target -o sandbox -s me"),
            ("tg plan --experiment x", "You can also use a variable:", "TG_X=1 tg plan"),
            ("kn install -c serving", "To install a version, for example 1.2, run:", "kn install -c serving -v 1.2"),
            ("make a", "Alternately, since it is the only one, you can leave it out:", "make b"),
        ])
    func words(first: String, between: String, second: String) {
        let found = groups("# A\n\n\(block(first))\(between)\(block(second))")
        #expect(found == ["a: variant-1[1] variant-2[1]"])
        let session = { (command: String) in "\n\n```console\n$ \(command)\n```\n\n" }
        #expect(groups("# A\n\n\(session(first))\(between)\(session(second))") == found)
    }

    @Test(
        "two commands are not alternatives because a sentence stands between",
        arguments: [
            ("kubectl create -f a", "If it works, list them:", "kubectl get all"),
            ("cf target -o me", "For example:", "cf target -o you"), ("make a", "Then:", "make b"),
            ("apt install x", "If you don't have make:", "apt update"), ("ls a", "See the list, for example:", "ls b"),
        ])
    func sequencesOfCommands(first: String, between: String, second: String) {
        #expect(groups("# A\n\n\(block(first))\(between)\(block(second))") == [])
    }
}
