import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvText

/// Whatever the bytes of a file are and however they are cut, they come back.
@Suite struct FileMaskTests {
    private let masker = Masker(secrets: [
        Secret(name: "PW", value: Array("hunter2-long".utf8)),
        Secret(name: "BIN", value: [0xFF, 0x01, 0xFE, 0x5B, 0x80, 0x02]),
    ])

    private static let parts: [[UInt8]] = [
        Array("[masked:".utf8), Array("[masked:PW]".utf8), Array("[masked:|]".utf8), Array("[masked:PW|json.1]".utf8),
        Array("[mas".utf8), Array("[".utf8),
        Array("]".utf8), Array("hunter2-long".utf8), Array("hunter2".utf8), [0xFF, 0x01, 0xFE, 0x5B, 0x80, 0x02], [0],
        [0xE9], [0x0A], Array("text ".utf8),
    ]

    private func mask(_ bytes: [UInt8], by size: Int, _ masker: Masker) -> [UInt8] {
        var mask = masker.fileStream()
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            result += mask.feed(bytes[start..<min(bytes.count, start + size)])
        }
        return result + mask.finish()
    }

    private func unmask(_ bytes: [UInt8], by size: Int, _ masker: Masker) -> (bytes: [UInt8], unresolved: [String]) {
        var unmask = masker.unmaskStream()
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            result += unmask.feed(bytes[start..<min(bytes.count, start + size)])
        }
        result += unmask.finish()
        return (result, unmask.unresolved)
    }

    @Test(arguments: [1, 2, 3, 7, 64, 100_000]) func randomBytesComeBack(size: Int) {
        for _ in 0..<200 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...30) {
                bytes +=
                    Bool.random()
                    ? FileMaskTests.parts.randomElement() ?? []
                    : (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255) }
            }
            let masked = mask(bytes, by: size, masker)
            #expect(masker.firstOccurrence(in: masked) == nil)
            let restored = unmask(masked, by: Int.random(in: 1...50), masker)
            #expect(restored.unresolved == [] && restored.bytes == bytes, "\(bytes)")
        }
    }

    @Test func withoutSecretsTheBytesAreKeptAsTheyAre() {
        let bytes = (0..<100_000).map { _ in UInt8.random(in: 0...255) }.filter { $0 != UInt8(ascii: "[") }
        #expect(mask(bytes, by: 1000, Masker(secrets: [])) == bytes)
    }

    @Test func aMaskThatNothingStandsBehindIsTold() {
        #expect(unmask(Array("[masked:GONE]".utf8), by: 4, masker).unresolved == ["[masked:GONE]"])
    }
}
