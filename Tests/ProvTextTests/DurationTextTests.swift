import Testing

@testable import ProvText

@Suite("Durations as text")
struct DurationTextTests {
    @Test(
        "what is read",
        arguments: [
            ("250ms", .milliseconds(250)), ("90s", .seconds(90)), ("5m", .seconds(300)), ("1h30m", .seconds(5400)),
            ("1h 30m", .seconds(5400)), ("2d", .seconds(172_800)), ("1.5h", .seconds(5400)), ("1w", .seconds(604_800)),
            ("30", .seconds(30)), ("0", .zero), ("0.5", .milliseconds(500)), (" 5m ", .seconds(300)),
            ("5 minutes", .seconds(300)), ("1 hour 30 mins", .seconds(5400)), ("2 sec", .seconds(2)), ("0s", .zero),
        ] as [(String, Duration)])
    func reads(text: String, duration: Duration) { #expect(Duration.parse(text) == duration) }

    @Test(
        "what is none",
        arguments: [
            "", " ", "soon", "m", "-5s", "5x", "5 5", "1h30", "1.s", ".5s", "1..5s", "5m!", "1e3s", "5M",
            "99999999999999999999d", "1001 weeks 100000 weeks", "5s5", "∞",
        ])
    func refuses(text: String) { #expect(Duration.parse(text) == nil) }

    @Test(
        "what is shown, and read back",
        arguments: [
            (.zero, "0s"), (.milliseconds(1), "1ms"), (.milliseconds(999), "999ms"), (.seconds(1), "1s"),
            (.milliseconds(1250), "1.2s"), (.milliseconds(1050), "1s"), (.seconds(59), "59s"),
            (.seconds(60), "1m"), (.seconds(90), "1m 30s"), (.seconds(3600), "1h"), (.seconds(7500), "2h 5m"),
            (.seconds(86_400), "1d"), (.seconds(90_000), "1d 1h"), (.seconds(-5), "-5s"), (.microseconds(10), "0s"),
        ] as [(Duration, String)])
    func shows(duration: Duration, text: String) {
        #expect(duration.runbookText == text)
        if duration >= .zero { #expect(Duration.parse(text)?.runbookText == text) }
    }
}
