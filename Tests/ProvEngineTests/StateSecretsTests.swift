import ProvJournal
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("Secrets in the state of a shell")
struct StateSecretsTests {
    @Test("a variable is kept as a known secret only where it has its bytes")
    func anotherForm() {
        let (composed, decomposed) = ("passw\u{F6}rt-1234", "passwo\u{308}rt-1234")
        let masker = Masker(secrets: [Secret(name: "PASSWORD", value: composed)])
        func kept(_ value: String) -> KeptState {
            let state = "declare -- PASSWORD=\"\(value)\"\ndeclare -- copy=\"is \(value)\"\n"
            return StateSecrets.withheld(in: state, masker: masker) { _ in "proof" }
        }
        #expect(kept(composed).withheld.isEmpty)
        let other = kept(decomposed)
        #expect(other.withheld.map(\.name) == ["PASSWORD", "copy"])
        #expect(!other.text.has(decomposed))
        #expect(!masker.mask("it is \(decomposed)").has(decomposed))
    }
}
