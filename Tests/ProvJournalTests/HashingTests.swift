import Testing

@testable import ProvJournal

/// Digests are those of the standards.
@Suite("Hashes")
struct HashingTests {
    @Test(
        "SHA-256 of FIPS 180's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func standard(_ text: String, _ digest: String) { #expect(ContentHash.hex(Array(text.utf8)) == digest) }

    @Test(
        "a million letters, of FIPS 180 too, at once and in pieces of any size", arguments: [1_000_000, 65_537, 1000])
    func million(piece: Int) {
        var hasher = ContentHasher()
        for start in stride(from: 0, to: 1_000_000, by: piece) {
            hasher.update([UInt8](repeating: 0x61, count: min(piece, 1_000_000 - start)))
        }
        #expect(hasher.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("the pieces that bytes come in make no difference, and asking for the digest does not end it")
    func pieces() {
        let bytes = (0..<10_000).map { _ in UInt8.random(in: 0...255) }
        for _ in 0..<100 {
            var hasher = ContentHasher()
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...300))
                hasher.update(piece)
                rest = rest.dropFirst(piece.count)
                if Int.random(in: 0..<20) == 0 {
                    #expect(hasher.digest == ContentHash.digest(Array(bytes[..<rest.startIndex])))
                }
            }
            #expect(hasher.digest == ContentHash.digest(bytes))
            #expect(hasher.byteCount == bytes.count)
        }
    }

    @Test("a copy goes its own way")
    func copies() {
        var one = ContentHasher()
        one.update(Array("a".utf8))
        var other = one
        other.update(Array("b".utf8))
        one.update(Array("c".utf8))
        #expect(one.hex == ContentHash.hex(Array("ac".utf8)))
        #expect(other.hex == ContentHash.hex(Array("ab".utf8)))
    }

    @Test(
        "HMAC of RFC 4231's cases",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func keyed(_ key: [UInt8], _ text: String, _ digest: String) {
        #expect(ContentHash.keyedHex(Array(text.utf8), key: key) == digest)
    }
}
