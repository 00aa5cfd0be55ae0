package import ProvRunbook

/// One way to write a plan down; pure: the same plan gives the same bytes.
package protocol PlanFormat: Sendable {
    /// What `--format` takes.
    var name: String { get }
    /// One line for the help.
    var about: String { get }
    /// Without its dot.
    var fileExtension: String { get }
    var mediaType: String { get }

    func render(_ plan: Plan) -> [UInt8]
}

/// Every format a plan can be written in, in the order the help shows them.
package enum PlanFormats {
    package static let all: [any PlanFormat] = [PlanText(), PlanJSON(), PlanSVG(), PlanMermaid()]

    package static func named(_ name: String) -> (any PlanFormat)? { all.first { $0.name == name } }
}
