/// Every format a report can be written in, in the order the help shows them.
package enum ReportFormats {
    package static let all: [any ReportFormat] = [HTMLReport(), MarkdownReport(), JSONReport(), JUnitReport()]

    package static func named(_ name: String) -> (any ReportFormat)? { all.first { $0.name == name } }
}
