import ProvText

/// A container runs.
enum ContainerCheck: CheckKind {
    static let name = "container"
    static let about =
        "A container of podman, docker or nerdctl exists, runs this image, is healthy, or does not exist."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the container's name or id"),
        CheckKey("running", .boolean, "whether it runs (default: `true`)"),
        CheckKey("exists", .boolean, "`false`: no container of that name exists"),
        CheckKey("image", .text, "the image, with or without registry: `nginx:1.25`"),
        CheckKey("healthy", .boolean, "whether its health check passes"),
        CheckKey(
            "engine", .choice(["podman", "docker", "nerdctl"]),
            "the container engine (default: the one that has the container)"),
    ]
    static let examples = [
        "container: web\n", "container:\n  name: web\n  image: nginx:1.25\n  healthy: true\n  until: 60s\n",
    ]

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let exists = values.boolean("exists") ?? true
        let isRunning = values.boolean("running") ?? true
        let image = values.text("image")
        let isHealthy = values.boolean("healthy")
        if !exists, image != nil || isHealthy != nil || values.has("running") {
            throw CheckReadingError(key: "exists", "'exists: false' cannot be combined with other keys")
        }
        let words = [
            isRunning ? "running" : "stopped", image.map { "image \($0.written)" },
            isHealthy.map { $0 ? "healthy" : "unhealthy" },
        ].compactMap { $0 }
        let summary =
            exists ? "container \(name.written) \(words.joined(separator: ", "))" : "no container \(name.written)"
        let engine = values.literal("engine")
        return CheckDefinition(
            summary: summary, probe: probe(name, engine: engine),
            look: "\(engine ?? "podman") container inspect \(name.typed)"
        ) {
            answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            if answer["none"] != nil { return .of(!exists, wanted: wanted, found: "no such container") }
            guard let container = (try? JSON(parsing: OutputText.trimmed(answer.output[...])))?.arrayValue?.first,
                let state = container["State"]
            else {
                throw CheckTrouble(
                    "unreadable answer of the container engine: \(OutputText.excerpt(answer.output))")
            }
            let status = state["Status"]?.stringValue ?? (state["Running"]?.boolValue == true ? "running" : "stopped")
            guard exists else { return .of(false, wanted: wanted, found: "it is \(status)") }
            var findings = CheckFindings()
            let runs = state["Running"]?.boolValue ?? (status == "running")
            let code = state["ExitCode"]?.intValue.map { " with exit code \($0)" } ?? ""
            findings.want(isRunning ? "running" : "stopped", runs == isRunning, found: runs ? status : status + code)
            if let image {
                let found =
                    container["ImageName"]?.stringValue ?? container["Config"]?["Image"]?.stringValue ?? container[
                        "Image"]?.stringValue ?? ""
                let wanted = answer.resolve(image)
                findings.want(
                    "image \(wanted)",
                    [wanted, "\(wanted):latest"].contains { found.isSame(as: $0) || found.ends(with: "/\($0)") },
                    found: "image \(found)")
            }
            if let isHealthy {
                let health = (state["Health"] ?? state["Healthcheck"])?["Status"]?.stringValue ?? ""
                findings.want(
                    isHealthy ? "healthy" : "unhealthy", (health == "healthy") == isHealthy && !health.isEmpty,
                    found: health.isEmpty ? "no health check" : health)
            }
            return findings.verdict("container \(answer.resolve(name))", joint: " ")
        }
    }

    private static func probe(_ name: CheckText, engine: String?) -> String {
        """
        n=\(name.word)
        trouble=; asked=
        for engine in \(engine ?? "podman docker nerdctl"); do
          has "$engine" || continue
          answer=$("$engine" container inspect "$n" 2>&1) && { say engine "$engine"; echo output:; printf '%s\\n' "$answer"; exit 0; }
          case $answer in
            *o\\ such\\ container*|*"no container"*|*"not found"*) asked=yes;;
            *) trouble="$engine: $(printf '%s\\n' "$answer" | tail -n 1)";;
          esac
        done
        if [ -n "$asked" ]; then say none yes
        elif [ -n "$trouble" ]; then cannot "$trouble"
        else cannot '\(engine ?? "neither podman nor docker nor nerdctl") is \(engine == nil ? "there" : "missing"); install podman'
        fi
        """
    }
}
