import ProvHosts
package import ProvRunbook

/// Fetches the values of a runbook's secrets from where they are kept; what it returns must go into the masker before anything else.
package struct SecretLoader: Sendable {
    /// Reads a variable of prov's own environment.
    package var environment: @Sendable (String) -> String?
    /// Reads a file; throws with a sentence that says why not.
    package var readFile: @Sendable (String) throws -> [UInt8]

    package init(environment: @escaping @Sendable (String) -> String?, readFile: @escaping @Sendable (String) throws -> [UInt8]) {
        self.environment = environment
        self.readFile = readFile
    }

    /// A secret that has no value: which, why and what to do.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package var name: String
        package var declaration: SecretDeclaration
        package var description: String
    }

    /// One trailing newline is not part of a value, whatever the source.
    package func load(_ declarations: [SecretDeclaration]) async throws -> [String: String] {
        var values: [String: String] = [:]
        for declaration in declarations {
            var value = try await load(declaration)
            if value.hasSuffix("\r\n") || value.hasSuffix("\n") { value.removeLast() }
            guard !value.isEmpty else { throw failure(declaration, "its source is empty") }
            guard !value.utf8.contains(0) else { throw failure(declaration, "its value holds a NUL byte, which no environment variable can") }
            values[declaration.name] = value
        }
        return values
    }

    private func load(_ declaration: SecretDeclaration) async throws -> String {
        switch declaration.source {
        case .environment(let name):
            guard let value = environment(name) else {
                throw failure(declaration, "the environment variable \(name) is not set; export it and run again")
            }
            return value
        case .file(let path):
            do { return String(decoding: try readFile(path), as: UTF8.self) } catch { throw failure(declaration, "\(error)") }
        case .command(let command): return try await output(of: ["/bin/sh", "-c", command], for: declaration)
        case .age(let file): return try await output(of: ["age", "--decrypt", file], for: declaration)
        }
    }

    private func output(of arguments: [String], for declaration: SecretDeclaration) async throws -> String {
        let answer: OneShotResult
        do { answer = try await OneShot.run(arguments, timeout: .seconds(60)) } catch { throw failure(declaration, "\(error)") }
        guard answer.outcome.ending == .exited(0) else {
            let said = String(decoding: answer.stderr, as: UTF8.self).split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw failure(declaration, "`\(arguments.last ?? "")` failed\(said)")
        }
        return String(decoding: answer.stdout, as: UTF8.self)
    }

    private func failure(_ declaration: SecretDeclaration, _ why: String) -> Failure {
        Failure(name: declaration.name, declaration: declaration, description: "secret \(declaration.name) has no value: \(why)")
    }
}
