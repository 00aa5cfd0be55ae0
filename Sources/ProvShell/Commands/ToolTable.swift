/// Every program whose command line is known.
package enum ToolTable {
    package static let all: [Tool] =
        ClusterTools.all + ContainerTools.all + CloudTools.all + PackageTools.all + DatabaseTools.all
        + RemoteTools.all + SystemTools.all + WrapperTools.all

    private static let byName: [String: Tool] = Dictionary(
        all.flatMap { tool in tool.names.map { ($0, tool) } }, uniquingKeysWith: { first, _ in first })

    /// What is known of a program's command line, by the program's name without its folder; `nil` if nothing is.
    package static func tool(_ name: String) -> Tool? { byName[name] }
}
