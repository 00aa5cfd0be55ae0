import Testing

/// Nothing of a runbook runs before its gate is passed: every gate, mode and narrowing, with real commands that leave a
/// mark.
@Suite("Gates, modes and ways around them")
struct GateProductTests {
    private static let header = """
        for name in ada eve; do ssh-keygen -q -t ed25519 -N '' -C '' -f $name; done
        mkdir base; cd base
        echo "ada,oncall $(cat ../ada.pub)" > allowed_signers; echo 'h1 ansible_connection=local' > hosts
        printf '# Other\\n\\n```bash\\ntrue\\n```\\n' > other.md; mv ../product.md ../prov.yml .
        sed -i "s/@LATER@/$(date -u -d '+3 days' +%a) 09:00-09:30/" prov.yml
        """

    @Test("what ran is what may run", .timeLimit(.minutes(8)), arguments: ProductGate.allCases)
    func product(_ gate: ProductGate) async throws {
        let cases = GateCase.all(of: gate)
        var text = "-- product.md --\n\(gate.runbook)-- prov.yml --\n\(gate.project)-- commands --\n"
        text += "$ " + GateProductTests.header.split(separator: "\n").joined(separator: "\n> ") + "\n\n"
        for (index, combination) in cases.enumerated() {
            text += "$ cp -a ../base ../c\(index); cd ../c\(index); \(combination.script)\n\n"
        }
        var runner = EndToEndRunner(
            binary: try #require(EndToEndRunner.builtBinary(), "there is no prov beside the tests"))
        runner.seconds = 450
        let results = try await runner.run(EndToEndScript(name: "\(gate)", text: text))
        #expect(results.first?.exitCode == 0, "\(results.first?.output ?? "")")
        #expect(results.count == cases.count + 1)
        for (combination, result) in zip(cases, results.dropFirst()) {
            let seen = result.output.split(separator: "\n").joined(separator: "\n")
            let wanted = GateOracle(combination).expected
            #expect(seen == wanted, "\(combination.name): \(combination.script)")
        }
    }

    @Test("the product covers every gate, mode and narrowing")
    func coverage() {
        let cases = ProductGate.allCases.flatMap(GateCase.all)
        #expect(Set(cases.map(\.mode)) == Set(GateCase.Mode.allCases))
        #expect(Set(cases.map(\.narrowing)) == Set(GateCase.Narrowing.allCases))
        #expect(cases.count > 200)
    }
}
