import Glibc
import ProvEngine
import ProvHosts
import ProvRunbook
import ProvSystem

/// Lets the operator change the text of a failed step in their own editor.
enum StepEditor {
    /// The changed text; `nil` if nothing was changed, or no editor could be started.
    static func edit(_ failure: StepFailure) async -> String? {
        guard case .script(let script) = failure.step.step.body else { return nil }
        let folder = ProcessEnvironment["TMPDIR"] ?? "/tmp"
        let path = "\(folder)/prov-edit-\(getpid()).sh"
        do {
            try TextFile.write(Array(script.text.utf8), to: path, replacing: false)
            defer { try? Files.remove(path) }
            try await UserTerminal.run(["/bin/sh", "-c", "exec \(editor) \"$1\"", "sh", path])
            let text = String(decoding: try TextFile.read(path), as: UTF8.self)
            return text == script.text ? nil : text
        } catch let error as CommandFailure {
            Console.standardOutput.line("  \(error.message)")
        } catch {
            Console.standardOutput.line("  the editor '\(editor)' could not be started; set EDITOR")
        }
        return nil
    }

    private static var editor: String {
        [ProcessEnvironment["VISUAL"], ProcessEnvironment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
    }
}
