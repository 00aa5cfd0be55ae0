import Testing

/// Programs that answer as `podman container inspect` (4.3) and `docker container inspect` (24.0) do, cut to what is
/// read.
@Suite("Check of a container")
struct ContainerCheckTests {
    private static let podman = """
        for last; do :; done
        case $last in
          web) echo '[{"Id":"6b1","State":{"OciVersion":"1.0.2","Status":"running","Running":true,"ExitCode":0,"Health":{"Status":"healthy","FailingStreak":0}},"ImageName":"docker.io/library/nginx:1.25","Config":{"Image":"docker.io/library/nginx:1.25"}}]';;
          batch) echo '[{"State":{"Status":"exited","Running":false,"ExitCode":137},"ImageName":"localhost/batch:latest"}]';;
          *) echo '[]'; echo "Error: inspecting object: no such container $last" >&2; exit 125;;
        esac
        """
    private static let docker = """
        for last; do :; done
        case $last in
          web) echo '[{"Id":"6b1","State":{"Status":"running","Running":true,"ExitCode":0,"Health":{"Status":"starting"}},"Image":"sha256:a8758716bb6a","Config":{"Image":"nginx:1.25"}}]';;
          *) echo '[]'; echo "Error response from daemon: No such container: $last" >&2; exit 1;;
        esac
        """

    @Test("podman", arguments: HostShell.allCases)
    func podman(shell: HostShell) async throws {
        let folder = try TestFolder()
        let host = CheckHost(
            shell: shell, values: ["TAG": "1.25"],
            path: try await folder.programs(TestFolder.basics, own: ["podman": Self.podman]))
        try await host.expect(
            "container: {name: web, image: 'nginx:$TAG', healthy: true}",
            """
            pass: expected container web running, image nginx:1.25, healthy, found running, image \
            docker.io/library/nginx:1.25, healthy
            """
        )
        try await host.expect(
            "container: {name: web, image: 'nginx:1.26'}",
            "fail: expected container web image nginx:1.26, found image docker.io/library/nginx:1.25")
        try await host.expect(
            "container: batch", "fail: expected container batch running, found exited with exit code 137")
        try await host.expect(
            "container: {name: batch, running: false, image: batch}",
            """
            pass: expected container batch stopped, image batch, found exited with exit code 137, image \
            localhost/batch:latest
            """
        )
        try await host.expect("container: none", "fail: expected container none running, found no such container")
        try await host.expect(
            "container: {name: none, exists: false}", "pass: expected no container none, found no such container")
        try await host.expect(
            "container: {name: web, exists: false}", "fail: expected no container web, found it is running")
    }

    @Test("docker", arguments: HostShell.allCases)
    func docker(shell: HostShell) async throws {
        let folder = try TestFolder()
        let host = CheckHost(
            shell: shell, path: try await folder.programs(TestFolder.basics, own: ["docker": Self.docker]))
        try await host.expect(
            "container: {name: web, image: 'nginx:1.25', healthy: true}",
            "fail: expected container web healthy, found starting")
        try await host.expect("container: none", "fail: expected container none running, found no such container")
    }

    @Test("an engine that does not answer is no answer", arguments: HostShell.allCases)
    func trouble(shell: HostShell) async throws {
        let folder = try TestFolder()
        let body =
            """
            echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon \
            running?' >&2; exit 1

            """
        let host = CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics, own: ["docker": body]))
        try await host.expect(
            "container: {name: web, exists: false}",
            """
            error: expected no container web, found no result: docker: Cannot connect to the Docker \
            daemon at unix:///var/run/docker.sock. Is the docker daemon running?
            """
        )
        try await CheckHost(shell: shell, path: try await folder.programs(TestFolder.basics)).expect(
            "container: web",
            """
            error: expected container web running, found no result: neither podman nor docker nor \
            nerdctl is there; install podman
            """
        )
    }
}
