import ProvInventory
import ProvRunbook
import ProvSite
import ProvSystem
import ProvText

/// How old the proofs of guides may be by the project files above them.
struct SiteLimits {
    /// The site's folder, from the root of the file system.
    let folder: String

    func hold(_ guides: inout [GuideProof]) throws {
        var limits: [String: [String: Double]] = [:]
        for index in guides.indices {
            let place = Files.folder(of: "\(folder)/\(guides[index].source)")
            if limits[place] == nil {
                let project = try EnvironmentSources(from: place, refusal: "nothing was checked").project
                limits[place] = project?.environments.compactMapValues { $0.policy.provenWithin?.seconds } ?? [:]
            }
            for (environment, seconds) in limits[place] ?? [:] { guides[index].hold(to: seconds, on: environment) }
        }
    }
}
