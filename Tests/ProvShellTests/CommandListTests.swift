import ProvMarkdown
import ProvRunbook
import ProvText
import Testing

@testable import ProvDiagnostics
@testable import ProvLint

/// Commands that a rule names, and commands like them that it leaves alone.
@Suite("Which commands destroy, never end, ask, restart or hold a secret")
struct CommandListTests {
    private static func rules(_ script: String, info: String = "bash") -> Set<String> {
        let source = SourceText(path: "a.md", text: "# A\n\n```\(info)\n\(script)\n```\n")
        return Set(Linter.lint(RunbookReader.read(source) { _, _ in .missing("") }.runbook).map(\.rule))
    }

    @Test(
        "what does not end",
        arguments: [
            "python3 -m http.server 8000", "python manage.py runserver", "uv run flask run", "npm start", "npm run dev",
            "pnpm --filter web dev", "npx next dev", "php -S localhost:80 -t public", "bundle exec rails s",
            "./gradlew bootRun", "docker compose up", "docker compose -f a.yml up --build", "docker run -p 80:80 nginx",
            "kubectl -n x logs -f deploy/y", "kubectl port-forward svc/x 80:80", "ssh -N -L 1:a:2 h",
            "tail -f /var/log/x",
            "sudo journalctl -fu nginx", "watch -n 1 kubectl get pods", "ping example.com", "cd app && npm start",
            "kubectl get pods -w", "tail -f x | grep error", "docker logs -f web", "nohup redis-server",
            "ssh h 'tail -f /var/log/x'", "minikube tunnel", "hugo server -D", "celery -A app worker", "sleep infinity",
        ])
    func endless(script: String) { #expect(Self.rules(script).contains("endless-command")) }

    @Test(
        "what ends, or is not waited for",
        arguments: [
            "python3 -m http.server &", "nohup npm start > log 2>&1 &", "timeout 5 tail -f x", "docker compose up -d",
            "docker compose up --wait", "docker run -d -p 80:80 nginx", "docker run -p 80:80 -it x sh", "npm run build",
            "npm test", "kubectl logs x", "tail -n 5 x", "tail -f x | head -1", "tail -f x | grep -m 1 ready",
            "serve() { npm start; }", "ping -c 1 x", "vite build", "next build", "hugo", "kubectl apply -f x.yml",
            "kubectl get -f x.yml", "docker exec -d web npm start", "systemd-run npm start",
            "redis-server --daemonize yes",
            "gunicorn -D app", "echo npm start", "npm start --help", "ssh -fN -L 1:a:2 h", "helm install -f v.yml x y",
            "grep -f x y", "docker build -f x .", "rails new x", "cargo run", "python app.py",
        ])
    func ending(script: String) { #expect(!Self.rules(script).contains("endless-command")) }

    @Test("'background', 'detached' and 'interactive' are answers")
    func answered() {
        for info in ["bash {background}", "bash {interactive}"] {
            #expect(!Self.rules("npm start", info: info).contains("endless-command"), "\(info)")
        }
    }

    @Test(
        "what asks",
        arguments: [
            "apt-get install foo=1", "sudo apt upgrade", "dnf install x-1", "pacman -S x", "conda create -n a python",
            "read -p 'ok?' x", "git commit", "git commit --amend", "npm init", "terraform apply",
            "terraform -chdir=x apply",
            "adduser bob", "docker login", "gh auth login", "aws configure", "redis-cli -h x", "sqlite3 a.db",
            "rails console", "openssl req -new -key k", "docker system prune -a", "pip uninstall x", "ssh-copy-id h",
            "mysql_secure_installation", "certbot --nginx", "git add -p", "pulumi up", "sudo -u x apt-get remove y",
        ])
    func asking(script: String) { #expect(Self.rules(script).contains("interactive-command")) }

    @Test(
        "what does not ask",
        arguments: [
            "apt-get install -y foo=1", "apt-get -y install foo=1", "apt-get -qq install foo=1",
            "yes | apt-get install x=1",
            "apt update", "dnf -y install x-1", "pacman -Syu --noconfirm", "pacman -Ss x", "git commit -m x",
            "git commit -am 'x y'", "git commit --amend --no-edit", "npm init -y", "terraform apply plan.out",
            "terraform apply -auto-approve", "terraform plan", "adduser bob docker", "adduser --system bob",
            "echo $P | docker login -u x --password-stdin", "aws configure set region x", "redis-cli ping",
            "sqlite3 a.db 'select 1'", "sqlite3 a.db < x.sql", "openssl req -new -key k -subj /CN=x",
            "docker system prune -af",
            "while read -r x; do echo; done < f", "cat f | while read x; do :; done", "read x <<< y", "git log",
            "certbot renew", "kubectl delete pod x", "git add .", "mysql app < dump.sql",
        ])
    func notAsking(script: String) { #expect(!Self.rules(script).contains("interactive-command")) }

    @Test(
        "what destroys",
        arguments: [
            "kubeadm reset -f", "find /srv -mtime +3 -delete", "find . -exec rm -rf {} +",
            "aws cloudformation delete-stack --stack-name x",
            "cryptsetup -q luksFormat /dev/x", "sgdisk --zap-all /dev/x", "iptables -t nat -F", "crontab -r",
            "curl -X DELETE http://x/y", "curl -s --request DELETE http://x/y", "az group delete -n x --yes",
            "gcloud --project x compute instances delete y --quiet", "vagrant destroy -f",
            "mongosh --eval 'db.dropDatabase()'",
            "ls | xargs rm -rf", "eksctl delete cluster x", "kubectl --context c --namespace n drain y",
        ])
    func destructive(script: String) { #expect(Self.rules(script).contains("unchecked-destruction")) }

    @Test(
        "what is made to be thrown away",
        arguments: [
            "docker rm -f web", "find . -name '*.pyc' -delete",
            "find /tmp/x -delete",
            "kubectl delete pod x --dry-run=client", "aws s3 rm s3://x --recursive --dryrun", "curl -X POST http://x",
            "poweroff", "docker rmi x", "crontab -l", "iptables -L",
        ])
    func harmless(script: String) { #expect(!Self.rules(script).contains("unchecked-destruction")) }

    @Test("a restart asks for its key", arguments: ["reboot", "sudo systemctl reboot", "shutdown -r now", "init 6"])
    func restarts(script: String) {
        #expect(Self.rules(script).contains("unmarked-reboot"))
        #expect(!Self.rules(script, info: "bash {reboots}").contains("unmarked-reboot"))
        #expect(!Self.rules("ssh h \(script)").contains("unmarked-reboot"))
    }

    @Test(
        "secrets in clear",
        arguments: [
            "export API_KEY=abcd1234efgh5678", "curl -u bob:kT9mQ2vLx8Rw http://x", "redis-cli -a kT9mQ2vLx8Rw ping",
            "sshpass -p kT9mQ2vLx8Rw ssh h ls", "echo \"bob:kT9mQ2vLx8Rw\" | chpasswd", "DB_PASSWORD=kT9mQ2vLx8Rw make",
            "psql postgres://app:kT9mQ2vLx8Rw@db/app -c 'select 1'",
            "git clone https://bob:kT9mQ2vLx8Rw@example.com/x.git",
            "curl -H 'Authorization: Bearer kT9mQ2vLx8RwaB3d' http://x",
            "curl -H \"X-Api-Key: kT9mQ2vLx8RwaB3d\" http://x",
            "mysql -ukT -pkT9mQ2vLx8Rw -e 'select 1'", "docker run -d -e DB_PASSWORD=kT9mQ2vLx8Rw x",
            "env TOKEN=kT9mQ2vLx8Rw make", "echo kT9mQ2vLx8Rw | sudo -S ls", "ssh h 'redis-cli -a kT9mQ2vLx8Rw ping'",
            "cat > k <<EOF\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\nEOF",
        ])
    func secrets(script: String) { #expect(Self.rules(script).contains("plain-secret")) }

    @Test(
        "what stands for a secret",
        arguments: [
            "export API_KEY=\"$(pass api)\"", "curl -u bob:$PASSWORD http://x", "redis-cli -a \"$REDIS\" ping",
            "curl -u user:password http://x", "psql postgres://user:pass@db/app -c 'select 1'",
            "curl -H \"Authorization: Bearer $(token x)\" http://x", "curl -H 'Authorization: Bearer <token>' http://x",
            "mysql -p -e x", "mysql -pexample -e x", "export TOKEN_FILE=/run/x1y2z3a4b5c6",
            "curl -H 'Accept: text/html' http://x",
            "git clone https://example.com/x.git", "echo hello | sudo -S ls", "curl http://localhost:8080/a@b",
        ])
    func noSecrets(script: String) { #expect(!Self.rules(script).contains("plain-secret")) }
}
