import ArgumentParser
import ProvEngine
import ProvInventory
import ProvJournal
import ProvPolicy
import ProvSystem
import ProvText

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve what a run waits to do, or deny it, with an SSH signature.",
        discussion: """
            Shows the commands, hosts and inputs that the approval releases, and signs exactly that with your SSH key. The run checks the \
            signature against the allowed_signers file of its project: who may approve, how many, and not the executor.

            EXAMPLES
              prov approve last
              prov approve 01J9 oncall-approval --key ~/.ssh/id_ed25519
              prov approve 01J9 --deny "not before the backup has ended"
              prov approve 01J9 --out mine.sig      if the run's folder is not writable
              prov resume 01J9 --approval mine.sig  then, by who runs it
            """)

    @Argument(
        help: ArgumentHelp("A run: its id, the first characters of it, or `last`.", valueName: "run"),
        completion: Completing.runs)
    var name: String
    @Argument(
        help: ArgumentHelp("The gate; required if several wait.", valueName: "step"), completion: Completing.steps)
    var step: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The key: a private one, or a public one whose private half the agent holds.", valueName: "file"),
        completion: Completing.file)
    var key: String?
    @Option(name: .long, help: ArgumentHelp("Deny it, giving a reason.", valueName: "reason"))
    var deny: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Write the answer to this file instead of the run's folder.", valueName: "file"),
        completion: Completing.file)
    var out: String?
    @Flag(name: .shortAndLong, help: "Do not prompt.")
    var yes = false
    @OptionGroup var storing: StoreOptions

    func run() async throws {
        let run = try storing.find(name).run
        try RunReports(run).refuseDamaged()
        let request = try waiting(in: run)
        let console = Console.standardOutput
        console.line(RequestText.text(request, console))
        let signers = try signers(of: request, run)
        if let deny, deny.allSatisfy(\.isWhitespace) {
            throw CommandFailure(.usage, "--deny requires a reason", advice: "add the reason: --deny TEXT")
        }
        let prompt = deny == nil ? "\n[a]pprove this, [q]uit: " : "\n[d]eny this, [q]uit: "
        if !yes, Planning.isAtTerminal,
            ["q", nil].contains(Question.letter(prompt, of: deny == nil ? "aq" : "dq")?.letter)
        {
            console.line("nothing was signed")
            throw SilentExit(status: .refused)
        }
        let answer = try await sign(request, signers)
        let person = try await refuseUseless(answer, request, signers, run)
        try keep(answer, by: person, request, run, console)
    }

    /// Who may approve, by the file of the runbook's project; refuses where it has none.
    private func signers(of request: ApprovalRequest, _ run: LoadedRun) throws -> AllowedSigners {
        let place = try EnvironmentSources(from: Files.folder(of: run.report.opened.runbook))
        let named = place.project?.signers(of: request.environment)
        guard
            let signers = try AllowedSigners.find(
                named: named, runbook: run.report.opened.runbook, project: place.project?.path)
        else {
            throw CommandFailure(
                .refused,
                """
                no allowed_signers file found next to \(run.report.opened.runbook); signatures cannot be verified
                """,
                advice:
                    """
                    create one with one line for each key: `NAME,ROLE ssh-ed25519 AAAA…`; or approve at the terminal of the run
                    """
            )
        }
        return signers
    }

    /// Writes the answer where the run finds it, or to the file that was named.
    private func keep(
        _ answer: ApprovalFolder.Answer, by person: String, _ request: ApprovalRequest, _ run: LoadedRun,
        _ console: Console
    ) throws {
        let said = deny == nil ? "approved" : "denied"
        if let out {
            try TextFile.write(Array(answer.text.utf8), to: out, replacing: false)
            return console.line(
                """
                \(said) by \(person): \(out)
                send it to \(request.executor), who continues with: prov resume \(run.id)\(storing.hint) --approval \(ShellText.word(out))
                """
            )
        }
        do {
            let path = try ApprovalFolder(run: run.directory).add(answer, to: request.step)
            console.line(
                """
                \(said) by \(person): \(path)
                \(run.isRunning ? "the waiting run continues" : "continue with: prov resume \(run.id)\(storing.hint)")
                """
            )
        } catch {
            throw CommandFailure(
                error.status, "cannot write the answer to the run's folder: \(error.message)",
                advice:
                    """
                    write it elsewhere with --out FILE, and send it to \(request.executor): prov resume \(run.id) --approval FILE
                    """
            )
        }
    }

    /// The request that is meant: of the gate that was named, else of the only one that waits.
    private func waiting(in run: LoadedRun) throws -> ApprovalRequest {
        let passed = Set(run.report.steps.filter { $0.hosts.allSatisfy(\.state.isSuccess) }.map(\.planned.step))
        let requests = ApprovalFolder(run: run.directory).requests().filter { !passed.contains($0.step) }
        if let step {
            let known = try Pair.known(
                step, among: run.report.steps.filter { $0.planned.kind == .gate }.map(\.planned.step), option: "STEP")
            if let request = requests.first(where: { $0.step == known }) { return request }
            throw CommandFailure(
                .refused,
                passed.contains(known) ? "\(known) is already approved" : "run \(run.id) has not reached \(known) yet",
                advice: "show its state: prov show \(run.id)\(storing.hint)")
        }
        guard let only = requests.first else {
            throw CommandFailure(
                .refused, "run \(run.id) is not waiting for an approval",
                advice: "show its state: prov show \(run.id)\(storing.hint)")
        }
        guard requests.count == 1 else {
            throw CommandFailure(
                .usage,
                "several gates of run \(run.id) are waiting: \(requests.map(\.step).sorted().joined(separator: ", "))",
                advice: "choose one: prov approve \(run.id) \(ShellText.word(only.step))\(storing.hint)")
        }
        return only
    }

    private func sign(_ request: ApprovalRequest, _ signers: AllowedSigners) async throws -> ApprovalFolder.Answer {
        let file = try await keyFile(signers)
        guard let deny else {
            return ApprovalFolder.Answer(denial: nil, signature: try await SSHSignature.sign(request.text, key: file))
        }
        let text = ApprovalRequest.denial(deny, hash: ContentHash.hex(Array(request.text.utf8)))
        return ApprovalFolder.Answer(denial: (text, deny), signature: try await SSHSignature.sign(text, key: file))
    }

    /// The key that was named, else the first of the user's own that the file lists.
    private func keyFile(_ signers: AllowedSigners) async throws -> String {
        if let key { return AllowedSigners.certificate(beside: key, signers) ?? key }
        let home = "\(ProcessEnvironment["HOME"] ?? "")/.ssh"
        let files = Files.namesIfReadable(in: home).filter { $0.hasSuffix(".pub") }.sorted().map { "\(home)/\($0)" }
        var listed: [(file: String, key: Substring)] = []
        for file in files {
            let words =
                (try? TextFile.read(file)).map { String(decoding: $0, as: UTF8.self) }?.split {
                    $0.isWhitespace
                } ?? []
            if words.count > 1, !signers.principals(of: words[1]).isEmpty { listed.append((file, words[1])) }
        }
        let held = Set(await AllowedSigners.agentKeys().map { $0.split(separator: " ")[1] })
        if let inAgent = listed.first(where: { held.contains($0.key) }) { return inAgent.file }
        if let first = listed.first { return String(first.file.dropLast(4)) }
        if let certificate = files.lazy.compactMap({ AllowedSigners.certificate(beside: $0, signers) }).first {
            return certificate
        }
        throw CommandFailure(
            .usage, "your keys in \(home) are not listed in \(signers.path)", advice: "choose a key: --key FILE")
    }

    /// An answer that the run would not count is told here, not hours later.
    private func refuseUseless(
        _ answer: ApprovalFolder.Answer, _ request: ApprovalRequest, _ signers: AllowedSigners, _ run: LoadedRun
    ) async throws -> String {
        let verified: SignedAnswer
        do { verified = try await RunApprovals.verify(answer, request, signers) } catch let trouble as ApprovalTrouble {
            throw CommandFailure(.failed, trouble.message, advice: "nothing was recorded")
        }
        let users = [request.executor, run.report.opened.user]
        let names = Set(users.flatMap(User.names))
        switch ApprovalRule(approvers: request.approvers, executor: names).judge(verified) {
        case .counts(let person, _): return person
        case .refused(let why):
            throw CommandFailure(
                .refused, "this approval would not count: \(why)",
                advice: "\(request.approvers) must approve; their keys are listed in \(signers.path)")
        }
    }
}
