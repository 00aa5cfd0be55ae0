import ProvText

/// Where a sentence says that the commands below it are typed.
///
/// Only what says so plainly counts: "In the web container, run", "On each worker node:", "SSH into the web server".
/// "Run the app in a container" says what the command does, and "Log in to the registry" goes nowhere.
struct PlaceWords: Equatable {
    /// How far the words reach.
    enum Reach: Equatable {
        /// The blocks directly below.
        case blocksBelow
        /// A login: until the section ends, or something says `exit`.
        case section
    }

    var target: ShellChange.Target
    var reach: Reach
    /// The sentence, as written.
    var sentence = ""

    /// The last of the sentences that names a place; `nil` for a text that names none.
    static func read(_ text: String) -> PlaceWords? {
        var found: PlaceWords?
        for sentence in ProseText.parts(of: text) {
            guard var place = login(sentence.words) ?? inside(sentence.words) ?? on(sentence.words) else { continue }
            place.sentence = sentence.text
            found = place
        }
        return found
    }

    /// The number of the machine that a heading ends with, from 1: `Hub - Machine 1`, `Server B`.
    static func machineNumber(_ heading: String) -> Int? {
        let words = ProseText.parts(of: heading).last?.words ?? []
        guard words.count >= 2, let last = words.last, machines.contains(words[words.count - 2]) else { return nil }
        if let number = Int(last), (1...20).contains(number) { return number }
        guard last.utf8.count == 1, let letter = last.utf8.first,
            (UInt8(ascii: "a")...UInt8(ascii: "h")).contains(letter)
        else { return nil }
        return Int(letter - UInt8(ascii: "a")) + 1
    }

    // MARK: Forms

    /// `SSH into …`, `Log in to the … server`, `Open a shell in the … container`.
    private static func login(_ words: [String]) -> PlaceWords? {
        var rest = words[...].drop { openers.contains($0) }
        guard let verb = rest.popFirst() else { return nil }
        switch verb {
        case "ssh", "ssh'ing", "sshing":
            guard let next = rest.first, ["into", "in", "to", "onto"].contains(next) else { return nil }
            return PlaceWords(target: .host, reach: .section)
        case "log", "login", "logon", "sign":
            if let next = rest.first, ["in", "into", "on", "onto", "to"].contains(next) { rest.removeFirst() }
            rest = rest.drop { ["to", "on", "as", "root"].contains($0) }
            return noun(rest).map { PlaceWords(target: $0, reach: .section) }
        case "open", "start", "get":
            guard rest.starts(with: ["a", "shell"]) || rest.starts(with: ["a", "terminal"]), rest.count > 3 else {
                return nil
            }
            rest = rest.dropFirst(2)
            guard let next = rest.popFirst(), ["in", "inside", "into", "on", "within"].contains(next) else {
                return nil
            }
            return noun(rest).map { PlaceWords(target: $0, reach: .section) }
        default: return nil
        }
    }

    /// `In the web container, …`, `Run the following inside the container`.
    private static func inside(_ words: [String]) -> PlaceWords? {
        for rest in places(in: words, behind: ["in", "inside", "within"]) where noun(rest) == .container {
            return PlaceWords(target: .container, reach: .blocksBelow)
        }
        return nil
    }

    /// `On each worker node`, `Run this on the other machine`.
    private static func on(_ words: [String]) -> PlaceWords? {
        for rest in places(in: words, behind: ["on"]) where noun(rest) == .host {
            let isOther =
                rest.prefix(4).contains { qualifiers.contains($0) }
                || rest.starts(with: ["your"]) && rest.prefix(3).contains { rented.contains($0) }
            if isOther { return PlaceWords(target: .host, reach: .blocksBelow) }
        }
        return nil
    }

    /// What follows the preposition where a sentence begins with it, or tells to run "the following" there.
    private static func places(in words: [String], behind prepositions: Set<String>) -> [ArraySlice<String>] {
        var found: [ArraySlice<String>] = []
        let start = words[...].drop { openers.contains($0) }
        if let first = start.first {
            if prepositions.contains(first) {
                found.append(start.dropFirst())
            } else if first == "from", let next = start.dropFirst().first, prepositions.contains(next) {
                found.append(start.dropFirst(2))
            }
            let isTelling = tellers.contains(first) && start.dropFirst().prefix(4).contains(where: commands.contains)
            if let place = start.lastIndex(where: prepositions.contains), place > start.startIndex {
                let rest = start[(place + 1)...]
                // `Set the variable on every worker node`.
                let isForAll = rest.first.map(everyone.contains) == true && rest.last.map(machines.contains) == true
                if isTelling || isForAll && orders.contains(first) { found.append(rest) }
            }
        }
        return found.map { $0.first == "of" ? $0.dropFirst() : $0 }
    }

