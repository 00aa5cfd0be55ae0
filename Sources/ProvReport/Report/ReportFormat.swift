/// One way to write a report down; pure: the same input gives the same bytes.
package protocol ReportFormat: Sendable {
    /// What `--format` takes.
    var name: String { get }
    /// One line for the help.
    var about: String { get }
    /// Without its dot.
    var fileExtension: String { get }
    var mediaType: String { get }

    func render(_ input: ReportInput) -> [UInt8]
}
