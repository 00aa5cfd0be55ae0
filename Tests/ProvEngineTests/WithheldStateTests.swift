import FoundationEssentials
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

/// Variables of the shell whose names say secret: in no record, and never empty in silence after a resume.
@Suite("A variable of the shell that is named like a secret")
struct WithheldStateTests {
    private static let value = "Zx81-correct-horse"

    /// Ways to set a variable; the value comes from a file, so that it is nowhere in the runbook.
    static let assignments = [
        "password=$(cat value)", "export DB_PASSWORD=$(cat value)", "declare -x API_TOKEN; API_TOKEN=$(cat value)",
        "declare -r secret=\"$(cat value)\"", "readonly passwd=$(cat value)",
        "tokens=none; declare -a token=(\"$(cat value)\" b)",
        "declare -A credentials=([one]=\"$(cat value)\")", "read -r passphrase < value",
        "printf -v secret '%s' \"$(cat value)\"",
        "set -a; api_key=$(cat value); set +a", "mapfile -t password < value", "pass=abc; pass+=$(cat value)",
        "set_it() { local password=$(cat value); declare -g access_key_2=$password; }; set_it",
        "password=$(cat value); url=\"https://ada:$password@example.org\"",
        "password=$(cat value); alias login=\"mysql -p'$password'\"",
        "password=$(cat value); list=(a \"b $password c\")", "export -n token=$(cat value)",
        "typeset -i count=3; typeset Secret_Key=$(cat value)",
    ]

