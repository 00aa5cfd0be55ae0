import ProvEngine
import ProvMarkdown
import ProvRunbook

/// The secrets of a runbook, from where they are kept.
enum Secrets {
    static func load(_ runbook: Runbook) async throws -> [String: String] {
        guard !runbook.front.secrets.isEmpty else { return [:] }
        let folder = TextFile.folder(of: runbook.path)
        let loader = SecretLoader(environment: { Environment[$0] }, readFile: { path in
            try TextFile.read(path.hasPrefix("/") ? path : "\(folder)/\(path)")
        })
        do { return try await loader.load(runbook.front.secrets) } catch let failure as SecretLoader.Failure {
            let place = "\(runbook.path):\(failure.declaration.range.start.line)"
            throw CommandFailure(.refused, "nothing was run: \(failure.description)", advice: "it is declared under 'secrets' at \(place)")
        }
    }
}
