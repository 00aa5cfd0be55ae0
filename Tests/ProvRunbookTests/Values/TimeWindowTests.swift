import ProvRunbook
import Testing

@Suite("Windows in which an environment may be changed")
struct TimeWindowTests {
    /// Monday, the second of March 2026, 00:00 UTC.
    static let monday = 1_772_409_600
    static let day = 86_400

    @Test(
        "days, hours, zone",
        arguments: [
            ("Mon-Fri 09:00-17:00 Europe/Berlin", Set(1...5), 540, 1020, "Europe/Berlin"),
            ("sat,sun 00:00-24:00", Set([6, 7]), 0, 1440, "UTC"),
            ("Fri-Mon 22:00-04:00 UTC", Set([5, 6, 7, 1]), 1320, 240, "UTC"),
            ("08:30-09:00", Set(1...7), 510, 540, "UTC"), ("daily 08:30-09:00", Set(1...7), 510, 540, "UTC"),
        ])
    func parses(text: String, days: Set<Int>, start: Int, end: Int, zone: String) throws {
        let window = try #require(TimeWindow.parse(text))
        #expect(window.days == days && window.start == start && window.end == end && window.zone == zone)
    }

    @Test(
        "anything else is no window",
        arguments: [
            "", "Mon", "Mon-Fri", "Monday 09:00-17:00", "Mon 9-17", "09:00-09:00", "09:00-25:00", "24:00-01:00",
            "09:00", "09:00-17:00 UTC x", "09:00-17:00 ../../etc/passwd",
            "Mon- 09:00-17:00", "09:00-17:60", "09:00-17:00 -0100",
        ])
    func refuses(text: String) { #expect(TimeWindow.parse(text) == nil) }

    @Test("open and closed, over midnight too")
    func open() throws {
        let office = try #require(TimeWindow.parse("Mon-Fri 09:00-17:00"))
        let night = try #require(TimeWindow.parse("Fri 22:00-04:00"))
        func at(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Int {
            Self.monday + (day - 1) * Self.day + hour * 3600 + minute * 60
        }
        #expect(office.isOpen(at: at(1, 9), offset: 0) && office.isOpen(at: at(5, 16, 59), offset: 0))
        #expect(
            !office.isOpen(at: at(1, 8, 59), offset: 0) && !office.isOpen(at: at(5, 17), offset: 0)
                && !office.isOpen(at: at(6, 12), offset: 0))
        #expect(office.isOpen(at: at(1, 8, 30), offset: 3600) && !office.isOpen(at: at(1, 9, 30), offset: -3600))
        #expect(night.isOpen(at: at(5, 23), offset: 0) && night.isOpen(at: at(6, 3, 59), offset: 0))
        #expect(
            !night.isOpen(at: at(5, 3), offset: 0) && !night.isOpen(at: at(6, 4), offset: 0)
                && !night.isOpen(at: at(6, 22), offset: 0))
    }

    @Test("the next opening, with summer time between")
    func next() async throws {
        let office = try #require(TimeWindow.parse("Mon-Fri 09:00-17:00 Europe/Berlin"))
        // On Sunday the 29th of March 2026, 01:00 UTC, Berlin goes from one hour east to two.
        let change = Self.monday + 27 * Self.day + 3600
        let berlin = { (moment: Int) in moment < change ? 3600 : 7200 }
        let friday = Self.monday + 25 * Self.day + 18 * 3600
        #expect(await office.nextOpening(after: friday, offset: berlin) == Self.monday + 28 * Self.day + 7 * 3600)
        let early = Self.monday + 6 * 3600
        #expect(await office.nextOpening(after: early, offset: berlin) == Self.monday + 8 * 3600)
        #expect(
            await office.nextOpening(after: Self.monday + 10 * 3600, offset: berlin) == Self.monday + Self.day + 8
                * 3600)
        #expect(office.clock(Self.monday + 8 * 3600, offset: 3600) == "Mon 09:00")
    }
}
