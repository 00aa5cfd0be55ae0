import Testing

@testable import ProvHosts

/// Whether a shell sees that a process still holds its streams, by all the ways it looks.
@Suite("Who holds a shell's streams")
struct StreamHolderTests {
    enum Shell: String, CaseIterable, CustomTestStringConvertible {
        case bash, dash, busybox

        var testDescription: String { rawValue }

        var words: any ShellWords.Type { self == .bash ? BashWords.self : PosixWords.self }

        var command: [String] { self == .busybox ? ["busybox", "sh", "-c"] : [rawValue, "-c"] }
    }

    /// Commands, and whether something that they leave behind holds the streams. A child holds them for a moment before
    /// it opens others.
    private static let left: [(text: String, holds: Bool)] = [
        ("true", false),
        ("sleep 5 &", true),
        ("sleep 5 >/dev/null 2>&1 & sleep 0.2", false),
        ("sleep 5 2>/dev/null &", true),
        ("sleep 5 >/dev/null &", true),
        // A daemon: its parent has gone.
        ("(sleep 5 &)", true),
        ("(sleep 5 >/dev/null 2>&1 &); sleep 0.2", false),
        ("setsid -f sleep 5", true),
        ("i=0; while [ $i -lt 40 ]; do /bin/true; i=$((i+1)); done; (sleep 5 &)", true),
        // More new processes than are looked at one by one.
        ("i=0; while [ $i -lt 400 ]; do (:); i=$((i+1)); done; (sleep 5 &)", true),
        ("i=0; while [ $i -lt 400 ]; do (:); i=$((i+1)); done", false),
    ]

    /// What a step or the host can have done to the shell before it looks.
    private static let before = [
        "", "set -f", "IFS=0123456789/", "set -u", "__pv_P=-", "__pv_P=", "__pv_P=99999999", "__pv_P=x",
    ]

    @Test("what holds them is seen, whichever way the shell looks", arguments: Shell.allCases)
    func seen(shell: Shell) async throws {
        for setting in Self.before {
            let answers = try await Self.answers(of: shell, after: setting)
            #expect(answers == Self.left.map { $0.holds ? "1" : "" }, "\(shell) after '\(setting)'")
        }
    }

    /// For each command, in a shell of its own, what the look says; each shell looks once before, when nothing is left.
    private static func answers(of shell: Shell, after setting: String) async throws -> [String] {
        let (output, errors, nowhere) = (shell.words.output, shell.words.errors, shell.words.nowhere)
        let look: String
        let prepare: String
        switch shell {
        case .bash: (look, prepare) = (BashWords.looking(atStreams: true), BashWords.lookingPreparation)
        case .dash, .busybox: (look, prepare) = (PosixWords.looking(atStreams: true), PosixWords.lookingPreparation)
        }
        var answers: [String] = []
        for (text, _) in left {
            let script = """
                folder=$(mktemp -d) && cd "$folder" || exit
                exec 5>&1 \(output)>o \(errors)>e \(nowhere)>/dev/null
                exec 1>&\(output) 2>&\(errors)
                __pv_q=. __pv_l= __pv_j= __pv_e= __pv_J=:
                \(prepare)
                { \(look); } 2>/dev/null
                printf '%s' "$__pv_F" >&5
                \(text.replacing("sleep 5", with: "sleep 5 5>&-"))
                \(setting)
                { \(look); } 2>/dev/null
                printf '%s' "$__pv_F" >&5
                rm -rf -- "$folder"
                """
            answers.append(String(decoding: try await OneShot.run(shell.command + [script]).stdout, as: UTF8.self))
        }
        return answers
    }
}
