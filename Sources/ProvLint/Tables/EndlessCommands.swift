import ProvShell

/// Commands that end only when they are stopped: servers, followers of logs, port forwards, watchers.
enum EndlessCommands {
    static let table = CommandTable(
        languageServers + packageScripts + frameworks + daemons + tunnels + followers + watchers)

    /// Web servers and development servers, by the language they are started with.
    private static let languageServers: [CommandRow] = [
        CommandRow(
            "python|python3|python2 -m=http.server|-m=SimpleHTTPServer", "python -m http.server",
            fix: .key("background")),
        CommandRow(
            "python|python3 -m=uvicorn|-m=gunicorn|-m=flask|-m=streamlit|-m=jupyter|-m=hypercorn", "python -m",
            fix: .key("background")
        ) { _, line in !line.has("-D", "--daemon") },
        CommandRow("python|python3 manage.py|*/manage.py runserver|runserver_plus", fix: .key("background")),
        CommandRow("python|python3 server.py|*/server.py", fix: .key("background")),
        CommandRow("django-admin runserver", fix: .key("background")),
        CommandRow("flask run", fix: .key("background")),
        CommandRow("uvicorn|hypercorn|daphne|waitress-serve", fix: .key("background")),
        CommandRow("gunicorn !-D|--daemon|--check-config", fix: .key("background")),
        CommandRow("streamlit|chainlit run", fix: .key("background")),
        CommandRow("fastapi dev|run", fix: .key("background")),
        CommandRow("jupyter notebook|lab|server", fix: .key("background")),
        CommandRow("jupyter-lab|jupyter-notebook|tensorboard|sphinx-autobuild", fix: .key("background")),
        CommandRow("marimo edit|run|tutorial|new", fix: .key("background")),
        CommandRow("mlflow ui|server", fix: .key("background")),
        CommandRow("celery worker|beat|flower !-D|--detach", fix: .key("background")),
        CommandRow("airflow webserver|scheduler|standalone|api-server|triggerer !-D|--daemon", fix: .key("background")),
        CommandRow("rq worker", fix: .key("background")),
        CommandRow("mkdocs|mdbook|zola|docsify|honkit|gitbook|bokeh|panel serve", fix: .key("background")),
        CommandRow(
            "node|nodejs|bun|tsx|ts-node server.js|server.mjs|server.cjs|server.ts|*/server.js|*/server.mjs|*/server.ts",
            fix: .key("background")),
        CommandRow(
            "deno|bun run server.js|server.mjs|server.ts|server.tsx|*/server.js|*/server.mjs|*/server.ts",
            fix: .key("background")),
        CommandRow("deno serve", fix: .key("background")),
        CommandRow("deno task start|dev|serve|preview|watch", fix: .key("background")),
        CommandRow("ruby server.rb|*/server.rb", fix: .key("background")),
        CommandRow("go run server.go|*/server.go|./server|./cmd/server", fix: .key("background")),
        CommandRow("php -S", "php -S", fix: .key("background")),
        CommandRow(
            "php artisan serve|queue:work|queue:listen|horizon|schedule:work|reverb:start", fix: .key("background")),
        CommandRow("symfony serve|server:start !-d|--daemon|--no-interaction", fix: .key("background")),
        CommandRow("rails|*/rails server|s !-d|--daemon", fix: .key("background")),
        CommandRow("rackup|puma|sidekiq|shotgun|unicorn !-d|-D|--daemon|--daemonize", fix: .key("background")),
        CommandRow("foreman|overmind start !-D|--daemonize", fix: .key("background")),
        CommandRow("jekyll serve|server|s !-B|--detach", fix: .key("background")),
        CommandRow("mix phx.server", fix: .key("background")),
        CommandRow("dotnet watch", fix: .key("background")),
        CommandRow("mvn|mvnw ** spring-boot:run|jetty:run|tomcat7:run|quarkus:dev", fix: .key("background")),
        CommandRow("gradle|gradlew ** bootRun|quarkusDev|appRun", fix: .key("background")),
        CommandRow("trunk serve", fix: .key("background")),
    ]

    private static let packageScripts: [CommandRow] = [
        CommandRow("npm|yarn|pnpm|bun start", fix: .key("background")),
        CommandRow(
            "npm|yarn|pnpm|bun run|run-script start|dev|serve|server|watch|develop|preview|storybook|start:*|dev:*|serve:*|watch:*",
            fix: .key("background")),
        CommandRow("yarn|pnpm|bun dev|serve|watch|develop|preview|storybook|start:*|dev:*", fix: .key("background")),
    ]

