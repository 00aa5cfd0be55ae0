// swift-tools-version: 6.1
import PackageDescription

/// Rules every target of ours obeys: Swift 6 language mode, warnings are errors, `unsafe` is spelled out.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-strict-memory-safety", "-warnings-as-errors"]),
]

/// Where nothing is done a million times, the binary's size counts more than speed: every run hashes it.
let small: [SwiftSetting] = house + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

/// What computes alone: tests do that a million times, and a debug build of it is where their time goes.
let pure: [SwiftSetting] = house + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "prov",
    products: [.executable(name: "prov", targets: ["prov"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
    ],
    targets: [
        .target(name: "CCMark"),
        .target(name: "CProvShims"),
        .target(name: "CYAML"),
        .target(name: "CSHA2"),
        .target(name: "ProvText", swiftSettings: pure),
        .target(name: "ProvShell", dependencies: ["ProvText"], swiftSettings: pure),
        .target(name: "ProvSystem", dependencies: ["CProvShims"], swiftSettings: house),
        .target(
            name: "ProvMarkdown", dependencies: ["CCMark", "ProvText"], swiftSettings: pure,
            linkerSettings: [.linkedLibrary(":libcmark.a")]),
        .target(
            name: "ProvYAML", dependencies: ["CYAML", "ProvText"], swiftSettings: pure,
            linkerSettings: [.linkedLibrary(":libyaml.a")]),
        .target(name: "ProvDiagnostics", dependencies: ["ProvText"], swiftSettings: pure),
        .target(name: "ProvChecks", dependencies: ["ProvText", "ProvDiagnostics", "ProvYAML"], swiftSettings: pure),
        .target(
            name: "ProvRunbook",
            dependencies: ["ProvText", "ProvShell", "ProvDiagnostics", "ProvChecks", "ProvMarkdown", "ProvYAML"],
            swiftSettings: pure),
        .target(
            name: "ProvLint",
            dependencies: [
                "ProvText", "ProvShell", "ProvDiagnostics", "ProvChecks", "ProvMarkdown", "ProvRunbook",
            ],
            swiftSettings: pure),
        .target(
            name: "ProvInventory",
            dependencies: ["ProvText", "ProvDiagnostics", "ProvRunbook", "ProvYAML"], swiftSettings: small),
        .target(
            name: "ProvHosts", dependencies: ["ProvText", "ProvSystem"], swiftSettings: house),
        .target(
            name: "ProvJournal",
            dependencies: ["ProvText", "ProvSystem", "ProvChecks", "ProvRunbook", "CSHA2"], swiftSettings: pure,
            linkerSettings: [.linkedLibrary(":libcrypto.a")]),
        .target(name: "ProvPolicy", dependencies: ["ProvText", "ProvRunbook", "ProvJournal"], swiftSettings: small),
        .target(
            name: "ProvEngine",
            dependencies: ["ProvText", "ProvChecks", "ProvRunbook", "ProvHosts", "ProvJournal", "ProvPolicy"],
            swiftSettings: small),
        .target(
            name: "ProvReport",
            dependencies: ["ProvText", "ProvMarkdown", "ProvChecks", "ProvRunbook", "ProvJournal", "ProvPolicy"],
            swiftSettings: pure),
        .target(
            name: "ProvSite",
            dependencies: [
                "ProvText", "ProvMarkdown", "ProvDiagnostics", "ProvChecks", "ProvRunbook", "ProvJournal", "ProvPolicy",
                "ProvReport",
            ],
            swiftSettings: pure),
        .target(
            name: "ProvTheme", path: "site",
            resources: [.embedInCode("templates"), .embedInCode("css"), .embedInCode("js")], swiftSettings: house),
        .target(
            name: "ProvCLI",
            dependencies: [
                "ProvText", "ProvSystem", "ProvMarkdown", "ProvDiagnostics", "ProvChecks", "ProvRunbook", "ProvLint",
                "ProvInventory", "ProvHosts", "ProvJournal", "ProvPolicy", "ProvEngine",
                "ProvReport", "ProvSite", "ProvTheme", argumentParser,
            ],
            resources: [.embedInCode("Resources/lab.sh")], swiftSettings: small),
        .executableTarget(name: "prov", dependencies: ["ProvCLI"], swiftSettings: house),
        .testTarget(
            name: "ProvShellTests",
            dependencies: [
                "ProvText", "ProvShell", "ProvMarkdown", "ProvDiagnostics", "ProvRunbook", "ProvLint",
            ],
            swiftSettings: house),
        .testTarget(name: "ProvTextTests", dependencies: ["ProvText", "ProvHosts"], swiftSettings: house),
        .testTarget(name: "ProvSystemTests", dependencies: ["ProvSystem"], swiftSettings: house),
        .testTarget(name: "ProvMarkdownTests", dependencies: ["ProvText", "ProvMarkdown"], swiftSettings: house),
        .testTarget(
            name: "ProvYAMLTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvYAML", "ProvMarkdown", "ProvLint", "ProvChecks", "ProvDiagnostics",
                "ProvRunbook", "ProvHosts",
            ],
            swiftSettings: house),
        .testTarget(
            name: "ProvRunbookTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvLint", "ProvChecks", "ProvDiagnostics", "ProvRunbook", "ProvMarkdown",
                "ProvHosts",
            ], swiftSettings: house),
        .testTarget(
            name: "ProvInventoryTests",
            dependencies: [
                "ProvText", "ProvInventory", "ProvMarkdown", "ProvLint", "ProvChecks", "ProvDiagnostics", "ProvRunbook",
            ],
            swiftSettings: house),
        .testTarget(
            name: "ProvHostsTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvHosts", "ProvLint", "ProvChecks", "ProvDiagnostics", "ProvRunbook",
                "ProvJournal",
            ], swiftSettings: house),
        .testTarget(
            name: "ProvJournalTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvJournal", "ProvLint", "ProvChecks", "ProvDiagnostics", "ProvRunbook",
            ], swiftSettings: house),
        .testTarget(
            name: "ProvPolicyTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvPolicy", "ProvLint", "ProvChecks", "ProvDiagnostics", "ProvRunbook",
                "ProvMarkdown", "ProvJournal",
            ],
            swiftSettings: house),
        .testTarget(
            name: "ProvEngineTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvEngine", "ProvPolicy", "ProvMarkdown", "ProvLint", "ProvChecks",
                "ProvDiagnostics", "ProvRunbook", "ProvHosts", "ProvJournal",
            ],
            swiftSettings: house),
        .testTarget(
            name: "ProvPagesTests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvReport", "ProvSite", "ProvTheme", "ProvMarkdown", "ProvLint",
                "ProvChecks", "ProvDiagnostics", "ProvRunbook", "ProvJournal",
            ], swiftSettings: house
        ),
        .testTarget(
            name: "ProvCLITests",
            dependencies: [
                "ProvText", "ProvSystem", "ProvCLI", "ProvInventory", "ProvLint", "ProvChecks", "ProvDiagnostics",
                "ProvRunbook", "ProvHosts", "ProvJournal", "ProvPolicy", "ProvEngine",
            ],
            swiftSettings: house),
        .testTarget(name: "HouseRulesTests", swiftSettings: house),
    ]
)
