@testable import ProvEngine
import FoundationEssentials
import ProvHosts
import ProvRunbook
import Testing

@Suite("The lock of an environment on a host")
struct HostLockTests {
    let environment = "test \(UUID().uuidString)"

    func lock(_ run: String, breaks: Bool = false) -> HostLock {
        HostLock(environment: environment, run: run, user: "o'brien", machine: "deploy1", breaks: breaks)
    }

    func ask(_ shell: [String], _ script: String) async throws -> [String: String] {
        let answer = try await OneShot.run(shell + ["-c", script])
        return Facts.parse(String(decoding: answer.stdout, as: UTF8.self))
    }

    @Test("one takes it, others are told who, its own run may ask again, a broken one changes hands", arguments: [["bash"], ["dash"], ["busybox", "sh"]])
    func exchange(shell: [String]) async throws {
        #expect(HostLock.answer(try await ask(shell, lock("ONE").take)) == .taken)
        #expect(HostLock.answer(try await ask(shell, lock("ONE").take)) == .taken)
        guard case .held(let holder) = HostLock.answer(try await ask(shell, lock("TWO").take)) else {
            Issue.record("two took it")
            return
        }
        #expect(holder.hasPrefix("o'brien on deploy1 (run ONE) for "))
        _ = try await ask(shell, lock("TWO").release)
        guard case .broken(let before) = HostLock.answer(try await ask(shell, lock("TWO", breaks: true).take)) else {
            Issue.record("two could not break it")
            return
        }
        #expect(before.hasPrefix("o'brien on deploy1 (run ONE)"))
        _ = try await ask(shell, lock("ONE").release)
        guard case .held = HostLock.answer(try await ask(shell, lock("ONE").take)) else {
            Issue.record("one gave back what was no longer its own")
            return
        }
        _ = try await ask(shell, lock("TWO").release)
        #expect(HostLock.answer(try await ask(shell, lock("ONE").take)) == .taken)
        _ = try await ask(shell, lock("ONE").release)
    }

    @Test("of six at once one takes it")
    func race() async throws {
        let taken = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<6 {
                group.addTask { HostLock.answer(try await ask(["dash"], lock("RUN\(number)").take)) == .taken ? "RUN\(number)" : nil }
            }
            return try await group.reduce(into: [String]()) { if let run = $1 { $0.append(run) } }
        }
        #expect(taken.count == 1)
        for run in taken { _ = try await ask(["dash"], lock(run).release) }
    }

    @Test("a host that gives no answer locks nobody out")
    func silence() { #expect(HostLock.answer([:]) == .impossible("the host gave no answer")) }
}
