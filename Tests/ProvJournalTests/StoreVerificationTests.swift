import Testing

@testable import ProvJournal
@testable import ProvSystem

@Suite struct StoreVerificationTests {
    @Test func aStoreThatNobodyTouchedIsWhole() throws {
        let test = try TestStore()
        for _ in 0..<5 { _ = try test.closedRun(output: String(repeating: "x", count: 5000)) }
        let verification = try test.store.verify()
        #expect(verification.problems == [])
        #expect(verification.runs == 5)
        #expect(try test.store.ledger().count == 10)
    }

    @Test func aRemovedRunIsNamed() throws {
        let test = try TestStore()
        let first = try test.closedRun()
        _ = try test.closedRun()
        _ = try run(["rm", "-r", test.files(first)])
        let problems = try test.store.verify().problems
        #expect(problems.map(\.run) == [first])
        #expect(problems[0].what.contains("is missing"))
    }

    @Test func aRemovedEntryOfTheLogIsNamedByLaterRuns() throws {
        let test = try TestStore()
        let first = try test.closedRun()
        let second = try test.closedRun()
        let path = "\(test.store.path)/log"
        let lines = String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n")
        let rewritten = lines.dropFirst(2).joined(separator: "\n") + "\n"
        try Files.replace(path, with: Array(rewritten.utf8), isDurable: false, system: .real)
        _ = try run(["rm", "-r", test.files(first)])
        let problems = try test.store.verify().problems
        #expect(
            problems.contains {
                $0.run == nil && $0.what == "line 1 of the store's log is not a valid entry, or was moved"
            })
        #expect(problems.contains { $0.run == second })
        // The next run finds the log shorter than it was and says so in its own record.
        let third = try test.closedRun()
        let found = try test.store.load(third).report.problems
        #expect(
            found.count == 1 && found[0].hasPrefix("the store's log is ")
                && found[0].hasSuffix("entries were removed from it"))
    }

    @Test func anEntryOfTheLogThatWasChangedIsNamedByTheRunsAfterIt() throws {
        let test = try TestStore()
        let runs = try (0..<3).map { _ in try test.closedRun() }
        let path = "\(test.store.path)/log"
        // Only the log says when a run was opened there; whoever rewrites it takes the note of its length away too.
        let log = String(decoding: try Files.read(path), as: UTF8.self)
        let place = try #require(log.firstRange(of: "\"wall\":\"20"))
        let rewritten = log[..<place.lowerBound] + "\"wall\":\"19" + log[place.upperBound...]
        try Files.replace(path, with: Array(rewritten.utf8), isDurable: false, system: .real)
        try Files.remove("\(test.store.path)/log.checkpoint")
        #expect(
            try test.store.verify().problems.map(\.description) == [
                "run \(runs[1]): the first 2 entries of the store's log changed after it was opened",
                "run \(runs[2]): the first 4 entries of the store's log changed after it was opened",
            ])
    }

    @Test func aRunThatTheLogDoesNotKnowIsNamed() throws {
        let test = try TestStore()
        let id = try test.closedRun()
        let copy = test.store.newRunID()
        _ = try run(["cp", "-r", test.files(id), test.files(copy)])
        let problems = try test.store.verify().problems
        #expect(
            problems.map(\.description) == [
                "run \(copy): the folder is named \(copy), but contains the record of run \(id)",
                "run \(copy): the run is not in the store's log",
            ])
    }

    @Test func changedOutputsSegmentsAndSealsAreNamed() throws {
        let test = try TestStore()
        let id = try test.closedRun(output: String(repeating: "x", count: 5000))
        let hash = ContentHash.hex([UInt8](repeating: UInt8(ascii: "x"), count: 5000))
        let output = "\(test.files(id))/outputs/\(hash)"
        try Files.replace(output, with: [1], isDurable: false, system: .real)
        #expect(
            try test.store.verify().problems.first?.what
                == "the content of outputs/\(hash) does not match its name")
        #expect(throws: StoreError.self) { try test.store.load(id).stored(hash) }
        try Files.remove(output)
        #expect(try test.store.verify().problems.first?.what == "outputs/\(hash) is missing")
        try Files.remove("\(test.files(id))/SHA256SUMS")
        #expect(try test.store.verify().problems.map(\.what).contains("it was closed, but SHA256SUMS is missing"))
    }

    @Test func aJournalThatWasCutAfterItsCloseIsNamed() throws {
        let test = try TestStore()
        let id = try test.closedRun()
        let path = "\(test.files(id))/journal-0001.jsonl"
        let lines = try Files.read(path).split(separator: 0x0A)
        try Files.replace(
            path, with: Array(lines.dropLast().joined(separator: [0x0A])) + [0x0A], isDurable: false, system: .real)
        let problems = try test.store.verify().problems
        #expect(
            problems.contains {
                $0.what.hasPrefix("its closing line of ") && $0.what.hasSuffix(" is missing")
            })
    }

    @Test func aTornLogIsMendedAndSaidSo() throws {
        let test = try TestStore()
        _ = try test.closedRun()
        let path = "\(test.store.path)/log"
        try Files.replace(path, with: try Files.read(path) + Array("{\"n\":2".utf8), isDurable: false, system: .real)
        #expect(
            try test.store.verify().problems.map(\.what) == ["the store's log ends in 6 bytes of an incomplete entry"])
        let id = try test.closedRun()
        #expect(
            try test.store.load(id).report.problems == [
                "an entry of the store's log was cut off in writing; its 6 bytes were removed"
            ])
        #expect(try test.store.verify().problems == [])
    }

    @Test func theCheckpointOfTheLogIsOnlyACache() throws {
        let test = try TestStore()
        for _ in 0..<3 { _ = try test.closedRun() }
        let checkpoint = "\(test.store.path)/log.checkpoint"
        for damage in [[], Array("{\"size\":7,\"bytes\":1,\"peaks\":[]}".utf8)] as [[UInt8]] {
            try Files.replace(checkpoint, with: damage, isDurable: false, system: .real)
            _ = try test.closedRun()
            #expect(try test.store.verify().problems == [])
        }
        try Files.remove(checkpoint)
        _ = try test.closedRun()
        #expect(try test.store.verify().problems == [])
    }
}

