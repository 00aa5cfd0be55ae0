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
            "kernel-param: {name: kernel.ostype, value: $OS}", "pass: wanted kernel.ostype = \(kernel), found \(kernel)"
        )
        try await host.expect(
            "kernel-param: {name: kernel.ostype, value: GNU}", "fail: wanted kernel.ostype = GNU, found \(kernel)")
        // The kernel separates with tabs.
        try await host.expect(
            "kernel-param: {name: net.ipv4.ip_local_port_range, value: \(range[0])   \(range[1])}",
            "pass: wanted net.ipv4.ip_local_port_range = \(range[0])   \(range[1]), found \(range[0]) \(range[1])")
        #expect(
            try await host.verdict("kernel-param: {name: kernel.pid_max, value: '>= $LEAST'}").hasPrefix(
                "pass: wanted kernel.pid_max >= 1, found "))
        #expect(
            try await host.verdict("kernel-param: {name: kernel.pid_max, value: '< $LEAST'}").hasPrefix(
                "fail: wanted kernel.pid_max < 1, found "))
        try await host.expect(
            "kernel-param: {name: net.none, value: 1}",
            "fail: wanted net.none = 1, found no such parameter; a module may have to be loaded first")
        try await host.expect(
            "kernel-param: {name: kernel.ostype, value: '> 1'}",
            "fail: wanted kernel.ostype > 1, found \(kernel), which is no number")
    }

    @Test("mounts", arguments: HostShell.allCases)
    func mounts(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["AT": "/proc", "TYPE": "proc"])
        try await host.expect("mount: /proc/", "pass: wanted /proc/ mounted, found it is so")
        try await host.expect(
            "mount: {path: $AT, type: $TYPE}", "pass: wanted /proc mounted with type proc, found type proc")
        try await host.expect(
            "mount: {path: /proc, type: xfs}", "fail: wanted /proc mounted with type xfs, found type proc")
        let folder = try TestFolder()
        try await host.expect(
            "mount: \(folder.path)", "fail: wanted \(folder.path) mounted, found nothing is mounted there")
        try await host.expect(
            "mount: {path: \(folder.path), mounted: false}",
            "pass: wanted nothing mounted at \(folder.path), found nothing is mounted there")
        #expect(
            try await host.verdict("mount: {path: /proc, mounted: false}").hasPrefix(
                "fail: wanted nothing mounted at /proc, found proc from "))
        #expect(
            try await host.verdict("mount: {path: /proc, options: [no-such-option]}").hasPrefix(
                "fail: wanted /proc mounted with option no-such-option, found options "))
    }

    @Test("room that is left", arguments: HostShell.allCases)
    func room(shell: HostShell) async throws {
        let host = CheckHost(shell: shell, values: ["LEAST": "1K"])
        #expect(
            try await host.verdict("mount: {path: /, free: $LEAST}").hasPrefix(
                "pass: wanted / mounted with 1K free, found "))
        #expect(
            try await host.verdict("mount: {path: /, free: 99999T}").hasPrefix(
                "fail: wanted / mounted with 99999T free, found "))
        try await CheckHost(shell: shell, values: ["LEAST": "much"]).expect(
            "mount: {path: /, free: $LEAST}", "error: wanted / mounted with $LEAST free, found 'much' is no size")
    }
}
