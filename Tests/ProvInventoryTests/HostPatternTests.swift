import ProvInventory
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvText

@Suite("Host patterns")
struct HostPatternTests {
    static let directory: HostDirectory = {
        let text = "[web]\nweb[1:5]\n[db]\ndb1\ndb2\n[prod:children]\nweb\n[empty]\n"
        let result = InventoryReader.read([.file(SourceText(path: "hosts.ini", text: text))])
        return HostDirectory(inventory: result.inventory, sshHosts: ["bastion", "build-box"])
    }()

    @Test(
        "a pattern means these hosts",
        arguments: [
            ("web[0]:db", ["web1", "db1", "db2"]), ("web[-1]", ["web5"]), ("web[1:2]", ["web2", "web3"]),
            ("web[3:]", ["web4", "web5"]),
            ("all:!web", ["db1", "db2"]), ("web:&prod:!web3", ["web1", "web2", "web4", "web5"]),
            ("!db", ["web1", "web2", "web3", "web4", "web5"]),
            ("~web[24]$", ["web2", "web4"]), ("db2,db1", ["db2", "db1"]), ("db1:db1", ["db1"]),
            ("bastion", ["bastion"]), ("bastion:db1", ["bastion", "db1"]),
            ("local", ["local"]), ("localhost", ["local"]), ("127.0.0.1", ["local"]), ("db1:local", ["db1", "local"]),
            ("w?b[2:3]", ["web3", "web4"]),
            (" web[0] , db1 ", ["web1", "db1"]),
        ])
    func meaning(pattern: String, hosts: [String]) {
        #expect(Self.directory.answer(pattern) == .hosts(hosts))
    }

    @Test(
        "what is wrong is said with its place in the pattern",
        arguments: [
            ("web:wbe1", "unknown host or group 'wbe1'", 4..<8, "did you mean web1?"),
            ("web:!wbe3", "unknown host or group 'wbe3'", 5..<9, "did you mean web3?"),
            ("web:&prdo", "unknown host or group 'prdo'", 5..<9, "did you mean prod?"),
            ("bastoin", "unknown host or group 'bastoin'", 0..<7, "did you mean bastion?"),
            ("empty", "no host matches 'empty'", 0..<5, "list the hosts with `prov hosts`"),
            ("web9*", "no host matches 'web9*'", 0..<5, "list the hosts with `prov hosts`"),
            (
                "db:!web[9]", "index out of range in 'web[9]': the pattern before it matches 5 hosts", 4..<10,
                "write a number from 0 to 4, or from -5 to -1"
            ),
            ("web[7:9]", "no host matches 'web[7:9]'", 0..<8, "list the hosts with `prov hosts`"),
            ("web:!all", "no host matches 'web:!all'", 0..<8, "list the hosts with `prov hosts`"),
            ("", "the pattern is empty", 0..<1, "write names of hosts and groups, as in web:&prod:!web3"),
            ("web,!", "empty host name in '!'", 4..<5, "write names of hosts and groups, as in web:&prod:!web3"),
        ])
    func trouble(pattern: String, message: String, bytes: Range<Int>, fix: String) throws {
        guard case .trouble(let trouble) = Self.directory.answer(pattern) else {
            Issue.record("\(pattern) means hosts")
            return
        }
        #expect(trouble.message == message)
        #expect(trouble.bytes == bytes)
        #expect(trouble.fix == fix)
    }

    @Test("a regular expression that is none is said")
    func badRegex() {
        guard case .trouble(let trouble) = Self.directory.answer("~web(") else {
            Issue.record("it means hosts")
            return
        }
        #expect(trouble.message.hasPrefix("invalid regular expression 'web('"))
    }

    @Test("--limit keeps what it names, and refuses what nothing has")
    func limit() throws {
        var directory = Self.directory
        try directory.limit(to: "web:!web3")
        #expect(["web1", "web3", "db1"].map(directory.isWithinLimit) == [true, false, false])
        #expect(throws: PlanHosts.Trouble.self) { try directory.limit(to: "wbe3") }
    }

    @Test("a glob over 10,000 hosts takes no time that grows with its stars")
    func manyStars() {
        let inventory = InventoryReader.read([
            .file(SourceText(path: "hosts.ini", text: "node[0001:9999]aaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"))
        ]).inventory
        #expect(
            HostDirectory(inventory: inventory).answer("n*a*a*a*a*a*a*a*a*a*a*b")
                == .trouble(
                    .init(
                        message: "no host matches 'n*a*a*a*a*a*a*a*a*a*a*b'", bytes: 0..<23,
                        fix: "list the hosts with `prov hosts`")))
    }
}
