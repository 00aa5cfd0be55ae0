import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("Filling a file, and keeping what it replaces")
struct FileFillingTests {
    /// The file of a runbook whose only step is this block.
    private func file(_ content: String, front: String = "") throws -> FileContent {
        let text = """
            ---
            \(front)
            ---
            # T

            ```bash {name=find capture=ID}
            echo 7
            ```

            ```ini {name=conf file=app.conf}
            \(content)
            ```
            """
        let (runbook, _) = RunbookReader.read(SourceText(path: "t.md", text: text)) { _, _ in .missing("none") }
        guard case .file(let file)? = runbook.steps.last?.body else { throw NoFile() }
        return file
    }

    private struct NoFile: Error {}

    private func filled(_ file: FileContent, _ filling: FileFilling) throws -> (text: String, isSecret: Bool) {
        let filled = try filling.fill(file).get()
        return (String(decoding: filled.bytes, as: UTF8.self), filled.isSecret)
    }

    private func filling(
        _ inputs: [String: String] = [:], secrets: Secrets = [:], captures: [String: String] = [:],
        declared: Set<String> = [], facts: [String: String] = [:]
    ) -> FileFilling {
        FileFilling(inputs: inputs, secrets: secrets, captures: captures, declared: declared, facts: facts)
    }

    @Test("a declared secret makes the file secret, whatever its name says; anything else does not")
    func secrets() throws {
        let file = try file("a = {{NAME}}", front: "secrets:\n  NAME: {env: NAME}\n")
        let (text, isSecret) = try filled(file, filling(secrets: ["NAME": "ordinary-looking"]))
        #expect(text == "a = ordinary-looking\n" && isSecret)
        let open = try self.file("a = {{NAME}}", front: "parameters:\n  NAME: {default: x}\n")
        let plain = try filled(open, filling(["NAME": "ordinary-looking"]))
        #expect(plain.text == "a = ordinary-looking\n" && !plain.isSecret)
    }

    @Test(
        "a value whose name says secret makes the file secret, unless it is too short to be one",
        arguments: [
            ("DB_PASSWORD", "long-enough", true), ("DB_PASSWORD", "no", false), ("DB_HOST", "long-enough", false),
        ])
    func names(name: String, value: String, isSecret: Bool) throws {
        let file = try file("a = {{\(name)}}", front: "parameters:\n  \(name): {default: x}\n")
        #expect(try filled(file, filling([name: value])).isSecret == isSecret)
    }

