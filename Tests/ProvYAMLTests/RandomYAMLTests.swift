import ProvMarkdown
import ProvYAML
import Testing

@testable import ProvText

@Suite("YAML made at random", .timeLimit(.minutes(2)))
struct RandomYAMLTests {
    @Test("what was written is read, each node at its place", arguments: 0..<600 as Range<UInt64>)
    func readBack(seed: UInt64) throws {
        let made = RandomYAML(seed: seed)
        let node = try #require(try YAML.compose(made.text), "\(made.text)")
        #expect(RandomYAML.Written(node) == made.root, "\(made.text)")
    }

    @Test("as a part of a file it is read alike, with its places moved")
    func moved() throws {
        for seed in 0..<50 as Range<UInt64> {
            let made = RandomYAML(seed: seed)
            let here = try #require(try YAML.compose(made.text))
            let there = try #require(try YAML.compose(made.text, at: TextPosition(line: 8, column: 4)))
            func starts(_ node: YAMLNode) -> [TextPosition] {
                [node.range.start, node.range.end] + (node.sequence ?? []).flatMap(starts)
                    + node.pairs.flatMap { starts($0.key) + starts($0.value) }
            }
            #expect(starts(there) == starts(here).map { TextPosition(line: $0.line + 7, column: $0.column + 3) })
        }
    }

    @Test(
        "with bytes changed, lost and doubled it is read, or refused with a place in the text",
        arguments: 0..<24 as Range<UInt64>)
    func damaged(seed: UInt64) {
        var random = SeededNumbers(state: seed &+ 1000)
        let interesting =
            Array("\0\t\n\r []{},:#&*!|>'\"%@`-?\\~<=.".utf8) + [0xFF, 0xC3, 0xE2, 0x80, 0x85, 0xEF, 0xBB, 0xBF]
        for round in 0..<50 as Range<UInt64> {
            var bytes = Array(RandomYAML(seed: seed &* 50 &+ round).text.utf8)
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = interesting.randomElement(using: &random) ?? 0
                case 1: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
                case 2: if bytes.count > 1 { bytes.remove(at: place) }
                default: bytes = Array(bytes[..<place]) + bytes[(place / 2)...]
                }
            }
            expectEndsWell(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("random signs are read, or refused with a place in the text")
    func noise() {
        var random = SeededNumbers(state: 5)
        let signs = Array("ab \n\n:-?[]{},#&*!|>'\"%@\\~<é😀\u{85}\u{2028}\u{FEFF}\t\r\0")
        for _ in 0..<3000 {
            expectEndsWell(
                String(
                    (0..<Int.random(in: 1...40, using: &random)).map { _ in signs.randomElement(using: &random) ?? "a" }
                ))
        }
    }

    private func expectEndsWell(_ text: String) {
        for merging in [false, true] {
            do throws(YAMLError) { _ = try YAML.compose(text, merging: merging) } catch {
                let source = SourceText(path: "", text: text)
                #expect((1...source.lineStarts.count).contains(error.range.start.line), "\(text.debugDescription)")
                #expect(
                    (1...source.byteRange(ofLine: error.range.start.line).count + 2).contains(error.range.start.column),
                    "\(text.debugDescription)")
                #expect(!error.problem.isEmpty)
            }
        }
    }
}
