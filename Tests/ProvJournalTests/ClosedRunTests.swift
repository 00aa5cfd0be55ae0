import Glibc
import Testing

@testable import ProvJournal
@testable import ProvSystem

/// A store of two closed runs of which one is altered, by who may write all of the store's files but not remake the
/// log.
private struct AlteredStore {
    enum Checksums: CaseIterable { case kept, removed, remade }

    let test: TestStore
    let id: String
    let other: String

    init() throws {
        test = try TestStore()
        id = try test.closedRun(
            output: String(repeating: "x", count: 5000), page: { _ in Array("<p>".utf8) },
            beforeClose: { log in
                try Files.makeFolder("\(log.directory)/approvals")
                try Files.replace(
                    "\(log.directory)/approvals/gate.json", with: Array("{}\n".utf8), isDurable: false, system: .real)
            })
        other = try test.closedRun()
    }

    var folder: String { test.files(id) }

    func remakeChecksums() throws {
        var names = try Files.names(in: folder).filter { $0.hasPrefix("journal-") || $0 == Seal.report }
        for part in ["outputs", "approvals"] where Files.isFolder("\(folder)/\(part)") {
            names += try Files.names(in: "\(folder)/\(part)").map { "\(part)/\($0)" }
        }
        let lines = try names.map { "\(ContentHash.hex(try Files.read("\(folder)/\($0)")))  \($0)\n" }
        try Files.replace("\(folder)/\(Seal.name)", with: Array(lines.joined().utf8), isDurable: false, system: .real)
    }

    func adapt(_ checksums: Checksums) throws {
        switch checksums {
        case .kept: break
        case .removed: try Files.remove("\(folder)/\(Seal.name)")
        case .remade: try remakeChecksums()
        }
    }

    /// Puts a file's old content back, with the checksums of then.
    func restoring(_ names: [String], _ work: () throws -> Void) throws {
        let kept = try (names + [Seal.name]).map { ("\(folder)/\($0)", try Files.read("\(folder)/\($0)")) }
        try work()
        for (path, bytes) in kept { try Files.replace(path, with: bytes, isDurable: false, system: .real) }
    }

    /// - Parameter isListed: whether a list, which does not read outputs again, has to know it too.
    func expectAltered(_ what: String, isListed: Bool = true) {
        do {
            let run = try test.store.load(id)
            #expect(
                !run.integrity.isWhole && run.report.verdict == .notWhole, "\(what): shown as \(run.report.verdict)")
        } catch {
            #expect(error.code == .corrupt, "\(what): \(error)")
        }
        let refused = #expect(throws: StoreError.self, "\(what): resumed") {
            try test.store.resume(id, user: "ada", toolVersion: "1")
        }
        #expect(refused?.code == .corrupt, "\(what): \(refused.map { "\($0)" } ?? "")")
        guard isListed, let ledger = try? test.store.ledger() else { return }
        #expect(
            (try? test.store.listing(ledger, limit: 9))?.first { $0.id == id }?.isDamaged == true,
            "\(what): listed as whole")
    }
}

@Suite struct ClosedRunTests {
    private static let journal = "journal-0001.jsonl"

    @Test func aRunThatNobodyTouchedIsWhole() throws {
        let store = try AlteredStore()
        #expect(try store.test.store.load(store.id).integrity.flaws == [])
        #expect(try store.test.store.verify().problems == [])
        try store.remakeChecksums()
        #expect(try store.test.store.verify().problems == [])
        let sums = String(decoding: try Files.read("\(store.folder)/\(Seal.name)"), as: UTF8.self)
        #expect(sums.contains("  report.html\n") && sums.contains("  approvals/gate.json\n"))
        #expect(try run(["sha256sum", "--quiet", "-c", Seal.name], in: store.folder).code == 0)
    }

    @Test(arguments: AlteredStore.Checksums.allCases) fileprivate func noShorterJournalIsAnInterruptedRun(
        _ checksums: AlteredStore.Checksums
    ) throws {
        let store = try AlteredStore()
        let path = "\(store.folder)/\(Self.journal)"
        let bytes = try Files.read(path)
        let lineEnds = bytes.indices.filter { bytes[$0] == 0x0A }.flatMap { [$0, $0 + 1] }
        for length in Set(lineEnds + Array(stride(from: 0, to: bytes.count, by: 61)) + (bytes.count - 90..<bytes.count))
            .sorted() where length < bytes.count
        {
            try store.restoring([Self.journal]) {
                try Files.replace(path, with: Array(bytes[..<length]), isDurable: false, system: .real)
                try store.adapt(checksums)
                store.expectAltered("cut to \(length) of \(bytes.count)")
            }
        }
    }

