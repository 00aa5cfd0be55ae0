/// Where a link leads.
struct LinkTarget: Sendable, Equatable {
    var destination: String
    var title: String
}