    private static let frameworks: [CommandRow] = [
        CommandRow("vite !--version|-v|-h", fix: .key("background")) { _, line in
            line.operands.first.map { ["dev", "serve", "preview"].contains($0.text) } ?? true
        },
        CommandRow("next dev|start", fix: .key("background")),
        CommandRow(
            "nuxt|nuxi|remix|astro|vitepress|vuepress|storybook|netlify|vercel|wrangler|quasar dev|develop",
            fix: .key("background")),
        CommandRow("ng|ionic|vue-cli-service|gridsome|hexo serve|server", fix: .key("background")),
        CommandRow("gatsby develop|serve", fix: .key("background")),
        CommandRow("hugo server|serve", fix: .key("background")),
        CommandRow("docusaurus|expo|react-native|nest start", fix: .key("background")),
        CommandRow("webpack serve|watch", fix: .key("background")),
        CommandRow(
            "webpack-dev-server|http-server|live-server|json-server|nodemon|ts-node-dev|pm2-runtime",
            fix: .key("background")),
        CommandRow("eleventy|@11ty/eleventy --serve|--watch", fix: .key("background")),
        CommandRow("strapi develop|start", fix: .key("background")),
        CommandRow("firebase serve|emulators:start", fix: .key("background")),
        CommandRow("sam local start-api|start-lambda", fix: .key("background")),
        CommandRow("sls|serverless offline", fix: .key("background")),
        CommandRow("hardhat node", fix: .key("background")),
        CommandRow("ganache|ganache-cli|anvil", fix: .key("background")),
    ]

    /// Databases, proxies and the rest that a service manager runs in general.
    private static let daemons: [CommandRow] = [
        CommandRow("redis-server|valkey-server", fix: .key("background")) { _, line in
            !line.arguments.contains { $0.text == "--daemonize" }
        },
        CommandRow("mongod !--fork|--version|--shutdown", fix: .key("background")),
        CommandRow(
            "mysqld_safe|memcached|nats-server|influxd|prometheus|alertmanager|node_exporter|grafana-server !-d|--version",
            fix: .key("background")),
        CommandRow("nginx !-t|-T|-v|-V|-s", "nginx -g 'daemon off;'", fix: .key("background")) { _, line in
            line.value(of: "-g")?.value.contains("daemon off") ?? false
        },
        CommandRow("consul|nomad agent", fix: .key("background")),
        CommandRow("vault server", fix: .key("background")),
        CommandRow("etcd|dockerd|containerd|kubelet|mosquitto !-d|--version|-h", fix: .key("background")),
        CommandRow(
            "vtgate|vttablet|vtctld|vtorc|oauth2-proxy|traefik|loki|promtail|tempo !--version|-version|--convert-config-to-alpha",
            fix: .key("background")
        ) { _, line in line.operands.first.map { !["version", "help", "healthcheck"].contains($0.text) } ?? true },
        CommandRow("cockroach start|start-single-node !--background", fix: .insert("--background")),
        CommandRow("velero server", fix: .key("background")), CommandRow("tiller !--help", fix: .key("background")),
        CommandRow("jobs start", fix: .key("background")),
        CommandRow("ipfs daemon", fix: .key("background")),
        CommandRow("iex -S", "iex -S mix phx.server") { _, line in
            line.operands.contains { $0.text == "phx.server" }
        },
        CommandRow("minio server", fix: .key("background")),
        CommandRow("caddy run|file-server|reverse-proxy", fix: .key("background")),
        CommandRow("ollama|vllm serve", fix: .key("background")),
        CommandRow(
            "zookeeper-server-start.sh|kafka-server-start.sh|zookeeper-server-start|kafka-server-start|connect-distributed.sh !-d",
            fix: .key("background")
        ) { _, line in !line.arguments.contains { $0.text == "-daemon" } },
        CommandRow("neo4j console", fix: .key("background")),
        CommandRow("code-server|ttyd", fix: .key("background")),
        CommandRow("supervisord -n|--nodaemon", fix: .key("background")),
        CommandRow("docker|podman|nerdctl compose up \(attached)", fix: .insert("-d")),
        CommandRow("docker-compose|podman-compose up \(attached)", fix: .insert("-d")),
        CommandRow(
            "docker|podman|nerdctl run -p|--publish|-P|--publish-all !-d|--detach|-t|--tty|--entrypoint",
            fix: .insert("-d")
        ) { _, line in
            line.innerCommand == nil
        },
        CommandRow("docker|podman|nerdctl run !-d|--detach|-t|--tty|--entrypoint", fix: .insert("-d")) { _, line in
            line.innerCommand == nil && line.operands.dropFirst().first.map { isServer(image: $0.text) } ?? false
        },
    ]

    /// Images of which everybody knows that they hold a server, by the last part of their name.
    private static let serverImages: Set<String> = [
        "nginx", "httpd", "redis", "postgres", "mysql", "mariadb", "mongo", "rabbitmq", "traefik", "caddy", "memcached",
        "haproxy", "prometheus", "grafana", "elasticsearch", "kibana", "nats", "registry", "vault", "consul", "jenkins",
        "nextcloud", "wordpress", "zookeeper", "kafka", "influxdb", "keycloak",
    ]

    private static func isServer(image: String) -> Bool {
        guard let part = image.split(separator: "/").last, let name = part.split(separator: ":").first else {
            return false
        }
        return serverImages.contains(String(name)) || image.hasPrefix("selenium/")
    }

    private static let attached =
        "!-d|--detach|--wait|--no-start|--abort-on-container-exit|--exit-code-from|--abort-on-container-failure|--attach-dependencies"