@Suite struct MerkleTreeTests {
    /// The leaves and roots of certificate-transparency's own tests.
    static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F],
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    private let hashes = leaves.map(MerkleTree.leafHash)

    @Test func rootsAreThoseOfTheStandard() {
        for size in 0...8 { #expect(Hexadecimal.text(MerkleTree.root(hashes.prefix(size))) == Self.roots[size]) }
    }

    @Test func everyLeafIsProvenToBeIncluded() {
        let many = (0..<33).map { MerkleTree.leafHash([UInt8($0)]) }
        for size in 1...33 {
            let tree = many.prefix(size)
            let root = MerkleTree.root(tree)
            for index in 0..<size {
                let proof = MerkleTree.inclusionProof(of: index, in: tree)
                #expect(MerkleTree.isIncluded(leaf: many[index], index: index, size: size, proof: proof, root: root))
                #expect(
                    !MerkleTree.isIncluded(
                        leaf: MerkleTree.leafHash([99]), index: index, size: size, proof: proof, root: root))
                #expect(
                    !MerkleTree.isIncluded(
                        leaf: many[index], index: index, size: size, proof: proof + [root], root: root))
                if size > 1 {
                    #expect(
                        !MerkleTree.isIncluded(
                            leaf: many[index], index: (index + 1) % size, size: size, proof: proof, root: root))
                }
            }
        }
    }

    @Test func everyPrefixIsProvenToBeConsistent() {
        let many = (0..<20).map { MerkleTree.leafHash([UInt8($0)]) }
        for new in 1...20 {
            for old in 1...new {
                let proof = MerkleTree.consistencyProof(from: old, in: many.prefix(new))
                let (oldRoot, newRoot) = (MerkleTree.root(many.prefix(old)), MerkleTree.root(many.prefix(new)))
                #expect(
                    MerkleTree.isConsistent(
                        oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: newRoot, proof: proof))
                let forged = MerkleTree.root([MerkleTree.leafHash([77])] + many.prefix(old).dropFirst())
                #expect(
                    !MerkleTree.isConsistent(
                        oldSize: old, oldRoot: forged, newSize: new, newRoot: newRoot, proof: proof))
            }
        }
    }
}

@Suite struct ULIDTests {
    @Test func isTheSpecificationsForm() {
        let text = ULID.make(milliseconds: 1_469_918_176_385, random: [UInt8](repeating: 0xFF, count: 10))
        #expect(text == "01ARYZ6S41ZZZZZZZZZZZZZZZZ")
        #expect(ULID.isValid(text))
        #expect(!ULID.isValid("81ARYZ6S41ZZZZZZZZZZZZZZZZ"))
        #expect(!ULID.isValid("01ARYZ6S41ZZZZZZZZZZZZZZZ"))
        #expect(!ULID.isValid("../../../../etc/passwd0000"))
        #expect(ULID.make(milliseconds: 0, random: []) == "00000000000000000000000000")
    }

    @Test func sortsByTime() {
        let names = (0..<50).map {
            ULID.make(
                milliseconds: 1_795_230_855_926 + $0 * 977, random: (0..<10).map { _ in UInt8.random(in: 0...255) })
        }
        #expect(names == names.sorted())
    }
}
