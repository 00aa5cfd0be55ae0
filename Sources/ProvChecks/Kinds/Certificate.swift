import ProvText

/// A certificate as `openssl x509 -text` shows it.
struct Certificate {
    /// Seconds since 1970.
    var notBefore: Int
    var notAfter: Int
    /// The host's clock.
    var now: Int
    var issuer: String
    /// The alternative names, or the common name where there are none.
    var names: [String]

    init?(_ answer: CheckAnswer) {
        guard let now = answer["now"].flatMap({ Int($0) }) else { return nil }
        let lines = answer.output.split(separator: ASCII.newline).map {
            OutputText.trimmed(String(decoding: $0, as: UTF8.self))
        }
        func value(_ label: String) -> String? {
            lines.first { $0.hasPrefix(label) }.map { OutputText.trimmed(String($0.dropFirst(label.count))) }
        }
        guard let notBefore = value("Not Before:").flatMap(Certificate.seconds),
            let notAfter = value("Not After :").flatMap(Certificate.seconds)
        else { return nil }
        self.now = now
        self.notBefore = notBefore
        self.notAfter = notAfter
        issuer = value("Issuer:") ?? ""
        var names: [String] = []
        if let index = lines.firstIndex(where: { $0.hasPrefix("X509v3 Subject Alternative Name") }),
            index + 1 < lines.count
        {
            names = lines[index + 1].split(separator: ", ").compactMap { part in
                ["DNS:", "IP Address:", "email:", "URI:"].first { part.hasPrefix($0) }.map {
                    String(part.dropFirst($0.count))
                }
            }
        }
        self.names = names.isEmpty ? Certificate.commonName(value("Subject:") ?? "").map { [$0] } ?? [] : names
    }

    var daysLeft: Int { Int((Double(notAfter - now) / 86_400).rounded(.down)) }
    var isValid: Bool { notBefore <= now && now < notAfter }

    /// In words: `valid until 2026-12-03, 12 days more`.
    var validity: String {
        if now < notBefore { return "valid only from \(Certificate.date(notBefore))" }
        if now >= notAfter { return "expired on \(Certificate.date(notAfter))" }
        return "valid until \(Certificate.date(notAfter)), for \(daysLeft) more days"
    }

    /// A `*` stands for one label at the left (RFC 6125).
    func isFor(_ name: String) -> Bool {
        let wanted = name.lowercased()
        if let address = IPAddress(wanted) { return names.contains { IPAddress($0) == address } }
        return names.contains { pattern in
            let pattern = pattern.lowercased()
            if pattern == wanted { return true }
            guard pattern.hasPrefix("*."), let dot = wanted.firstIndex(of: "."), dot != wanted.startIndex else {
                return false
            }
            return wanted[dot...] == pattern.dropFirst()
        }
    }

    private static func commonName(_ subject: String) -> String? {
        subject.firstMatch(of: /(?:^|[,\/] ?)CN ?= ?([^,\/]+)/).map { String($0.1) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Nov  1 03:50:00 2026 GMT`
    private static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count >= 4, let month = months.firstIndex(of: String(parts[0])), let day = Int(parts[1]),
            let year = Int(parts[3])
        else { return nil }
        let clock = parts[2].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        return days(year, month + 1, day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// Days since 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ seconds: Int) -> String {
        let z = Int((Double(seconds) / 86_400).rounded(.down)) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(padded(month))-\(padded(dayOfYear - (153 * shifted + 2) / 5 + 1))"
    }
}