    private static let tunnels: [CommandRow] = [
        CommandRow("kubectl|oc|k port-forward|proxy", fix: .key("background")),
        CommandRow("ssh -N !-f", "ssh -N", fix: .key("background")),
        CommandRow("minikube tunnel|dashboard|mount", fix: .key("background")),
        CommandRow("skaffold dev", fix: .key("background")),
        CommandRow("tilt up", fix: .key("background")),
        CommandRow("kubectl|oc|k relay", fix: .key("background")),
        CommandRow("cf ssh -N", "cf ssh -N", fix: .key("background")),
        CommandRow("cloudflared tunnel --url", "cloudflared tunnel", fix: .key("background")),
        CommandRow("cloudflared tunnel run", fix: .key("background")),
        CommandRow("istioctl|linkerd dashboard", fix: .key("background")),
        CommandRow("linkerd viz dashboard", fix: .key("background")),
        CommandRow("ngrok http|tcp|tls|start", fix: .key("background")),
        CommandRow("stripe listen", fix: .key("background")),
        CommandRow("nc|ncat|netcat -l|--listen", "nc -l", fix: .key("background")),
        CommandRow("socat", fix: .key("background")) { _, line in
            line.operands.contains { $0.text.uppercased().contains("-LISTEN:") }
        },
    ]

    private static let followers: [CommandRow] = [
        CommandRow("tail -f|-F|--follow !--pid", "tail -f", fix: .remove(["-f", "-F", "--follow"])),
        CommandRow("journalctl -f|--follow", "journalctl -f", fix: .remove(["-f", "--follow"])),
        CommandRow("dmesg -w|-W|--follow|--follow-new", "dmesg -w", fix: .remove(["-w", "--follow"])),
        CommandRow("kubectl|oc|k logs -f|--follow", "kubectl logs -f", fix: .remove(["-f", "--follow"])),
        CommandRow("docker|podman|nerdctl logs -f|--follow", "docker logs -f", fix: .remove(["-f", "--follow"])),
        CommandRow(
            "docker|podman|nerdctl compose|container|service logs -f|--follow", "docker logs -f",
            fix: .remove(["-f", "--follow"])),
        CommandRow(
            "docker-compose|podman-compose logs -f|--follow", "docker-compose logs -f",
            fix: .remove(["-f", "--follow"])),
        CommandRow(
            "kubectl|oc|k get|events -w|--watch|--watch-only", "kubectl get -w", fix: .remove(["-w", "--watch"])),
        CommandRow("docker|podman stats !--no-stream", fix: .insert("--no-stream")),
        CommandRow("docker|podman events !--until", fix: .advice("add --until, or 'background' to the step")),
        CommandRow("heroku logs -t|--tail", "heroku logs --tail", fix: .remove(["-t", "--tail"])),
        CommandRow("aws logs tail --follow", "aws logs tail --follow", fix: .remove(["--follow"])),
        CommandRow("linkerd viz tap|top", fix: .key("background")),
        CommandRow("etcdctl watch", fix: .key("background")),
        CommandRow("wrangler tail", fix: .key("background")), CommandRow("cf logs !--recent", fix: .insert("--recent")),
        CommandRow("stern|kubetail|k9s", fix: .advice("use 'kubectl logs'")),
        CommandRow("redis-cli monitor|MONITOR|subscribe|SUBSCRIBE|psubscribe|PSUBSCRIBE", fix: .key("background")),
        CommandRow(
            "kafka-console-consumer.sh|kafka-console-consumer !--max-messages|--timeout-ms",
            fix: .advice("add --max-messages or --timeout-ms")),
        CommandRow("mosquitto_sub !-C|-W", fix: .advice("add -C COUNT or -W SECONDS")),
        CommandRow("ping !-c|-h|-V", fix: .insert("-c 4")),
        CommandRow("tcpdump !-c|-r|-D|-G|-W", fix: .advice("add -c COUNT, or 'background' to the step")),
        CommandRow("vmstat|mpstat", fix: .advice("add a count behind the interval")) { _, line in
            line.options.operandIndices.count == 1 && line.operands[0].text.allSatisfy(\.isNumber)
        },
        CommandRow("top -b !-n", "top -b", fix: .insert("-n 1")),
    ]

    private static let watchers: [CommandRow] = [
        CommandRow(
            "watch", fix: .advice("use the command itself; to wait for something, add until=\"COMMAND\" to the step")),
        CommandRow("tsc|webpack|rollup|tailwindcss|sass -w|--watch", fix: .remove(["-w", "--watch"])),
        CommandRow("jest|mocha|esbuild --watch|--watchAll", fix: .remove(["--watch", "--watchAll"])),
        CommandRow("cargo watch", fix: .key("background")),
        CommandRow("inotifywait -m|--monitor", "inotifywait -m", fix: .key("background")),
        CommandRow("fswatch|watchexec !-1", fix: .key("background")),
        CommandRow("sleep infinity|inf", fix: .key("background")),
    ]
}
