import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Tools installed in whatever version there is that day.
enum PinLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        guard piece.role == .step || piece.role == .fix else { return }
        for invocation in piece.invocations where installers.contains(invocation.program) {
            guard let loose = unpinned(invocation.line),
                !touchesPlaceholder(loose.word, piece.script)
            else { continue }
            context.report(
                .unpinnedVersion, "'\(loose.word.text)' is not pinned to a version", in: piece,
                at: loose.word.bytes,
                fix: "write \(loose.pinned)")
            return
        }
    }

    /// `azure-cli-<version>` asks for the version.
    private static func touchesPlaceholder(_ word: Argument, _ script: Script) -> Bool {
        script.placeholders.contains {
            $0.bytes.lowerBound <= word.bytes.upperBound && word.bytes.lowerBound <= $0.bytes.upperBound
        }
    }

    private static let installers: Set<String> = [
        "apt", "apt-get", "apk", "dnf", "yum", "pip", "pip3", "pipx", "npm", "gem", "cargo", "go", "docker", "podman",
        "nerdctl",
    ]

    private static func unpinned(_ command: CommandLine) -> (word: Argument, pinned: String)? {
        let operands = command.operands
        guard let verb = operands.first?.text else { return nil }
        let packages = operands.dropFirst()
        switch (command.program, verb) {
        case ("apt-get", "install"), ("apt", "install"):
            return first(packages, without: "=", ["./", "/"]) { "\($0)=VERSION" }
        case ("apk", "add"): return first(packages, without: "=", ["./", "/"]) { "\($0)=VERSION" }
        case ("dnf", "install"), ("yum", "install"):
            return first(packages.filter { !hasDigitAfterDash($0.text) }, without: "=", ["./", "/", "http", "@"]) {
                "\($0)-VERSION"
            }
        case ("pip", "install"), ("pip3", "install"), ("pipx", "install"): return unpinnedPython(command, packages)
        case ("npm", "install"), ("npm", "i"), ("npm", "add"):
            guard command.has("-g", "--global") else { return nil }
            return first(packages.filter { !$0.text.dropFirst().contains("@") }, without: "@@", ["./", "/", "git"]) {
                "\($0)@VERSION"
            }
        case ("gem", "install"):
            return command.has("-v", "--version")
                ? nil : first(packages, without: ":", ["./", "/"]) { "-v VERSION \($0)" }
        case ("cargo", "install"):
            return command.has("--version", "--path", "--git", "--vers")
                ? nil : first(packages, without: "@", ["./", "/"]) { "\($0)@VERSION" }
        case ("go", "install"):
            return packages.first { $0.text.hasSuffix("@latest") }.map {
                ($0, $0.text.replacing(bytesOf: "@latest", with: "@VERSION"))
            }
        case ("docker", "run"), ("podman", "run"), ("docker", "pull"), ("podman", "pull"), ("nerdctl", "run"),
            ("nerdctl", "pull"):
            return latestImage(packages)
        default: return nil
        }
    }

    private static func unpinnedPython(_ command: CommandLine, _ packages: ArraySlice<Argument>)
        -> (word: Argument, pinned: String)?
    {
        if command.has("-r", "-e", "--requirement", "--editable", "-c", "--constraint", "--require-hashes") {
            return nil
        }
        let loose = packages.filter { word in
            !["==", "~=", ">=", "<", "@", "/", "$", ".whl", ".tar"].contains { word.text.contains($0) }
                && word.text != "."
                && !["pip", "setuptools", "wheel"].contains(word.text)
        }
        return first(loose[...], without: "==", [".", "git+", "http"]) { "\($0)==VERSION" }
    }

    /// An image named `latest`; one without a tag is too often the project's own to be worth a remark.
    private static func latestImage(_ words: ArraySlice<Argument>) -> (
        word: Argument, pinned: String
    )? {
        words.first { $0.text.hasSuffix(":latest") && !$0.isExpanded }.map {
            ($0, $0.text.replacing(bytesOf: ":latest", with: ":VERSION"))
        }
    }

    private static func first(
        _ words: some Sequence<Argument>, without sign: String, _ exempt: [String],
        pinned: (String) -> String
    ) -> (word: Argument, pinned: String)? {
        words.first { word in
            !word.isExpanded && !word.text.contains(sign) && !exempt.contains { word.text.hasPrefix($0) }
                && word.text.utf8.first.map { $0.isLetter } ?? false && !word.text.hasSuffix(".deb")
                && !word.text.hasSuffix(".rpm")
        }.map { ($0, pinned($0.text)) }
    }

    private static func hasDigitAfterDash(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == ASCII.hyphen && $1.isDigit }
    }
}
