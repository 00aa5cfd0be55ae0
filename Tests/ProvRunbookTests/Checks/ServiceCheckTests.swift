import Testing

/// Programs that answer as systemd 252 does on Debian 12 and OpenRC 0.48 on Alpine 3.19: this machine has neither
/// running.
@Suite("Check of a service")
struct ServiceCheckTests {
    /// `systemctl show -p LoadState,ActiveState,SubState` ends with 0 whatever the unit; `is-enabled` says its word and
    /// ends with 0 or 1.
    private static let systemctl = """
        for last; do :; done
        case "$*" in
          *is-enabled*) case $last in haproxy) echo enabled;; ssh) echo disabled; exit 1;; *) echo "Failed to get unit file state for $last.service: No such file or directory" >&2; exit 1;; esac;;
          *show*) case $last in
            haproxy) printf 'LoadState=loaded\\nActiveState=active\\nSubState=running\\n';;
            ssh) printf 'LoadState=loaded\\nActiveState=failed\\nSubState=failed\\n';;
            postgresql@15-main) printf 'LoadState=loaded\\nActiveState=activating\\nSubState=auto-restart\\n';;
            denied) echo 'Failed to connect to bus: No such file or directory' >&2; exit 1;;
            *) printf 'LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\n';;
          esac;;
        esac
        """

    /// The user's systemd is asked: whether the system's own runs is told by a folder that this machine has not.
    private func host(_ shell: HostShell, _ folder: TestFolder) async throws -> CheckHost {
        CheckHost(
            shell: shell, values: ["UNIT": "haproxy"],
            path: try await folder.programs(TestFolder.basics, own: ["systemctl": Self.systemctl]))
    }

    @Test("systemd", arguments: HostShell.allCases)
    func systemd(shell: HostShell) async throws {
        let folder = try TestFolder()
        let host = try await host(shell, folder)
        try await host.expect(
            "service: {name: $UNIT, enabled: true, user: true}",
            "pass: expected service haproxy running, enabled, found active (running), enabled")
        try await host.expect(
            "service: {name: haproxy, running: false, enabled: false, user: true}",
            "fail: expected service haproxy stopped, disabled, found active (running), enabled")
        try await host.expect("service: {name: ssh, user: true}", "fail: expected service ssh running, found failed")
        try await host.expect(
            "service: {name: ssh, running: false, enabled: false, user: true}",
            "pass: expected service ssh stopped, disabled, found failed, disabled")
        try await host.expect(
            "service: {name: postgresql@15-main, user: true}",
            "fail: expected service postgresql@15-main running, found activating (auto-restart)")
        try await host.expect(
            "service: {name: none, user: true}", "fail: expected service none running, found unknown service")
        try await host.expect(
            "service: {name: none, running: false, user: true}",
            "pass: expected service none stopped, found unknown service")
        try await host.expect(
            "service: {name: denied, user: true}",
            """
            error: expected service denied running, found no result: systemctl: Failed to connect to \
            bus: No such file or directory
            """
        )
    }
}
