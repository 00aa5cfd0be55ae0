import ProvRunbook

@testable import ProvChecks
@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

/// Runs that look like those people make; the goldens and the pictures of the docs show them.
enum SampleRuns {
    /// A rolling set-up of three hosts that fails on one of them.
    static var failed: RunFixture {
        var run = RunFixture(RunFixture.opened())
        let web = ["web1", "web2", "web3"]
        run.step(
            "update", "Refresh the package lists", section: ["Web server", "Packages"], hosts: web,
            command: "apt-get update -q")
        run.step(
            "install-haproxy", "Install HAProxy", section: ["Web server", "Packages"], hosts: web,
            command: "apt-get install -y -q haproxy=2.6.12-1", proves: ["package haproxy is 2.6.12-1"])
        run.step(
            "configure", "Write its configuration", section: ["Web server", "HAProxy"], kind: .file, hosts: web,
            command: "frontend http\n    bind :80\n    default_backend app\n",
            proves: ["/etc/haproxy/haproxy.cfg is as written"], isUndoable: true)
        run.step(
            "start", "Start HAProxy", section: ["Web server", "HAProxy"], hosts: web,
            command: "systemctl enable --now haproxy\nsystemctl reload haproxy",
            proves: ["port 80 is listening", "http http://localhost/ is 200"])
        run.step(
            "firewall", "Close everything but 80 and 443", section: ["Web server", "Firewall"], hosts: web,
            needs: ["update"],
            command: "firewall-cmd --permanent --add-service=http --add-service=https\nfirewall-cmd --reload")
        run.step(
            "smoke", "Look at it from outside", section: ["Web server", "Proof"], kind: .check, hosts: ["local"],
            needs: ["start", "firewall"],
            command: "http http://example.org/ is 200", proves: ["http http://example.org/ is 200"])
        run.step(
            "announce", "Tell the team", section: ["Web server", "Proof"], kind: .manual,
            command: "Write to the channel that the new address is live.")
        run.step(
            "collect", "Collect the logs", section: [], phase: .finally, needs: [],
            command: "journalctl -u haproxy -n 200 --no-pager")

        for (host, system) in zip(web, ["Debian 12.9", "Debian 12.9", "Debian 12.8"]) {
            run.record(
                .hostSeen(
                    HostSeen(
                        host: host, transport: "ssh", system: system, bootID: "6f1c2f6e-51d0-4b6c-9d0e-0f6f1c2a7e11",
                        machineHash: "aa11", shell: "bash 5.2.15")))
        }
        for host in web {
            run.run(
                "update", on: host, seconds: 3.2,
                output: "Hit:1 http://deb.debian.org/debian bookworm InRelease\nReading package lists...\n")
            run.settle("update", on: host, .done)
        }
        for host in web {
            run.check(
                "install-haproxy", on: host, .before, host == "web3" ? .pass : .fail, "package haproxy is 2.6.12-1",
                wanted: "haproxy 2.6.12-1 installed", found: host == "web3" ? "2.6.12-1" : "not installed")
            if host == "web3" {
                run.settle("install-haproxy", on: host, .satisfied)
                continue
            }
            run.run("install-haproxy", on: host, seconds: host == "web1" ? 14.1 : 15.8, output: installLog)
            run.check(
                "install-haproxy", on: host, .after, .pass, "package haproxy is 2.6.12-1",
                wanted: "haproxy 2.6.12-1 installed", found: "2.6.12-1")
            run.settle("install-haproxy", on: host, .proven)
        }
        for host in web {
            run.run("configure", on: host, command: "cat > /etc/haproxy/haproxy.cfg", seconds: 0.08)
            run.check(
                "configure", on: host, .after, .pass, "file /etc/haproxy/haproxy.cfg", wanted: "as written here",
                found: "it is")
            run.settle("configure", on: host, .proven)
        }
        start(on: web, &run)
        run.record(
            .deviation(
                Deviation(
                    kind: .skip, step: "firewall", host: "web3", user: "ada",
                    reason: "firewalld is managed by the network team there")))
        run.run("firewall", on: "web1", seconds: 1.4, output: "success\nsuccess\n")
        run.settle("firewall", on: "web1", .done)
        run.run("firewall", on: "web2", seconds: 1.6, output: "success\nsuccess\n")
        run.settle("firewall", on: "web2", .done)
        run.settle("firewall", on: "web3", .skipped, "firewalld is managed by the network team there")
        run.settle("smoke", .notReached, "step start did not succeed")
        run.settle("announce", .notReached, "step start did not succeed")
        run.run("collect", seconds: 0.3, output: "-- No entries --\n")
        run.settle("collect", .done)
        run.record(
            .captured(Captured(name: "HAPROXY_VERSION", value: "2.6.12-1", step: "install-haproxy", host: "web1")))
        run.record(.redactionSummary(RedactionSummary(hits: ["STATS_PASSWORD": 3])))
        run.close(.failed)
        return run
    }