    @Test(arguments: AlteredStore.Checksums.allCases) fileprivate func noLongerJournalIsThatRun(
        _ checksums: AlteredStore.Checksums
    ) throws {
        let store = try AlteredStore()
        let path = "\(store.folder)/\(Self.journal)"
        let bytes = try Files.read(path)
        let other = try Files.read("\(store.test.files(store.other))/\(Self.journal)")
        let tails: [[UInt8]] = [
            [0x0A], [0], [UInt8](repeating: 0, count: 4096), Array("{".utf8), Array("{\"seq\":9".utf8), bytes, other,
        ]
        for tail in tails {
            try store.restoring([Self.journal]) {
                try Files.replace(path, with: bytes + tail, isDurable: false, system: .real)
                try store.adapt(checksums)
                store.expectAltered("\(tail.count) bytes more")
            }
            // The same as a segment of its own.
            try store.restoring([Self.journal]) {
                let second = "\(store.folder)/journal-0002.jsonl"
                try Files.replace(second, with: tail, isDurable: false, system: .real)
                defer { try? Files.remove(second) }
                try store.adapt(checksums)
                store.expectAltered("\(tail.count) bytes in a second segment")
            }
        }
    }

    @Test func everyFlippedBitOfEveryFileIsFound() throws {
        let store = try AlteredStore()
        var generator = SystemRandomNumberGenerator()
        let outputs = try Files.names(in: "\(store.folder)/outputs").map { "outputs/\($0)" }
        for name in [Self.journal, Seal.name, Seal.report, "approvals/gate.json"] + outputs {
            let path = "\(store.folder)/\(name)"
            let bytes = try Files.read(path)
            for checksums in AlteredStore.Checksums.allCases
            where checksums == .kept || name == Self.journal || name == outputs[0] {
                for _ in 0..<25 {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
                    try store.restoring([name]) {
                        var flipped = bytes
                        flipped[place] ^= bit
                        try Files.replace(path, with: flipped, isDurable: false, system: .real)
                        try store.adapt(checksums)
                        store.expectAltered("\(name), byte \(place), bit \(bit)", isListed: !name.hasPrefix("outputs/"))
                    }
                }
            }
        }
    }

    @Test(arguments: AlteredStore.Checksums.allCases) fileprivate func everyFileRemovedEmptiedLinkedOrRenamedIsFound(
        _ checksums: AlteredStore.Checksums
    ) throws {
        let store = try AlteredStore()
        let outputs = try Files.names(in: "\(store.folder)/outputs").map { "outputs/\($0)" }
        // What is in the checksums alone cannot be missed once they are made again.
        let names =
            [Self.journal] + outputs + (checksums == .kept ? [Seal.name, Seal.report, "approvals/gate.json"] : [])
        for name in names {
            let path = "\(store.folder)/\(name)"
            let moved = "\(store.test.folder.path)/moved"
            let acts: [(String, () throws -> Void)] = [
                ("removed", { try Files.remove(path) }),
                ("emptied", { try Files.replace(path, with: [], isDurable: false, system: .real) }),
                (
                    "linked",
                    {
                        try Files.rename(path, to: moved)
                        #expect(unsafe symlink(moved, path) == 0)
                    }
                ),
                ("renamed", { try Files.rename(path, to: path + ".old") }),
            ]
            for (what, act) in acts {
                try store.restoring([name]) {
                    try act()
                    if checksums != .kept, name != Seal.name { try? store.adapt(checksums) }
                    store.expectAltered("\(name) \(what)", isListed: what != "emptied" || !name.hasPrefix("outputs/"))
                    try Files.remove(path)
                    try? Files.remove(path + ".old")
                }
            }
        }
    }

    @Test func aFolderThatIsRemovedRenamedOrSwappedIsFound() throws {
        let removed = try AlteredStore()
        _ = try run(["rm", "-r", removed.folder])
        removed.expectAltered("removed")
        let swapped = try AlteredStore()
        let aside = swapped.test.folder.path + "/aside"
        _ = try run(["mv", swapped.folder, aside])
        _ = try run(["mv", swapped.test.files(swapped.other), swapped.folder])
        swapped.expectAltered("another run's folder")
        _ = try run(["mv", aside, swapped.test.files(swapped.other)])
        swapped.expectAltered("swapped")
        let copied = try AlteredStore()
        let copy = copied.test.store.newRunID()
        _ = try run(["cp", "-r", copied.folder, copied.test.files(copy)])
        #expect(try copied.test.store.load(copy).report.verdict == .notWhole)
        #expect(try copied.test.store.load(copied.id).report.verdict == .done)
    }