    @Test("a capture comes before a parameter of its name, a secret before both")
    func precedence() throws {
        let file = try file("a = {{NAME}}", front: "parameters:\n  NAME: {default: x}\n")
        #expect(try filled(file, filling(["NAME": "input"], captures: ["NAME": "capture"])).text == "a = capture\n")
        #expect(
            try filled(
                file, filling(["NAME": "input"], secrets: ["NAME": "the secret"], captures: ["NAME": "capture"])
            ).text == "a = the secret\n")
    }

    @Test("nothing is written with a capture that no step has set, or a fact that is not known")
    func missing() throws {
        let captured = try file("a = {{ID}}")
        let reason = #expect(throws: FileFilling.Missing.self) {
            try filling(declared: ["ID"]).fill(captured).get()
        }
        #expect(reason?.reason == "app.conf uses the capture ID, which no step has set; nothing was written")
        #expect(try filled(captured, filling(captures: ["ID": "7"], declared: ["ID"])).text == "a = 7\n")
        let fact = try file("a = {{hostname}}")
        #expect(throws: FileFilling.Missing.self) { try filling().fill(fact).get() }
        #expect(try filled(fact, filling(facts: ["hostname": "web1"])).text == "a = web1\n")
    }

    @Test("what is kept of a file reads back as it was written, with its proof or its hash and never both")
    func undo() throws {
        let attributes = FileChange.Attributes(
            mode: 0o640, owner: "root", group: "adm", ids: "0:4", size: 3)
        for isMasked in [false, true] {
            let undo = FileUndo(attributes, previous: "kept", sha256: "abc", isMasked: isMasked) { "proof of \($0)" }
            #expect(FileUndo(text: undo.text) == undo)
            #expect(undo.sha256 == (isMasked ? nil : "abc"))
            #expect(undo.proof == (isMasked ? "proof of abc" : nil))
            #expect(undo.owner == "0" && undo.group == "4" && undo.mode == 0o640)
        }
        #expect(FileUndo(text: FileUndo().text) == FileUndo())
        for other in ["", "{}", "[]", "{\"mode\":\"640\"}"] { #expect(FileUndo(text: other) == nil, "\(other)") }
    }

    @Test("a stored copy that is not the file that was there is never put back", arguments: [false, true])
    func anotherCopy(isMasked: Bool) async throws {
        let fixture = try RunFixture()
        let engine = try fixture.engine("```bash\ntrue\n```\n", mode: .run, request: PlanRequest(), continuing: nil)
        let context = engine.context
        let bytes = Array("name = old\n".utf8)
        let hash = ContentHash.hex(bytes)
        let attributes = FileChange.Attributes(
            mode: 0o644, owner: "root", group: "root", ids: "0:0", size: bytes.count)
        var undo = FileUndo(
            attributes, previous: try context.log.store(bytes), sha256: hash, isMasked: isMasked,
            proof: context.log.keyedHash)
        #expect(try FileRestore.bytes(of: undo, context) == bytes)
        undo.previous = try context.log.store(Array("name = other\n".utf8))
        #expect(throws: FileBackup.Refusal.self) { try FileRestore.bytes(of: undo, context) }
    }

    @Test(
        "the answer of a host about a file is read, or not at all",
        arguments: [
            ("absent\n/a/b", "/a"), ("file 644 root adm 0:4 12 abc 7 12 a b\n/b", "/"),
            ("file 644 root adm 0:4 12 - 7 12 a b\n/b", "/"), ("other not-a-regular-file\nb", "."),
        ])
    func probe(answer: String, folder: String) throws {
        let found = try #require(FileChange.parse(answer))
        #expect(found.folder == folder)
        #expect(FileChange.parse(String(answer.prefix { $0 != "\n" })) == nil)
    }

    @Test(
        "an answer that says less than all is none",
        arguments: [
            "file 644 root adm 0:4 12\n/b", "file 644 root adm 0:4 12 abc\n/b", "file 9 a b c 1 d v\n/b",
            "file 644 a b c x d v\n/b", "\n/b", "",
        ])
    func noAnswer(answer: String) { #expect(FileChange.parse(answer) == nil) }
}

@Suite("Outputs that are longer than what is kept of them")
struct CutOutputTests {
    @Test("what is kept after several commands is bounded, and says what was cut")
    func appending() {
        var all = CollectedOutput(stdout: Array("a".utf8), stderr: [])
        all.append(CollectedOutput(stdout: Array("b\n".utf8), stderr: Array("e".utf8)))
        #expect(all.stdout == Array("a\nb\n".utf8) && all.stderr == Array("e".utf8) && all.cut.isEmpty)
        let long = CollectedOutput(stdout: [UInt8](repeating: 0x61, count: OutputPipeline.limit), stderr: [])
        all.append(long)
        #expect(all.stdout.count == OutputPipeline.limit)
        #expect(all.isCut(.stdout) && all.isCut(.both) && !all.isCut(.stderr))
    }

    @Test("an output whose end was not kept is never as expected, however it begins")
    func neverExpected() async throws {
        let text = "```bash {name=long}\ntrue\n```\n\n```text {expect}\n...\n```\n"
        let engine = try RunFixture().engine(text, mode: .run, request: PlanRequest(), continuing: nil)
        let planned = try #require(engine.run.plan.steps.first)
        let judge = ExpectedOutput(
            runner: StepRunner(run: engine.run, planned: planned, host: PlanHosts.localName, prior: nil))
        var output = CollectedOutput(stdout: Array("a\nb\n".utf8))
        let whole = try await judge.judge(planned.step.expectations, on: output)
        #expect(whole.failure == nil && whole.isProof)
        output.cut = [.stdout]
        let cut = try await judge.judge(planned.step.expectations, on: output)
        #expect(cut.failure?.contains("longer than the 16 MiB") == true, "\(cut.failure ?? "")")
        #expect(!cut.isProof)
        output.cut = [.stderr]
        #expect(try await judge.judge(planned.step.expectations, on: output).isProof)
    }
}
