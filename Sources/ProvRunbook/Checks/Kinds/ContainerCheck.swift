/// A container runs.
enum ContainerCheck: CheckKind {
    static let name = "container"
    static let about = "A container (podman, docker) runs, from this image, healthy, or does not run."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the container"),
        CheckKey("running", .boolean, "`true`, where left out"),
        CheckKey("image", .text, "a text in the image's name"),
        CheckKey("healthy", .boolean, "whether its health check must pass"),
    ]
    static let example = "container:\n  name: web\n  image: nginx:1.25\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let running = try values.boolean("running") ?? true
        let healthy = try values.boolean("healthy")
        let image = values.text("image")
        let wanted = "container \(name) \(running ? "running" : "not running")" + (image.map { " from \($0)" } ?? "") + (healthy == true ? ", healthy" : "")
        let probe = """
            n=\(values.word("name"))
            for t in podman docker; do
              command -v $t >/dev/null 2>&1 || continue
              echo tool=$t
              $t inspect --type container --format 'state={{.State.Status}}
            image={{.Config.Image}}
            health={{if .State.Health}}{{.State.Health.Status}}{{end}}' "$n" 2>/dev/null && exit 0
            done
            echo done=1
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard answer["tool"] != nil else { return .missing("podman or docker", wanted: wanted) }
            guard let state = answer["state"] else { return .of(!running, wanted: wanted, found: "no such container") }
            if let image, running, answer["image"]?.contains(image) != true { return .of(false, wanted: wanted, found: "image \(answer["image"] ?? "unknown")") }
            if healthy == true, answer["health"] != "healthy" { return .of(false, wanted: wanted, found: "health \(answer["health"].flatMap { $0.isEmpty ? nil : $0 } ?? "not checked")") }
            return .of((state == "running") == running, wanted: wanted, found: state)
        }
    }
}
