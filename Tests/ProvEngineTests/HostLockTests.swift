import FoundationEssentials
import ProvHosts
import ProvRunbook
import Testing

@testable import ProvEngine

@Suite("The lock of a host", .serialized)
struct HostLockTests {
    /// Stands for the host's folder of locks.
    let folder = "/tmp/prov-lock-test-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    func lock(_ run: String, breaks: HostLock.Breaking = .nobody, process: ProcessIdentity = .current) -> HostLock {
        HostLock(run: run, user: "o'brien", machine: "deploy1", process: process, breaks: breaks)
    }

    /// Runs a text where the folder stands for /run/lock.
    func ask(_ shell: [String], _ script: String) async throws -> [String: String] {
        let answer = try await OneShot.run(
            shell + ["-c", "PROV_LOCKS=\(folder); set --; " + script + #"; [ $# = 0 ] || rm -rf -- "$@""#])
        return HostFacts.parse(String(decoding: answer.stdout, as: UTF8.self))
    }

    private func holder(_ answer: HostLock.Answer) -> HostLock.Holder? {
        switch answer {
        case .held(let holder), .broken(let holder): holder
        case .taken, .impossible: nil
        }
    }

    @Test(
        "one takes it, others are told who, its own run may ask again, a broken one changes hands",
        arguments: [["bash"], ["dash"], ["busybox", "sh"]])
    func exchange(shell: [String]) async throws {
        #expect(HostLock.answer(try await ask(shell, lock("ONE").take)) == .taken)
        #expect(HostLock.answer(try await ask(shell, lock("ONE").take)) == .taken)
        let held = HostLock.answer(try await ask(shell, lock("TWO").take))
        guard case .held(let first) = held else { return #expect(Bool(false), "two took it") }
        #expect(first.text.hasPrefix("o'brien on deploy1 (run ONE) for "))
        #expect(first.process == .current)
        _ = try await ask(shell, lock("TWO").release)
        let broken = HostLock.answer(try await ask(shell, lock("TWO", breaks: .everybody).take))
        guard case .broken(let before) = broken else {
            return #expect(Bool(false), "two could not break it: \(broken)")
        }
        #expect(before.run == "ONE")
        _ = try await ask(shell, lock("ONE").release)
        #expect(
            holder(HostLock.answer(try await ask(shell, lock("ONE").take)))?.run == "TWO",
            "one gave back what was no longer its own")
        _ = try await ask(shell, lock("TWO").release)
        #expect(HostLock.answer(try await ask(shell, lock("ONE").take)) == .taken)
        _ = try await ask(shell, lock("ONE").release)
    }

    @Test("a lock of a process of this machine that has ended is known as such, and taken over from that run alone")
    func gone() async throws {
        var dead = ProcessIdentity.current
        dead.started += 1
        _ = try await ask(["dash"], lock("DEAD", process: dead).take)
        let held = holder(HostLock.answer(try await ask(["dash"], lock("NEW").take)))
        #expect(held?.process?.isGone == true)
        #expect(ProcessIdentity.current.isGone == false)
        var elsewhere = dead
        elsewhere.bootID = "another boot"
        #expect(elsewhere.isGone == false)
        #expect(
            holder(HostLock.answer(try await ask(["dash"], lock("NEW", breaks: .only(run: "OTHER")).take)))?.run
                == "DEAD")
        guard case .broken = HostLock.answer(try await ask(["dash"], lock("NEW", breaks: .only(run: "DEAD")).take))
        else {
            return #expect(Bool(false), "it was not taken over")
        }
        #expect(holder(HostLock.answer(try await ask(["dash"], lock("THIRD").take)))?.run == "NEW")
    }

    @Test("a resumed run puts its own process into the lock of its earlier segment")
    func resumed() async throws {
        var dead = ProcessIdentity.current
        dead.started += 1
        dead.pid += 1_000_000
        _ = try await ask(["dash"], lock("RUN", process: dead).take)
        #expect(HostLock.answer(try await ask(["dash"], lock("RUN").take)) == .taken)
        #expect(holder(HostLock.answer(try await ask(["dash"], lock("NEW").take)))?.process == .current)
    }

    @Test("of six at once one takes it")
    func race() async throws {
        let taken = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<6 {
                group.addTask {
                    HostLock.answer(try await ask(["dash"], lock("RUN\(number)").take)) == .taken ? "RUN\(number)" : nil
                }
            }
            return try await group.reduce(into: [String]()) { if let run = $1 { $0.append(run) } }
        }
        #expect(taken.count == 1)
    }

    @Test("a host that gives no answer locks nobody out")
    func silence() { #expect(HostLock.answer([:]) == .impossible("no answer from the host")) }
}
