import Testing

/// What is recorded, shown or signed is masked where it goes out, and nowhere before.
@Suite("Masking happens at the doors")
struct MaskingPlacesTests {
    /// The doors, and what goes through each.
    private static let doors: [String: String] = [
        "Sources/ProvJournal/Store/RunLog.swift": "events of the journal",
        "Sources/ProvJournal/Store/Store.swift": "the first event of a run",
        "Sources/ProvEngine/Context/RunContext.swift": "what observers of a run see",
        "Sources/ProvEngine/Record/ProgressMasking.swift": "what observers of a run see, case by case",
        "Sources/ProvEngine/Run/RunEngine.swift": "the result that a run returns",
        "Sources/ProvEngine/Steps/StepFailureHandling.swift": "what the person at the terminal decides about",
        "Sources/ProvEngine/Steps/ExpectedOutput.swift": "the difference that a person accepts",
        "Sources/ProvCLI/Accepting/OutputAcceptance.swift": "outputs that go into a runbook, which may hold no secret",
        "Sources/ProvEngine/Steps/GateRequestText.swift": "the text that is signed",
        "Sources/ProvCLI/Hosts/RunHosts.swift": "the rules that are kept with a run",
        "Sources/ProvCLI/Secrets/RevealingNames.swift": "the message that refuses a name",
        "Sources/ProvCLI/Planning/Planning.swift": "plans as text",
        "Sources/ProvCLI/Commands/PlanCommand.swift": "plans in other formats",
        "Sources/ProvCLI/Planning/EnvironmentRules.swift": "the inputs that promotion compares",
    ]

    @Test("a text is masked at a door, once")
    func doors() throws {
        var places: [String: Int] = [:]
        for file in try PackageFiles.swift(under: "Sources") where !file.path.contains("/Redaction/") {
            for line in file.lines where !line.contains("func ") && !line.contains("///") {
                let calls = ["asker.mask(", "asker.mask)", "maskReversibly(", ".masked(by:"].reduce(0) {
                    $0 + line.split(separator: $1, omittingEmptySubsequences: false).count - 1
                }
                if calls > 0 { places[file.path, default: 0] += calls }
            }
        }
        for (path, count) in places where Self.doors[path] == nil {
            Issue.record("\(path) masks \(count) times, and is no door")
        }
        for path in Self.doors.keys where places[path] == nil {
            Issue.record("\(path) is listed as a door, and masks nothing")
        }
        #expect(
            places["Sources/ProvEngine/Steps/StepFailureHandling.swift"] == 1
                && places["Sources/ProvEngine/Run/RunEngine.swift"] ?? 0 <= 2
        )
    }
}