    @Test(arguments: ["removed", "emptied", "first entries cut", "last entry cut", "linked"])
    func aLogThatIsAlteredIsFound(_ what: String) throws {
        let store = try AlteredStore()
        let path = "\(store.test.store.path)/log"
        let lines = try Files.read(path).split(separator: 0x0A)
        func rewrite(_ lines: some Sequence<ArraySlice<UInt8>>) throws {
            try Files.replace(path, with: lines.flatMap { $0 + [0x0A] }, isDurable: false, system: .real)
        }
        switch what {
        case "removed": try Files.remove(path)
        case "emptied": try rewrite([])
        case "first entries cut": try rewrite(lines.dropFirst(2))
        case "last entry cut": try rewrite(lines.prefix(1))
        default:
            try Files.rename(path, to: path + ".moved")
            #expect(unsafe symlink(path + ".nowhere", path) == 0)
        }
        store.expectAltered("log \(what)")
    }

    @Test func everyFlippedBitOfTheLogIsFound() throws {
        let store = try AlteredStore()
        let path = "\(store.test.store.path)/log"
        let bytes = try Files.read(path)
        for place in stride(from: 0, to: bytes.count, by: 3) {
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(place % 8)
            try Files.replace(path, with: flipped, isDurable: false, system: .real)
            #expect(try !store.test.store.verify().isWhole, "byte \(place)")
            #expect(try !store.test.store.ledger().problems.isEmpty, "byte \(place)")
        }
    }

    /// Its last line, its checksums and the log's last entry: together they are what an open run looks like.
    @Test func aCloseThatIsCutEverywhereIsFoundBeforeAndAfterTheLogIsWrittenAgain() throws {
        let test = try TestStore()
        let id = try test.closedRun()
        for path in ["\(test.files(id))/\(Self.journal)", "\(test.store.path)/log"] {
            let lines = try Files.read(path).split(separator: 0x0A).dropLast()
            try Files.replace(path, with: lines.flatMap { $0 + [0x0A] }, isDurable: false, system: .real)
        }
        try Files.remove("\(test.files(id))/\(Seal.name)")
        func expectAltered(_ when: String) throws {
            #expect(try !test.store.ledger().problems.isEmpty, "\(when)")
            #expect(try !test.store.verify().isWhole, "\(when)")
            #expect(throws: StoreError.self, "\(when): resumed") {
                try test.store.resume(id, user: "ada", toolVersion: "1")
            }
            #expect((try? test.store.load(id))?.integrity.isWhole != true, "\(when): whole")
        }
        try expectAltered("before")
        let later = try test.closedRun()
        try expectAltered("after another run")
        #expect(try test.store.load(later).integrity.isWhole)
    }

    @Test func aRunThatWentOnAfterItsCloseIsNotCutBackToIt() throws {
        let store = try AlteredStore()
        do {
            let (_, log) = try store.test.store.resume(store.id, user: "ada", toolVersion: "1")
            try log.append(
                .stepIntended(StepIntended(key: .example("one", .run, 2), command: "true", interpreter: "shell")))
        }
        #expect(try store.test.store.load(store.id).report.verdict == .inDoubt)
        try Files.remove("\(store.folder)/journal-0002.jsonl")
        store.expectAltered("cut back to its close")
    }

    @Test func anOpenRunIsReadAndResumedWhereverItIsTorn() throws {
        let test = try TestStore()
        let id: String
        do {
            let log = try test.open()
            id = log.id
            try log.append(.plan(PlanRecorded(entries: [.example("one"), .example("two")])))
            try log.append(.stepIntended(StepIntended(key: .example(), command: "true", interpreter: "shell")))
            try log.append([
                .stepExited(StepExited(key: .example(), ending: .exit(0), seconds: 0.1)),
                .stepSettled(StepSettled(step: "one", host: "local", state: .done)),
            ])
        }
        let path = "\(test.files(id))/\(Self.journal)"
        let bytes = try Files.read(path)
        let first = try #require(bytes.firstIndex(of: 0x0A)) + 1
        for (number, length) in stride(from: first, through: bytes.count, by: 37).enumerated() {
            for tail in [[], [UInt8](repeating: 0, count: 100)] {
                try Files.replace(path, with: bytes[..<length] + tail, isDurable: false, system: .real)
                #expect(try test.store.load(id).integrity.flaws == [], "torn at \(length)")
            }
            guard number.isMultiple(of: 7) else { continue }
            let copy = "\(test.folder.path)/copy-\(number)"
            _ = try run(["cp", "-r", test.store.path, copy])
            let store = try Store(at: copy, context: .test())
            let (_, log) = try store.resume(id, user: "ada", toolVersion: "1")
            try log.close(
                RunClosed(verdict: .done, planned: 2, executed: 1, satisfied: 0, skipped: 0, failed: 0, seconds: 1))
            #expect(try store.verify().problems == [], "resumed at \(length)")
        }
    }
}
