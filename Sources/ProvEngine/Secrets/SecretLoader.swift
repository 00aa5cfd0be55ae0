import ProvHosts
package import ProvRunbook
package import ProvText

/// Fetches the values of a runbook's secrets from where they are kept; what it returns must go into the masker before
/// anything else.
package struct SecretLoader: Sendable {
    /// Why a source gives nothing, in words.
    package struct Unreadable: Error, Sendable {
        package var reason: String
        package init(reason: String) { self.reason = reason }
    }

    /// A secret that has no value, and why.
    package struct Missing: Sendable {
        package var declaration: SecretDeclaration
        package var reason: String
    }

    /// Reads a variable of prov's own environment, as its bytes.
    package var environment: @Sendable (String) -> [UInt8]?
    package var readFile: @Sendable (String) throws(Unreadable) -> [UInt8]

    package init(
        environment: @escaping @Sendable (String) -> [UInt8]?,
        readFile: @escaping @Sendable (String) throws(Unreadable) -> [UInt8]
    ) {
        self.environment = environment
        self.readFile = readFile
    }

    /// All values that there are, and every secret that has none. One trailing newline is not part of a value, whatever
    /// the source.
    package func load(_ declarations: [SecretDeclaration]) async -> (secrets: Secrets, missing: [Missing]) {
        var secrets = Secrets()
        var missing: [Missing] = []
        for declaration in declarations {
            do throws(Unreadable) {
                secrets.insert(
                    Secret(
                        name: declaration.name, value: try SecretLoader.usable(try await value(of: declaration)),
                        reachesSteps: declaration.name != Secret.becomePassword))
            } catch {
                missing.append(Missing(declaration: declaration, reason: error.reason))
            }
        }
        return (secrets, missing)
    }

    /// The value as a secret holds it; refuses what no environment variable can be.
    package static func usable(_ value: [UInt8]) throws(Unreadable) -> [UInt8] {
        var value = value
        if value.last == 0x0A {
            value.removeLast()
            if value.last == 0x0D { value.removeLast() }
        }
        guard value.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw Unreadable(reason: "its source is empty")
        }
        guard !value.contains(0) else {
            throw Unreadable(reason: "its value contains a NUL byte, which an environment variable cannot contain")
        }
        // Steps get it as text; another value than the one that is kept would reach them, and would not be masked.
        guard String(validating: value, as: UTF8.self) != nil else {
            throw Unreadable(reason: "its value is not UTF-8 text; store it in base64 and decode it in the step")
        }
        guard value.count <= longest else {
            throw Unreadable(
                reason: "its value has \(value.count) bytes, more than the \(longest) of an environment variable")
        }
        return value
    }

    /// What Linux takes for one variable, its name and a byte at the end left out (`MAX_ARG_STRLEN`).
    private static let longest = (128 << 10) - 256

    private func value(of declaration: SecretDeclaration) async throws(Unreadable) -> [UInt8] {
        switch declaration.source {
        case .environment(let name):
            guard let value = environment(name) else {
                throw Unreadable(reason: "the environment variable \(name) is not set")
            }
            return value
        case .file(let path): return try readFile(path)
        case .environmentFile(let path, let name):
            guard let value = EnvironmentFile(try readFile(path))[name] else {
                throw Unreadable(reason: "\(path) does not have a line \(name)=…")
            }
            return value
        case .command(let command): return try await output(of: ["/bin/sh", "-c", command])
        case .age(let file): return try await output(of: ["age", "--decrypt", file])
        }
    }

    private func output(of arguments: [String]) async throws(Unreadable) -> [UInt8] {
        let command = arguments.last ?? ""
        let answer: OneShotResult
        do {
            answer = try await OneShot.run(arguments, timeout: .seconds(60))
        } catch let error as HostError {
            throw Unreadable(reason: "`\(command)` could not be started: \(error.message)")
        } catch {
            throw Unreadable(reason: "`\(command)` could not be started")
        }
        guard answer.outcome.ending == .exited(0) else {
            let said =
                String(decoding: answer.stderr, as: UTF8.self).lines.last.map { ": \($0)" } ?? ""
            throw Unreadable(reason: "`\(command)` failed\(said)")
        }
        guard !answer.wasCut else {
            throw Unreadable(reason: "`\(command)` wrote more than \(OneShot.limit >> 20) MiB")
        }
        return answer.stdout
    }
}