    private static func start(on hosts: [String], _ run: inout RunFixture) {
        for host in hosts {
            run.check(
                "start", on: host, .before, .fail, "port 80 is listening", wanted: "port 80 listening",
                found: "nothing listens on port 80")
            guard host == "web2" else {
                run.run(
                    "start", on: host, seconds: 0.9,
                    errors: "Created symlink /etc/systemd/system/multi-user.target.wants/haproxy.service.\n")
                run.check(
                    "start", on: host, .after, .pass, "port 80 is listening", wanted: "port 80 listening",
                    found: "haproxy (pid 812)")
                run.check(
                    "start", on: host, .after, .pass, "http http://localhost/ is 200", wanted: "status 200",
                    found: "status 200")
                run.settle("start", on: host, .proven)
                continue
            }
            run.run("start", on: host, seconds: 1.1, code: 1, errors: startErrors)
            run.record(
                .deviation(
                    Deviation(
                        kind: .fix(pattern: "Address already in use", after: "exit code 1"), step: "start", host: host,
                        user: "ada", reason: "applied the fix for /Address already in use/")))
            run.run(
                "start", on: host, .fix, command: "systemctl stop apache2 || true", seconds: 0.4,
                errors: "Failed to stop apache2.service: Unit apache2.service not loaded.\n")
            run.run("start", on: host, attempt: 2, seconds: 1.2, code: 1, errors: startErrors)
            for _ in 0..<3 {
                run.check(
                    "start", on: host, .after, .fail, "port 80 is listening", wanted: "port 80 listening by haproxy",
                    found: "nginx (pid 655) listens on port 80")
            }
            run.settle("start", on: host, .failed, "exit code 1 at line 2: systemctl reload haproxy")
        }
    }

    /// A guide on a laptop of which half was done already; everything is proven.
    static var proven: RunFixture {
        var opened = RunFixture.opened(title: "Set up a development database", purpose: nil, environment: "local")
        opened.runbook = "runbooks/postgresql.md"
        opened.kind = "setup"
        opened.rtoSeconds = nil
        opened.rpoSeconds = nil
        opened.gitDirty = false
        opened.loginUser = nil
        var run = RunFixture(opened)
        run.step(
            "install", "Install PostgreSQL 15", section: ["Install"], command: "sudo apt-get install -y postgresql-15",
            proves: ["command psql --version"])
        run.step(
            "create-database", "Create the database", section: ["Database"], command: "createdb shop",
            proves: ["sql select 1"])
        run.step(
            "load", "Load the schema", section: ["Database"], command: "psql shop -f schema.sql",
            proves: ["output (lines)"])
        run.record(
            .hostSeen(
                HostSeen(
                    host: "local", transport: "local", system: "Debian 12.9", bootID: nil, machineHash: nil,
                    shell: "bash 5.2.15")))
        run.check(
            "install", .before, .pass, "command psql --version", wanted: "psql 15", found: "psql (PostgreSQL) 15.10")
        run.settle("install", .satisfied)
        run.run("create-database", seconds: 0.42)
        run.check("create-database", .after, .pass, "sql select 1", wanted: "1", found: "1")
        run.settle("create-database", .proven)
        run.run("load", seconds: 1.31, output: "CREATE TABLE\nCREATE TABLE\nCREATE INDEX\n")
        run.check("load", .expect, .pass, "output (lines)", wanted: "3 lines", found: "3 lines")
        run.settle("load", .proven)
        run.close(.proven)
        return run
    }

    /// Stopped by a crash in the middle of a step).
    static var inDoubt: RunFixture {
        var run = RunFixture(RunFixture.opened(title: "Restore the orders database"))
        run.step("stop", "Stop the application", command: "systemctl stop shop")
        run.step(
            "restore", "Restore the dump", command: "pg_restore -d orders orders.dump",
            proves: ["sql select count(*) from orders"])
        run.step("begin", "Start the application", command: "systemctl start shop")
        run.run("stop", seconds: 2.5)
        run.settle("stop", .done)
        run.run("restore", isSeenToEnd: false)
        run.tick(61)
        return run
    }

    static let startErrors = """
        \u{1B}[1;31mJob for haproxy.service failed\u{1B}[0m because the control process exited with error code.
        See "systemctl status haproxy.service" and "journalctl -xeu haproxy.service" for details.
        haproxy[901]: [ALERT] (901) : Starting frontend http: cannot bind socket (\u{1B}[33mAddress already in use\u{1B}[0m) [0.0.0.0:80]

        """

    static let installLog: String = {
        var log = "Reading package lists...\nBuilding dependency tree...\n"
        for index in 1...118 {
            log += "(Reading database ... \u{1B}[32m\(index)%\u{1B}[0m) Unpacking part \(index) of haproxy\n"
        }
        return log + "Setting up haproxy (2.6.12-1) ...\r\n"
    }()
}
