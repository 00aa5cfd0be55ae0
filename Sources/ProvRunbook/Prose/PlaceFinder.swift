import ProvMarkdown
import ProvShell
import ProvText

/// Finds the steps of which the text around them says that they are typed on another machine or in a container.
///
/// A block that goes there by itself (`docker exec …`, `ssh …`) is for this machine, whatever the text says.
struct PlaceFinder {
    /// A place that holds for the steps to come.
    private struct Said {
        var change: ShellChange
        /// Whether it ends at the next text; otherwise at the next heading.
        var isBrief: Bool
        /// The level of the heading that says it; 0 for a text.
        var level: Int
    }

    private let document: Document
    private let assembly: RunbookAssembly
    private var said: [Said] = []
    /// Of each open heading, from the outermost: its level, and the machines' numbers of the parts below it.
    private var numbered: [(level: Int, seen: Set<Int>)] = [(0, [])]

    private init(_ document: Document, _ assembly: RunbookAssembly) {
        self.document = document
        self.assembly = assembly
    }

    /// Marks the drafts whose places the text tells.
    ///
    /// - Parameter events: those of the document, in order.
    static func mark(_ events: [DocumentEvent], in document: Document, _ assembly: RunbookAssembly) {
        guard assembly.header.on == nil else { return }
        var finder = PlaceFinder(document, assembly)
        for event in events { finder.read(event) }
    }

    private mutating func read(_ event: DocumentEvent) {
        switch event.kind {
        case .heading(let level, let text): enter(level, text, event)
        case .text(let text):
            said.removeAll(where: \.isBrief)
            if let place = place(text) { add(place, text, event, level: 0) }
        case .step(let draft): mark(draft)
        case .html, .code: break
        }
    }

    private mutating func enter(_ level: Int, _ text: String, _ event: DocumentEvent) {
        said.removeAll { $0.level == 0 || $0.level >= level }
        while let last = numbered.last, last.level >= level { numbered.removeLast() }
        if let number = PlaceWords.machineNumber(text), let parent = numbered.indices.last {
            numbered[parent].seen.insert(number)
            // The first of several machines may be this one.
            if number > 1, numbered[parent].seen.contains(1) {
                add(PlaceWords(target: .host, reach: .section), text, event, level: level)
            }
        } else if let place = PlaceWords.read(text) {
            add(place, text, event, level: level)
        }
        numbered.append((level, []))
    }

    private mutating func add(_ place: PlaceWords, _ text: String, _ event: DocumentEvent, level: Int) {
        let line = document.source.byteRange(ofLine: event.place.line)
        let end = TextPosition(line: event.place.line, column: max(line.count, event.place.column))
        said.append(
            Said(
                change: ShellChange(
                    target: place.target, cause: .words(Self.shortened(place.sentence.isEmpty ? text : place.sentence)),
                    file: document.source.path,
                    range: TextRange(event.place, end)),
                isBrief: level == 0 && place.reach == .blocksBelow, level: level))
    }

    /// What the words say, or an order to log in whose command stands in the text.
    private func place(_ text: String) -> PlaceWords? {
        if let place = PlaceWords.read(text) { return place }
        guard text.utf8.contains(UInt8(ascii: "`")), Self.beginsWithLogin(text) else { return nil }
        for (index, code) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        where index % 2 == 1 {
            let target = OtherShellReader.target(code.split(separator: " ").map(String.init))
            if let target, target == .host || target == .container {
                return PlaceWords(target: target, reach: .section)
            }
        }
        return nil
    }

    private static func beginsWithLogin(_ text: String) -> Bool {
        let first = text.lowercased().split { !$0.isLetter }.first.map(String.init) ?? ""
        return ["ssh", "log", "login", "connect", "enter"].contains(first)
    }

    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 60 ? line.prefix(59) + "…" : line
    }

    // MARK: Steps

    private mutating func mark(_ draft: Int) {
        guard let last = said.last else { return }
        let commands = Self.commands(of: assembly.drafts[draft].step.body)
        guard !commands.isEmpty else { return }
        if !commands.contains(where: Self.goesThere) { assembly.drafts[draft].step.saidElsewhere = last.change }
        if commands.contains(where: { $0.isPlain && OtherShellReader.leaves($0) }) {
            said.removeAll { $0.level == 0 }
        }
    }

    private static func commands(of body: Step.Body) -> [ShellCommand] {
        switch body {
        case .script(let script): script.shell?.commands.filter { $0.wordCount > 0 } ?? []
        case .console(let exchanges): exchanges.flatMap { commands(of: .script($0.command)) }
        case .file, .ensure, .manual, .gate, .checkOnly: []
        }
    }

    /// Whether a command names the other machine or container itself.
    private static func goesThere(_ command: ShellCommand) -> Bool {
        let words = (command.assignmentCount..<command.wordCount).map { command.word($0).text }
        // A program that is named by its path is that of the other machine.
        return words.prefix(2).contains(where: travellers.contains) || words.contains("ssh")
            || OtherShellReader.target(words).map { $0 != .user && $0 != .shell } ?? false
    }

    private static let travellers: Set<String> = [
        "ssh", "scp", "sftp", "rsync", "mosh", "docker", "docker-compose", "podman", "podman-compose", "nerdctl",
        "crictl", "kubectl", "oc", "k", "helm", "lxc", "incus", "vagrant", "multipass", "ansible", "ansible-playbook",
        "pdsh", "pssh", "parallel-ssh", "clush", "salt", "gcloud", "az", "aws", "doctl", "fly", "flyctl", "heroku",
        "virsh", "machinectl", "minikube", "kind", "k3d", "colima", "limactl", "ddev", "lando", "terraform", "tofu",
        "psql", "mysql", "mariadb", "redis-cli", "mongosh", "ssh-copy-id", "sail", "nixos-rebuild", "make", "kamal",
        "cap",
    ]
}
