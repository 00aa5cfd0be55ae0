import ProvEngine
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText

/// The secrets of a runbook, from where they are kept.
enum DeclaredSecrets {
    /// Every secret of the runbook; names all that have no value at once.
    ///
    /// - Parameter asks: whether a person is asked for those, without echo.
    static func load(_ runbook: Runbook, asks: Bool = false) async throws -> Secrets {
        guard !runbook.front.secrets.isEmpty else { return [:] }
        var (secrets, missing) = await loader(runbook).load(runbook.front.secrets)
        if asks, !missing.isEmpty { ask(for: &missing, &secrets) }
        for secret in secrets where secret.searched.count < Secret.shortestMasked {
            throw CommandFailure(
                .refused,
                """
                nothing was run: secret \(secret.name) is shorter than \(Secret.shortestMasked) bytes, so it cannot be masked
                """,
                advice: "use a longer value; with at least \(Secret.minimumLength) bytes it is masked in outputs too")
        }
        guard !missing.isEmpty else { return secrets }
        let lines = missing.map { "secret \($0.declaration.name) has no value: \($0.reason)" }
        let places = missing.map { "\(runbook.path):\($0.declaration.range.start.line)" }
        throw CommandFailure(
            .refused, "nothing was run: \(lines.joined(separator: "; "))",
            advice:
                """
                \(missing.count == 1 ? "it is" : "they are") declared under 'secrets' at \(places.joined(separator: ", ")); provide the missing values, and run again
                """
        )
    }

    /// Those that can be had without running a program, for a plan, which must not show them.
    static func readable(_ runbook: Runbook) async -> Secrets {
        let quiet = runbook.front.secrets.filter {
            switch $0.source {
            case .environment, .file, .environmentFile: true
            case .command, .age: false
            }
        }
        let secrets = await loader(runbook).load(quiet).secrets
        return Secrets(secrets.filter { $0.searched.count >= Secret.shortestMasked })
    }

    private static func loader(_ runbook: Runbook) -> SecretLoader {
        let folder = Files.folder(of: runbook.path)
        return SecretLoader(
            environment: { ProcessEnvironment.bytes($0) },
            readFile: { (path) throws(SecretLoader.Unreadable) in
                let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
                do throws(CommandFailure) { return try TextFile.read(full) } catch {
                    throw SecretLoader.Unreadable(reason: error.message)
                }
            })
    }

    private static func ask(for missing: inout [SecretLoader.Missing], _ secrets: inout Secrets) {
        Console.standardOutput.line("These secrets have no value. Enter them; the input is not shown.")
        missing.removeAll { one in
            Console.standardOutput.line("  \(one.declaration.name): \(TerminalText.safeLine(one.reason))")
            guard let answer = Question.hidden("  \(one.declaration.name): "),
                let value = try? SecretLoader.usable(Array(answer.utf8))
            else { return false }
            secrets.insert(
                Secret(
                    name: one.declaration.name, value: value,
                    reachesSteps: one.declaration.name != Secret.becomePassword))
            return true
        }
    }
}

/// What is masked in a run besides the secrets that the runbook declares: everything whose name says secret.
enum NamedSecrets {
    /// Parameters and placeholders of a plan, and variables of prov's own environment.
    static func all(_ plan: Plan) -> Secrets {
        var secrets = Secrets()
        func add(_ name: String, _ value: String, on host: String? = nil) {
            guard SecretName.isMasked(name, value: value) else { return }
            let isOther = secrets[name].map { $0.bytes != value.bytes } ?? false
            secrets.insert(Secret(name: isOther ? "\(name)@\(host ?? "environment")" : name, value: value))
        }
        for (name, value) in plan.parameters.sorted(by: { $0.key < $1.key }) { add(name, value) }
        for (host, values) in plan.hostVariables.sorted(by: { $0.key < $1.key }) {
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { add(name, value, on: host) }
        }
        for (name, list) in plan.lists.sorted(by: { $0.key < $1.key }) {
            for secret in ofItems(in: list, named: name) { secrets.insert(secret) }
        }
        return secrets.adding(environment)
    }

    /// Members of items whose name says secret, and the items of a list with such a name.
    static func ofItems(in list: ListValue, named name: String) -> [Secret] {
        list.items.enumerated().flatMap { number, item in
            let values =
                [(name, item.text)] + item.members.sorted { $0.key < $1.key }.map { ("\(name)_\($0.key)", $0.value) }
            return values.filter { SecretName.isSecret(name) || SecretName.isMasked($0.0, value: $0.1) }
                .filter { $0.1.utf8.count >= Secret.minimumLength }
                .map { Secret(name: "\($0.0).\(number + 1)", value: $0.1) }
        }
    }

    /// Variables of prov's own environment, which steps on this machine have too.
    static var environment: Secrets {
        Secrets(
            ProcessEnvironment.all.variables.filter {
                SecretName.isMasked($0.name, value: String(decoding: $0.value, as: UTF8.self))
            }.map { Secret(name: $0.name, value: Array($0.value)) })
    }
}