    /// The kind of place that an article and at most four words name, if the sentence's part ends with it or a verb
    /// follows.
    private static func noun(_ words: ArraySlice<String>) -> ShellChange.Target? {
        guard let article = words.first, articles.contains(article) else { return nil }
        for (offset, word) in words.dropFirst().prefix(5).enumerated() {
            if notPlaces.contains(word) { return nil }
            guard machines.contains(word) || containers.contains(word) else { continue }
            let next = words.dropFirst(offset + 2).first
            guard next == nil || following.contains(next ?? "") || (next ?? "").allSatisfy(\.isNumber) else {
                continue
            }
            return containers.contains(word) ? .container : .host
        }
        return nil
    }

    // MARK: Words

    private static let openers: Set<String> = [
        "now", "then", "next", "first", "finally", "second", "third", "again", "please", "also", "and", "once",
        "afterwards", "to", "optionally",
    ]
    private static let tellers: Set<String> = [
        "run", "execute", "type", "enter", "issue", "perform", "repeat", "use", "do", "apply",
    ]
    private static let commands: Set<String> = [
        "following", "this", "these", "command", "commands", "below", "steps", "same", "it",
    ]
    private static let articles: Set<String> = [
        "the", "your", "this", "that", "each", "every", "all", "both", "any", "another", "one", "a", "an", "other",
        "its", "our",
    ]
    private static let orders: Set<String> = tellers.union([
        "set", "add", "install", "create", "change", "update", "copy", "enable", "start", "restart", "stop", "load",
        "edit",
        "configure", "check", "verify", "remove", "delete", "make", "download", "put", "place", "ensure", "join",
        "open",
        "reload", "mount", "disable", "upgrade", "register",
    ])
    private static let everyone: Set<String> = ["each", "every", "all"]
    private static let machines: Set<String> = [
        "machine", "machines", "host", "hosts", "server", "servers", "node", "nodes", "vm", "vms", "instance",
        "instances", "box", "boxes", "droplet", "droplets", "computer", "computers", "device", "devices", "pi",
        "clients",
        "client", "workers", "replicas", "replica", "standby", "masters", "agents", "vps",
    ]
    /// Machines that are not the one on a desk.
    private static let rented: Set<String> = ["instance", "instances", "droplet", "droplets", "vm", "vms", "vps"]
    private static let containers: Set<String> = [
        "container", "containers", "pod", "pods", "chroot", "jail", "toolbox",
    ]
    private static let qualifiers: Set<String> = [
        "remote", "other", "another", "second", "third", "target", "client", "worker", "workers", "master", "control",
        "controller", "standby", "replica", "agent", "slave", "secondary", "each", "every", "all", "both", "one",
        "new", "destination", "clients", "replicas", "masters", "agents", "standby", "backup", "bastion", "jump",
        "gateway", "peer", "guest", "primary",
    ]
    /// Servers that one logs in to with a client of theirs.
    private static let notPlaces: Set<String> = [
        "database", "mysql", "mariadb", "postgres", "postgresql", "redis", "mongo", "mongodb", "sql", "db", "vault",
        "registry", "api", "argo", "argocd", "cluster", "local", "localhost", "same", "own", "build", "console",
        "dashboard", "account", "logs", "log",
        "image", "images", "network", "runtime", "registries", "engine", "hub", "ui", "mail", "smtp", "ldap", "where",
    ]
    /// What may follow the noun of a place.
    private static let following: Set<String> = [
        "run", "execute", "type", "you", "do", "start", "stop", "create", "edit", "install", "and", "with", "using",
        "via",
        "as", "by", "to", "issue", "enter", "we", "check", "perform", "that", "which", "in", "where", "over", "through",
        "if", "make", "add", "set", "open", "copy", "use", "then", "the", "verify", "itself", "for",
    ]
}
