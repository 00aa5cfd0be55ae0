import Foundation
import Testing

@testable import ProvCLI

@Suite("Reference pages")
struct ReferenceCommandTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/reference")

    @Test(
        "every page in docs/reference is what the types say; PROV_WRITE_REFERENCES=1 writes it anew and fails",
        arguments: ReferenceCommand.pages.map(\.name))
    func upToDate(name: String) throws {
        let page = try #require(ReferenceCommand.pages.first { $0.name == name }).text()
        let file = Self.folder.appendingPathComponent(name + ".md")
        let written = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        if ProcessInfo.processInfo.environment["PROV_WRITE_REFERENCES"] != nil, written != page {
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(written == page, "docs/reference/\(name).md is out of date")
    }

    @Test("every exit code has a row")
    func exitCodes() {
        for status in ExitStatus.allCases {
            #expect(ExitStatusReference.markdown().contains("| \(status.rawValue) | \(status.meaning) |"))
        }
    }
}
