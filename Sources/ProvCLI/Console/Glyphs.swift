import ProvJournal

/// The signs of the terminal views: Unicode ones, or what ASCII has.
struct Glyphs: Sendable {
    var bar: String
    var running: String
    var spinner: [String]
    var dash: String
    var dots: String
    private var states: [StepState: String]

    func state(_ state: StepState) -> String { states[state] ?? "?" }

    static let unicode = Glyphs(
        bar: "│", running: "▶", spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"], dash: "—", dots: "…",
        states: [
            .proven: "✔", .satisfied: "=", .done: "●", .failed: "✘", .inDoubt: "?", .skipped: "»", .undone: "↶",
            .pending: "○",
            .notReached: "·", .running: "▶",
        ])
    static let ascii = Glyphs(
        bar: "|", running: ">", spinner: ["-", "\\", "|", "/"], dash: "-", dots: "...",
        states: [
            .proven: "+", .satisfied: "=", .done: "*", .failed: "!", .inDoubt: "?", .skipped: "-", .undone: "<",
            .pending: ".",
            .notReached: ".", .running: ">",
        ])

    /// What the locale's character set can show; POSIX's own locale is ASCII.
    static func fitting(_ environment: (String) -> String?) -> Glyphs {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(environment).first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8") ? unicode : ascii
    }
}
