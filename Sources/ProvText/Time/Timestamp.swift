/// RFC 3339 in UTC with milliseconds, as in `2026-11-21T03:14:15.926Z`.
package enum Timestamp {
    /// The time that is so many milliseconds after the beginning of 1970.
    package static func text(milliseconds: Int) -> String {
        String(decoding: bytes(milliseconds: milliseconds), as: UTF8.self)
    }

    /// The same in ASCII, as the journal has it.
    package static func bytes(milliseconds: Int) -> [UInt8] {
        let (days, inDay) = divide(milliseconds, by: 86_400_000)
        let (year, month, day) = civil(days: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func append(_ value: Int, _ width: Int, _ suffix: Unicode.Scalar) {
            let digits = Array(String(abs(value)).utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count)))
            bytes.append(contentsOf: digits)
            bytes.append(UInt8(ascii: suffix))
        }
        append(year, 4, "-")
        append(month, 2, "-")
        append(day, 2, "T")
        append(inDay / 3_600_000, 2, ":")
        append(inDay / 60_000 % 60, 2, ":")
        append(inDay / 1000 % 60, 2, ".")
        append(inDay % 1000, 3, "Z")
        return bytes
    }

    /// Milliseconds since 1970; `nil` for anything that is not of this exact form.
    package static func milliseconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 24, bytes.last == UInt8(ascii: "Z") else { return nil }
        let yearWidth = bytes.count - 20
        func number(_ start: Int, _ width: Int) -> Int? {
            var value = 0
            for byte in bytes[start..<start + width] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), value < 1_000_000_000 else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        let at = yearWidth
        for (offset, mark) in [(0, "-"), (3, "-"), (6, "T"), (9, ":"), (12, ":"), (15, ".")] {
            guard bytes[at + offset] == mark.utf8.first else { return nil }
        }
        guard let year = number(0, yearWidth), let month = number(at + 1, 2), let day = number(at + 4, 2),
            let hour = number(at + 7, 2), let minute = number(at + 10, 2), let second = number(at + 13, 2),
            let fraction = number(at + 16, 3), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 61,
            year < 1_000_000
        else { return nil }
        return ((days(year: year, month: month, day: day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000
            + fraction
    }

    private static func divide(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Days since 1970 to a date of the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = divide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let (era, yearOfEra) = divide(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
