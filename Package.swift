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

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "prov",
    products: [.executable(name: "prov", targets: ["prov"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .target(name: "CCMark"),
        .target(name: "CProvShims"),
        .target(name: "CYAML"),
        .target(name: "CSHA2"),
        .target(
            name: "ProvMarkdown", dependencies: ["CCMark"], swiftSettings: house,
            linkerSettings: [.linkedLibrary(":libcmark.a")]),
        .target(
            name: "ProvYAML", dependencies: ["CYAML", "ProvMarkdown"], swiftSettings: house,
            linkerSettings: [.linkedLibrary(":libyaml.a")]),
        .target(name: "ProvRunbook", dependencies: ["ProvMarkdown", "ProvYAML"], swiftSettings: house),
        .target(
            name: "ProvInventory", dependencies: ["ProvMarkdown", "ProvRunbook", "ProvYAML"], swiftSettings: small),
        .target(name: "ProvHosts", dependencies: ["ProvRunbook", "CProvShims"], swiftSettings: house),
        .target(
            name: "ProvJournal", dependencies: ["ProvRunbook", "CProvShims", "CSHA2"], swiftSettings: house,
            linkerSettings: [.linkedLibrary(":libcrypto.a")]),
        .target(name: "ProvPolicy", dependencies: ["ProvRunbook", "ProvJournal"], swiftSettings: small),
        .target(
            name: "ProvEngine", dependencies: ["ProvRunbook", "ProvHosts", "ProvJournal", "ProvPolicy"],
            swiftSettings: small),
        .target(
            name: "ProvPages", dependencies: ["ProvMarkdown", "ProvRunbook", "ProvJournal", "ProvPolicy"],
            swiftSettings: house),
        .target(
            name: "ProvTheme", path: "site",
            resources: [.embedInCode("templates"), .embedInCode("css"), .embedInCode("js")], swiftSettings: house),
        .target(
            name: "ProvCLI",
            dependencies: [
                "ProvMarkdown", "ProvRunbook", "ProvInventory", "ProvHosts", "ProvJournal", "ProvPolicy", "ProvEngine",
                "ProvPages", "ProvTheme", "CProvShims", argumentParser,
            ],
            resources: [.embedInCode("Resources/lab.sh")], swiftSettings: small),
        .executableTarget(name: "prov", dependencies: ["ProvCLI"], swiftSettings: house),
        .testTarget(name: "ProvMarkdownTests", dependencies: ["ProvMarkdown"], swiftSettings: house),
        .testTarget(
            name: "ProvYAMLTests", dependencies: ["ProvYAML", "ProvMarkdown", "ProvRunbook", "ProvHosts"],
            swiftSettings: house),
        .testTarget(
            name: "ProvRunbookTests", dependencies: ["ProvRunbook", "ProvMarkdown", "ProvHosts"], swiftSettings: house),
        .testTarget(
            name: "ProvInventoryTests", dependencies: ["ProvInventory", "ProvMarkdown", "ProvRunbook"],
            swiftSettings: house),
        .testTarget(
            name: "ProvHostsTests", dependencies: ["ProvHosts", "ProvRunbook", "ProvJournal"], swiftSettings: house),
        .testTarget(name: "ProvJournalTests", dependencies: ["ProvJournal", "ProvRunbook"], swiftSettings: house),
        .testTarget(
            name: "ProvPolicyTests", dependencies: ["ProvPolicy", "ProvRunbook", "ProvMarkdown", "ProvJournal"],
            swiftSettings: house),
        .testTarget(
            name: "ProvEngineTests",
            dependencies: ["ProvEngine", "ProvPolicy", "ProvMarkdown", "ProvRunbook", "ProvHosts", "ProvJournal"],
            swiftSettings: house),
        .testTarget(
            name: "ProvPagesTests",
            dependencies: ["ProvPages", "ProvTheme", "ProvMarkdown", "ProvRunbook", "ProvJournal"], swiftSettings: house
        ),
        .testTarget(
            name: "ProvCLITests",
            dependencies: ["ProvCLI", "ProvInventory", "ProvRunbook", "ProvHosts", "ProvJournal", "ProvEngine"],
            swiftSettings: house),
        .testTarget(name: "HouseRulesTests", swiftSettings: house),
    ]
)