    @Test("stands nowhere in the store, however it is set", arguments: assignments)
    func nowhere(assignment: String) async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let ran = try await fixture.run(
            "```bash {name=make}\n\(assignment)\nkeep=this; cd /usr\n```\n```bash {name=other}\nmore=1\n```\n"
                + "```bash {name=left needs=make}\nfurther=2\n```\n```bash {name=right needs=make}\nfalse\n```\n")
        #expect(ran.result.verdict == .failed)
        #expect(ran.stateEvents >= 2)
        _ = try await fixture.run(
            "```bash {name=make}\n\(assignment)\nkeep=this; cd /usr\n```\n", continuing: ran.id)
        for (path, bytes) in try files(under: fixture.store.path) {
            #expect(!String(decoding: bytes, as: UTF8.self).contains("correct-horse"), "\(path)")
        }
    }

    private func files(under folder: String) throws -> [(path: String, bytes: Data)] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).compactMap { path in
            FileManager.default.contents(atPath: "\(folder)/\(path)").map { (path, $0) }
        }
    }

    private static func use(_ name: String) -> String {
        "```bash {name=use}\ntest -e go; printf '%s' \"$\(name)\" > used; echo \"$other $PWD\" > seen\n```\n"
    }

    private static func text(_ make: String, name: String = "password", keys: String = "") -> String {
        "```bash {name=make \(keys)}\n\(make)\n```\n```bash {name=between}\nother=kept\n```\n" + use(name)
    }

    @Test("a step that uses it is not run by a resume that has no value for it, and says what to do")
    func refused() async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let text = Self.text("password=$(cat value)")
        let first = try await fixture.run(text)
        try fixture.write("", to: "go")
        for given in [[:], ["password": "another-value"], ["PASSWORD": Self.value]] {
            let resumed = try await fixture.run(text, continuing: first.id, given: given)
            #expect(resumed.result.verdict == .interrupted)
            #expect(resumed.state("use") == .pending)
            #expect(resumed.reason("use")?.contains("'password', which step make set, is not in the record") == true)
            #expect(fixture.contents("used") == nil)
        }
        let resumed = try await fixture.run(text, continuing: first.id, given: ["password": Self.value])
        #expect(resumed.result.verdict == .done)
        #expect(fixture.contents("used") == Self.value)
        #expect(fixture.contents("seen")?.hasPrefix("kept ") == true)
    }

    @Test("any text comes back as it was", arguments: 0..<20)
    func anyValue(seed: Int) async throws {
        let fixture = try RunFixture()
        let parts = [
            "a", "Z9", "\"", "'", "\\", "$", "`", "\n", "\t", " ", "é", "!", "=", "(", ")", "]", "\u{1B}", "$'", "日",
        ]
        let value = "secret" + (0..<Int.random(in: 1...12)).compactMap { _ in parts.randomElement() }.joined() + "."
        try fixture.write(value, to: "value")
        let isExported = Bool.random()
        let text = Self.text("\(isExported ? "export " : "")password=$(cat value)")
        let first = try await fixture.run(text)
        try fixture.write("", to: "go")
        let resumed = try await fixture.run(text, continuing: first.id, given: ["password": value])
        #expect(resumed.result.verdict == .done, "\(value.debugDescription): \(resumed.reason("use") ?? "")")
        #expect(fixture.contents("used") == value)
    }

    @Test("a block with `state` that sets it runs again, beside what was done since")
    func state() async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let text = Self.text("password=$(cat value); other=wrong; echo x >> made", keys: "state")
        let first = try await fixture.run(text)
        #expect(fixture.contents("made") == "x\n")
        try fixture.write("", to: "go")
        let resumed = try await fixture.run(text, continuing: first.id)
        #expect(resumed.result.verdict == .done)
        #expect(fixture.contents("used") == Self.value)
        #expect(fixture.contents("seen")?.hasPrefix("kept ") == true)
        #expect(fixture.contents("made") == "x\nx\n")
        #expect(resumed.reason("make") == "ran again: it sets password, which is not in the record")
    }

    @Test("what a block with `state` needs itself is given to it as well")
    func chain() async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let text =
            "```bash {name=root state}\napi_token=$(cat value)\n```\n```bash {name=make state}\npassword=\"$api_token-2\"\n```\n"
            + Self.use("password")
        let first = try await fixture.run(text)
        try fixture.write("", to: "go")
        #expect(try await fixture.run(text, continuing: first.id).result.verdict == .done)
        #expect(fixture.contents("used") == "\(Self.value)-2")
    }

    @Test(
        "an exported one may be used by any program",
        arguments: [
            ("printenv PGPASSWORD > used", true), ("PGPASSWORD=own; : > used", false), ("true; echo > used", true),
        ])
    func exported(use: String, isRefused: Bool) async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let text =
            "```bash {name=make}\nexport PGPASSWORD=$(cat value)\n```\n```bash {name=use}\ntest -e go\n\(use)\n```\n"
            .replacing("test -e go\nPGPASSWORD=own", with: "PGPASSWORD=own; test -e go")
        let first = try await fixture.run(text)
        try #require(first.result.verdict == .failed)
        try fixture.write("", to: "go")
        let resumed = try await fixture.run(text, continuing: first.id)
        #expect((fixture.contents("used") == nil) == isRefused)
        #expect(resumed.result.verdict == (isRefused ? .interrupted : .done))
    }

    @Test(
        "whatever a step does with it that sets it itself, or only has its name in its text, runs",
        arguments: [
            "password=$(cat value); printf %s \"$password\" > used",
            "read -r password < value; echo \"$password\" > used",
            "echo 'the password is set elsewhere' > used", "for password in a b; do echo \"$password\"; done > used",
        ])
    func unconcerned(use: String) async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let text = "```bash {name=make}\npassword=$(cat value)\n```\n```bash {name=use}\n\(use)\ntest -e go\n```\n"
        let first = try await fixture.run(text)
        try fixture.write("", to: "go")
        #expect(try await fixture.run(text, continuing: first.id).result.verdict == .done)
        #expect(fixture.contents("used") != nil)
    }

    @Test(
        "what only looks like a secret is kept as it is",
        arguments: ["TOKEN_FILE=/run/token-file", "PASSWORD_LENGTH=123456", "pass=3", "pwd=$(pwd)", "token=''"])
    func kept(assignment: String) async throws {
        let fixture = try RunFixture()
        let name = String(assignment.prefix { $0 != "=" })
        let text = Self.text(assignment, name: name)
        let first = try await fixture.run(text)
        try fixture.write("", to: "go")
        #expect(try await fixture.run(text, continuing: first.id).result.verdict == .done)
        let expected =
            name == "pwd" ? fixture.folder : String(assignment.dropFirst(name.count + 1)).replacing("'", with: "")
        #expect(fixture.contents("used") == expected)
    }

    @Test("one that is nothing but a declared secret comes back from its source")
    func declared() async throws {
        let fixture = try RunFixture()
        let text = Self.text("export PGPASSWORD=\"$DB\"", name: "PGPASSWORD")
        let secrets: Secrets = ["DB": "Zx81-correct-horse"]
        let first = try await fixture.run(text, secrets: secrets)
        try fixture.write("", to: "go")
        #expect(try await fixture.run(text, secrets: secrets, continuing: first.id).result.verdict == .done)
        #expect(fixture.contents("used") == Self.value)
    }

    @Test("an undo that uses it is not run without it")
    func undo() async throws {
        let fixture = try RunFixture()
        try fixture.write("\(Self.value)\n", to: "value")
        let text =
            "```bash {name=make}\npassword=$(cat value)\n```\n```bash {name=use}\ntouch user\n```\n"
            + "```bash {undo}\nprintf %s \"$password\" > undone; rm user\n```\n"
        let ran = try await fixture.run(text)
        let failed = try await fixture.run(text, mode: .rollback, continuing: ran.id)
        #expect(failed.result.verdict == .failed)
        #expect(failed.reason("use")?.contains("'password', which step make set, is not in the record") == true)
        #expect(fixture.contents("undone") == nil)
        let back = try await fixture.run(text, mode: .rollback, continuing: ran.id, given: ["password": Self.value])
        #expect(back.result.verdict == .rolledBack)
        #expect(fixture.contents("undone") == Self.value)
    }
}
