/// The environment variables whose names begin with `PROV_`: what prov sets for every command on a host, and what it
/// reads of its own environment.
package enum ProvVariable: String, CaseIterable, Sendable {
    case run = "PROV_RUN"
    case host = "PROV_HOST"
    case environment = "PROV_ENVIRONMENT"
    case store = "PROV_STORE"
    case allowOutside = "PROV_ALLOW_OUTSIDE"
    case lab = "PROV_LAB"
    case labCache = "PROV_LAB_CACHE"

    package var name: String { rawValue }

    /// Whether steps, checks, undos and fixes get it; the others are prov's own settings.
    package var isForSteps: Bool {
        switch self {
        case .run, .host, .environment: true
        case .store, .allowOutside, .lab, .labCache: false
        }
    }

    /// One sentence for the reference and the manual page.
    package var about: String {
        switch self {
        case .run:
            "The identifier of the run, as `prov runs` lists it: of a resumed run that of its beginning, in a verification that of the verification, in a rollback that of the run that is undone."
        case .host: "The name of the host in the inventory; `local` on this machine."
        case .environment: "The name of the environment; `local` where none was named."
        case .store: "The folder of the records if `--store` is not given."
        case .allowOutside: "Folders outside of the project that may be included, with `:` between them."
        case .lab: "The folder of the lab."
        case .labCache: "The folder of the base that all labs share."
        }
    }
}
