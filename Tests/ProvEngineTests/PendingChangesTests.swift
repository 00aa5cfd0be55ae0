import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("What a step with when-changed has still to follow")
struct PendingChangesTests {
    private let text = """
        ```bash {name=config}
        true
        ```
        ```bash {name=unit}
        true
        ```
        ```bash {name=restart when-changed=config,unit}
        true
        ```
        """
    private let restart = StepID("restart")

    private func made(_ before: [ChangeHistory.Place: [FollowedChange]] = [:]) throws -> PendingChanges {
        let fixture = try RunFixture()
        return PendingChanges(try fixture.plan(text), before: before)
    }

    private func names(_ pending: PendingChanges) -> [String]? {
        pending.changes(for: restart, on: PlanHosts.localName)?.compactMap(\.step)
    }

    @Test("a step that runs, is fixed or undone is followed, each once; a check changes nothing")
    func noted() throws {
        for action in [ActionKey.Action.run, .fix, .undo] {
            var pending = try made()
            #expect(names(pending) == [])
            pending.note("config", on: PlanHosts.localName, action)
            pending.note("config", on: PlanHosts.localName, action)
            #expect(names(pending) == ["config"])
        }
        for action in [ActionKey.Action.check, .requires] {
            var pending = try made()
            pending.note("config", on: PlanHosts.localName, action)
            #expect(names(pending) == [])
        }
    }

    @Test("what changed while it ran is followed by its next run, and nothing else")
    func meanwhile() throws {
        var pending = try made()
        pending.note("config", on: PlanHosts.localName, .run)
        let followed = try #require(pending.changes(for: restart, on: PlanHosts.localName))
        pending.note("unit", on: PlanHosts.localName, .run)
        pending.follow(followed, by: restart, on: PlanHosts.localName)
        #expect(names(pending) == ["unit"])
    }

    @Test("what an earlier run left to be followed is, until the step changes again in this one")
    func earlier() throws {
        let place = ChangeHistory.Place(step: "restart", host: PlanHosts.localName)
        var pending = try made([place: [FollowedChange(step: "config", run: "R")]])
        #expect(pending.changes(for: restart, on: PlanHosts.localName) == [FollowedChange(step: "config", run: "R")])
        pending.note("config", on: PlanHosts.localName, .run)
        #expect(pending.changes(for: restart, on: PlanHosts.localName) == [FollowedChange(step: "config")])
    }

    @Test("a step without when-changed has nothing to follow, which is not the same as no change")
    func others() throws {
        #expect(try made().changes(for: StepID("config"), on: PlanHosts.localName) == nil)
        #expect(try made().changes(for: restart, on: "elsewhere") == [])
    }

    @Test("changes in words")
    func words() {
        let changes = [
            FollowedChange(step: "unit"), FollowedChange(step: "config"), FollowedChange(step: "config", run: "R"),
            FollowedChange(step: nil, run: "S"),
        ]
        #expect(
            changes.sentence
                == "because config and unit changed, config changed in run R, the record of run S cannot be read")
    }
}
