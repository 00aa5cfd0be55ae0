import ArgumentParser
import ProvRunbook

struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Print a page of docs/reference that is made from the types.", shouldDisplay: false)

    /// A new page is one line here.
    static let pages: [(name: String, text: @Sendable () -> String)] = [
        ("checks", CheckReference.markdown), ("diagnostics", DiagnosticReference.markdown), ("keys", KeyReference.markdown),
        ("exit-codes", ExitStatusReference.markdown),
    ]

    @Argument(help: ArgumentHelp(stringLiteral: "One of \(ReferenceCommand.pages.map(\.name).joined(separator: ", "))."))
    var page: String

    func run() throws {
        guard let found = ReferenceCommand.pages.first(where: { $0.name == page }) else {
            throw CommandFailure(.usage, "there is no reference page '\(page)'", advice: "write one of \(ReferenceCommand.pages.map(\.name).joined(separator: ", "))")
        }
        Console.standardOutput.write(found.text())
    }
}

/// The reference page of the exit codes, made from `ExitStatus`.
package enum ExitStatusReference {
    package static func markdown() -> String {
        "# Exit codes\n\nThis page is made from `ExitStatus`: `prov reference exit-codes`.\n\n| code | meaning |\n| --- | --- |\n"
            + ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |\n" }.joined()
    }
}

/// The reference page of the keys of blocks and comments, made from `BlockKey.all`.
package enum KeyReference {
    package static func markdown() -> String {
        var text = """
            # Keys of blocks and comments

            This page is made from `BlockKey.all`: `prov reference keys`. A key stands after a fence's language, as in
            ```` ```bash {name=install timeout=5m} ````, or in a comment just before the fence, as in `<!-- prov: name=install timeout=5m -->`.

            | key | value | stands on | meaning | example |
            | --- | --- | --- | --- | --- |

            """
        for key in BlockKey.all {
            let names = ([key.name] + key.aliases).map { "`\($0)`" }.joined(separator: ", ")
            text += "| \(names) | \(key.kind.rawValue) | \(place(key.place)) | \(cell(key.about)) | `\(cell(key.example))` |\n"
        }
        return text
    }

    private static func place(_ place: BlockKey.Place) -> String {
        switch place {
        case .block: "a block, or a section as its default"
        case .oneBlock: "a block"
        case .file: "a file block"
        case .expectation: "an expectation"
        case .fix: "a fix"
        case .comment: "a comment of its own"
        }
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
