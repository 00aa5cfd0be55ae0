/// When an environment may be changed: `Mon-Fri 09:00-17:00 Europe/Berlin`.
package struct TimeWindow: Sendable, Equatable {
    /// As written.
    package var text: String
    /// 1 is Monday, 7 is Sunday.
    package var days: Set<Int>
    /// Minutes of the day; an end that is not after the start is on the next day.
    package var start: Int
    package var end: Int
    /// A name of the time zone database; `UTC` where none is written.
    package var zone: String

    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    package static let form = "Mon-Fri 09:00-17:00 Europe/Berlin"

    /// Days (`Mon-Fri`, `Sat,Sun`, `daily` or none for every day), two times of day, a zone; `nil` for anything else.
    package static func parse(_ text: String) -> TimeWindow? {
        var words = text.split(separator: " ")
        var days = Set(1...7)
        if let first = words.first, first.first?.isNumber != true {
            guard let named = parseDays(first.lowercased()) else { return nil }
            days = named
            words.removeFirst()
        }
        guard let hours = words.first?.split(separator: "-", omittingEmptySubsequences: false), hours.count == 2,
            words.count <= 2,
            let start = minutes(hours[0]), let end = minutes(hours[1]), start < 1440, start != end
        else { return nil }
        let zone = words.count == 2 ? String(words[1]) : "UTC"
        guard zone.first?.isLetter == true, !zone.contains(".."),
            zone.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/_+-".contains($0)) })
        else { return nil }
        return TimeWindow(text: text, days: days, start: start, end: end, zone: zone)
    }

    private static func parseDays(_ text: String) -> Set<Int>? {
        if text == "daily" { return Set(1...7) }
        var days: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { name in
                names.firstIndex(of: String(name))
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            // Fri-Mon goes over the end of the week.
            for day in first...(last < first ? last + 7 : last) { days.insert(day % 7 + 1) }
        }
        return days
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour < 24 || hour == 24 && minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    /// Whether it is open.
    ///
    /// - Parameters:
    ///   - moment: seconds since 1970.
    ///   - offset: the zone's, at that moment, in seconds east of Greenwich.
    package func isOpen(at moment: Int, offset: Int) -> Bool {
        let local = moment + offset
        let day = TimeWindow.weekday(local)
        let minute = TimeWindow.secondOfDay(local) / 60
        if start < end { return days.contains(day) && (start..<end).contains(minute) }
        return days.contains(day) && minute >= start || days.contains((day + 5) % 7 + 1) && minute < end
    }

    /// When it opens next, in seconds since 1970.
    ///
    /// - Parameter offset: the zone's at a moment; summer time may begin before the window does.
    package func nextOpening(after moment: Int, offset: (Int) async throws -> Int) async rethrows -> Int {
        let now = try await offset(moment)
        let midnight = moment + now - TimeWindow.secondOfDay(moment + now)
        for day in 0...8 {
            let local = midnight + day * 86_400 + start * 60
            guard days.contains(TimeWindow.weekday(local)), local - now > moment - 7200 else { continue }
            let opening = try await local - offset(local - now)
            if opening > moment { return opening }
        }
        return moment
    }

    private static func secondOfDay(_ local: Int) -> Int { ((local % 86_400) + 86_400) % 86_400 }

    /// The first of January 1970 was a Thursday.
    private static func weekday(_ local: Int) -> Int { (((local - secondOfDay(local)) / 86_400 + 3) % 7 + 7) % 7 + 1 }

    /// `Mon 09:00` of a moment, in the window's zone.
    package func clock(_ moment: Int, offset: Int) -> String {
        let local = moment + offset
        let minute = TimeWindow.secondOfDay(local) / 60
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return
            """
            \(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][TimeWindow.weekday(local) - 1]) \
            \(two(minute / 60)):\(two(minute % 60))
            """
    }
}
