import ProvEngine
import ProvPolicy
import Testing

@Suite("Who may approve")
struct ApprovalTests {
    let rule = ApprovalRule(approvers: "oncall, boss", executor: ["eve", "root"])

    func answer(_ principals: [String], trouble: String? = nil) -> SignedAnswer {
        SignedAnswer(denial: nil, principals: principals, key: "SHA256:k", signature: "s", trouble: trouble)
    }

    @Test(
        "a key that is listed for the role or the name counts as its first principal",
        arguments: [["ada", "oncall"], ["ada", "dba", "boss"]])
    func counts(principals: [String]) {
        #expect(
            rule.judge(answer(principals))
                == .counts(person: "ada", rule: "separation of duties: ada is not who executes (eve, root)"))
    }

    @Test(
        "what does not count says why",
        arguments: [
            (["ada", "dba"], "ada is not in oncall, boss; the key is registered for ada, dba"),
            (["eve", "oncall"], "eve executes the run, and the executor cannot approve it"),
            (["eve@example.com", "oncall"], "eve@example.com executes the run, and the executor cannot approve it"),
            (["ada", "oncall", "root"], "ada executes the run (as root), and the executor cannot approve it"),
            ([], "key SHA256:k is not in allowed_signers"),
        ])
    func refused(principals: [String], why: String) { #expect(rule.judge(answer(principals)) == .refused(why)) }

    @Test("a role whose name only Unicode calls equal is another role")
    func anotherForm() {
        let rule = ApprovalRule(approvers: "\u{E9}quipe", executor: ["eve"])
        if case .counts = rule.judge(answer(["ada", "e\u{301}quipe"])) { Issue.record("it counts") }
        if case .refused(let why) = rule.judge(answer(["ada", "\u{E9}quipe"])) { Issue.record("\(why)") }
    }

    @Test("a signature that does not hold counts for nobody")
    func trouble() { #expect(rule.judge(answer(["ada", "oncall"], trouble: "forged")) == .refused("forged")) }

    @Test("a request reads back what it wrote, and nothing that says more")
    func request() throws {
        var request = ApprovalRequest(
            run: "r", step: "gate", digest: "d", environment: "prod", runbook: "/a.md", approvers: "oncall", count: 2,
            executor: "eve",
            inputs: ["b": "2", "a": "\"1\"\n"],
            released: [.init(step: "s", title: "S", hosts: ["h1", "h2"], command: "echo ü")])
        (request.nonce, request.requested, request.expires) = (
            "n", "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
        )
        #expect(ApprovalRequest(text: Array(request.text.utf8)) == request)
        for other in [request.text + " ", request.text.replacing("\"run\"", with: "\"more\":1,\"run\""), "{}", ""] {
            #expect(ApprovalRequest(text: Array(other.utf8)) == nil)
        }
    }
}
