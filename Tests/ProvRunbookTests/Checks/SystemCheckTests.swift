import Foundation
import Testing

/// What the kernel tells: parameters and mounts of this machine.
@Suite("Checks of kernel parameters and mounts")
struct SystemCheckTests {
    @Test("kernel parameters", arguments: HostShell.allCases)
    func parameters(shell: HostShell) async throws {
        let kernel = try String(contentsOfFile: "/proc/sys/kernel/ostype", encoding: .utf8).trimmingCharacters(
            in: .whitespacesAndNewlines)
        let range = try String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8).split(
            whereSeparator: \.isWhitespace)
        let host = CheckHost(shell: shell, values: ["OS": kernel, "LEAST": "1"])
        try await host.expect(
            "kernel-param: {name: kernel.ostype, value: $OS}",
            "pass: expected kernel.ostype = \(kernel), found \(kernel)"
        )
        try await host.expect(
            "kernel-param: {name: kernel.ostype, value: GNU}", "fail: expected kernel.ostype = GNU, found \(kernel)")
        // The kernel separates with tabs.
        try await host.expect(
            "kernel-param: {name: net.ipv4.ip_local_port_range, value: \(range[0])   \(range[1])}",
            "pass: expected net.ipv4.ip_local_port_range = \(range[0])   \(range[1]), found \(range[0]) \(range[1])")
        #expect(
            try await host.verdict("kernel-param: {name: kernel.pid_max, value: '>= $LEAST'}").hasPrefix(
                "pass: expected kernel.pid_max >= 1, found "))
        #expect(
            try await host.verdict("kernel-param: {name: kernel.pid_max, value: '< $LEAST'}").hasPrefix(
                "fail: expected kernel.pid_max < 1, found "))
        try await host.expect(
            "kernel-param: {name: net.none, value: 1}",
            "fail: expected net.none = 1, found unknown kernel parameter; a module may have to be loaded first")
        try await host.expect(
            "kernel-param: {name: kernel.ostype, value: '> 1'}",
            "fail: expected kernel.ostype > 1, found \(kernel), which is not a number")
    }

    @Test("mounts", arguments: HostShell.allCases)
    func mounts(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["AT": "/proc", "TYPE": "proc"])
        try await host.expect("mount: /proc/", "pass: expected /proc/ mounted, found it is")
        try await host.expect(
            "mount: {path: $AT, type: $TYPE}", "pass: expected /proc mounted with type proc, found type proc")
        try await host.expect(
            "mount: {path: /proc, type: xfs}", "fail: expected /proc mounted with type xfs, found type proc")
        let folder = try TestFolder()
        try await host.expect(
            "mount: \(folder.path)", "fail: expected \(folder.path) mounted, found nothing is mounted there")
        try await host.expect(
            "mount: {path: \(folder.path), mounted: false}",
            "pass: expected nothing mounted at \(folder.path), found nothing is mounted there")
        #expect(
            try await host.verdict("mount: {path: /proc, mounted: false}").hasPrefix(
                "fail: expected nothing mounted at /proc, found proc from "))
        #expect(
            try await host.verdict("mount: {path: /proc, options: [no-such-option]}").hasPrefix(
                "fail: expected /proc mounted with option no-such-option, found options "))
    }

    @Test("room that is left", arguments: HostShell.allCases)
    func room(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["LEAST": "1K"])
        #expect(
            try await host.verdict("mount: {path: /, free: $LEAST}").hasPrefix(
                "pass: expected / mounted with 1K free, found "))
        #expect(
            try await host.verdict("mount: {path: /, free: 99999T}").hasPrefix(
                "fail: expected / mounted with 99999T free, found "))
        try await CheckHost(shell: shell, values: ["LEAST": "much"]).expect(
            "mount: {path: /, free: $LEAST}", "error: expected / mounted with $LEAST free, found invalid size 'much'")
    }
}
