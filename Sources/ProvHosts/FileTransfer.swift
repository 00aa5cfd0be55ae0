import Glibc
import ProvRunbook
import Synchronization

/// A file as it is to be on a host.
package struct FilePlacement: Sendable {
    /// Absolute there.
    package var path: String
    package var mode: Int
    /// Names or numbers; `nil` leaves what is there.
    package var owner: String?
    package var group: String?
    /// SHA-256 of the content, hex: what arrives is compared with it before the file is replaced.
    package var sha256: String
    package var timeout: Duration

    package init(path: String, mode: Int, owner: String?, group: String?, sha256: String, timeout: Duration) {
        self.path = path
        self.mode = mode
        self.owner = owner
        self.group = group
        self.sha256 = sha256
        self.timeout = timeout
    }

    /// One line of POSIX shell that takes the content from standard input and replaces the file in one rename.
    ///
    /// A file with several names (hard links) is written in place, or the other names would keep the old content.
    /// - Parameter line: the content begins after it; what is before it is a password that nobody asked for.
    func script(after line: String) -> String {
        let ownership = (owner ?? "") + (group.map { ":" + $0 } ?? "")
        let attributes = [
            ownership.isEmpty ? nil : "chown \(ShellText.quoted(ownership)) \"$f\" || exit 1",
            "chmod \(String(mode, radix: 8)) \"$f\" || exit 1",
        ].compactMap { $0 }.joined(separator: "; ")
        return [
            "while IFS= read -r l && [ \"$l\" != \(line) ]; do :; done", "umask 077", "p=\(ShellText.quoted(path))",
            "d=${p%/*}", "[ -n \"$d\" ] || d=/",
            "[ -d \"$d\" ] || { echo \"the folder $d does not exist: create it in a step before this one\" >&2; exit 1; }",
            "t=$(mktemp \"$p.prov.XXXXXX\") || exit 1", "trap 'rm -f -- \"$t\"' EXIT", "trap 'exit 1' 1 2 13 15",
            "cat >|\"$t\" || exit 1", "set -- $(sha256sum <\"$t\")",
            "[ \"$1\" = \(sha256) ] || { echo 'the bytes that arrived are not the bytes that were sent' >&2; exit 1; }",
            "attributes() { \(attributes); }", "n=1", "[ ! -f \"$p\" ] || n=$(stat -c %h \"$p\")",
            "if [ \"$n\" -gt 1 ]; then cat \"$t\" >|\"$p\" || exit 1; f=$p; attributes; "
                + """
                else [ ! -f "$p" ] || cp --attributes-only --preserve=mode,ownership,xattr -- "$p" "$t" \
                2>/dev/null; 
                """
                + "f=$t; attributes; mv -f -- \"$t\" \"$p\"; fi",
        ].joined(separator: "; ")
    }
}

extension ShellSession {
    package func put(
        _ file: FilePlacement, from content: @escaping @Sendable () throws -> ArraySlice<UInt8>,
        output: @escaping @Sendable (OutputChunk) throws -> Void
    ) async throws -> Outcome {
        let line = ShellProtocol.nonce()
        let opening = Mutex(launcher.opening + Array("\(line)\n".utf8))
        let outcome = try await transfer(file.script(after: line), timeout: file.timeout) {
            // The password goes first, where becoming another user takes one.
            let first = opening.withLock { bytes in
                defer { bytes = [] }
                return bytes
            }
            return first.isEmpty ? try content() : first[...]
        } output: {
            try output(OutputChunk(stream: $0, bytes: $1))
        }
        // What ssh ends with when it is ssh that failed.
        guard launcher.address.kind == .ssh, outcome.ending == .exited(255) else { return outcome }
        return Outcome(
            ending: .lost("the link to the host was lost while the file was written"), duration: outcome.duration)
    }

    package func get(_ path: String, timeout: Duration, take: @escaping @Sendable (ArraySlice<UInt8>) throws -> Void)
        async throws
    {
        let opening = Mutex(launcher.opening)
        let errors = Mutex<[UInt8]>([])
        // The file's bytes begin after this line: a login shell's start-up files may print something before it.
        let line = ShellProtocol.nonce()
        let front = Mutex(Front(line: Array("\(line)\n".utf8)))
        let outcome = try await transfer("echo \(line); exec cat -- \(ShellText.quoted(path))", timeout: timeout) {
            opening.withLock { bytes in
                defer { bytes = [] }
                return bytes[...]
            }
        } output: { stream, bytes in
            if stream == .stdout {
                try take(front.withLock { $0.passed(bytes) })
            } else {
                errors.withLock { $0.append(contentsOf: bytes.prefix(max(0, 4096 - $0.count))) }
            }
        }
        guard outcome.ending != .exited(0) else { return }
        let words = String(decoding: errors.withLock { $0 }, as: UTF8.self).split(separator: "\n").last.map(String.init)
        throw HostError(
            code: .notRead, host: host, message: "\(path) could not be read" + (words.map { ": \($0)" } ?? ""),
            advice: "check the file's permissions and the link to the host, then resume")
    }

    /// Runs a script there over a connection of its own, with bytes in and out.
    private func transfer(
        _ script: String, timeout: Duration, input: @escaping @Sendable () throws -> ArraySlice<UInt8>,
        output: @escaping @Sendable (OutputStream, ArraySlice<UInt8>) throws -> Void
    ) async throws -> Outcome {
        if Task.isCancelled { return Outcome(ending: .cancelled, duration: .zero) }
        wake.reset()
        return try await withTaskCancellationHandler {
            do {
                return try await onThread { [self] _ in
                    try PipedProcess.run(
                        launcher.arguments(script), environment: launcher.environment + [marker], timeout: timeout,
                        wake: wake.reading, input: input, output: output)
                }
            } catch let error as SystemError {
                throw hostError(error)
            }
        } onCancel: {
            wake.signal()
        }
    }
}

/// Everything up to and with a line is left out of a stream.
private struct Front {
    let line: [UInt8]
    private var held: [UInt8] = []
    private var isPast = false

    init(line: [UInt8]) { self.line = line }

    mutating func passed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if isPast { return bytes }
        held += bytes
        guard let found = held.firstRange(of: line) else { return [] }
        isPast = true
        defer { held = [] }
        return held[found.upperBound...]
    }
}
