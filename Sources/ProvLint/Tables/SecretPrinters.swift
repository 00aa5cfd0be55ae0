import ProvShell

/// Commands that print a secret: a password, a token or a key.
enum SecretPrinters {
    static let table = CommandTable(clouds + clusters + vaults + files)

    private static let clouds: [CommandRow] = [
        CommandRow("aws secretsmanager get-secret-value"), CommandRow("aws iam create-access-key"),
        CommandRow("aws ssm get-parameter|get-parameters|get-parameters-by-path --with-decryption"),
        CommandRow("aws sts get-session-token|assume-role|assume-role-with-web-identity"),
        CommandRow("aws ecr get-login-password"), CommandRow("aws configure export-credentials"),
        CommandRow("az keyvault secret show"), CommandRow("az account get-access-token"),
        CommandRow("az ad sp create-for-rbac"), CommandRow("az ad sp|app credential reset"),
        CommandRow("az storage account keys list"), CommandRow("az cosmosdb keys list"),
        CommandRow("az acr credential show"),
        CommandRow("gcloud secrets versions access"),
        CommandRow("gcloud auth print-access-token|print-identity-token"),
        CommandRow("gcloud auth application-default print-access-token"),
        CommandRow("gh auth token"), CommandRow("heroku config !--shell") { _, line in line.operands.count == 1 },
        CommandRow("doctl auth token"),
    ]

    private static let clusters: [CommandRow] = [
        CommandRow("kubectl|oc|k get secret|secrets|secret/*|secrets/* -o|--output", "kubectl get secret -o") {
            _, line in line.value(of: "-o", "--output").map { showsData($0.value) } ?? false
        },
        CommandRow("kubectl|oc|k create token"),
        CommandRow("kubectl|oc|k config view --raw", "kubectl config view --raw"),
        CommandRow("oc whoami -t|--show-token", "oc whoami -t"),
        CommandRow("docker swarm join-token"), CommandRow("kubeadm token create"),
        CommandRow("argocd admin initial-password"), CommandRow("argocd account generate-token"),
    ]

    private static let vaults: [CommandRow] = [
        CommandRow("vault kv get"), CommandRow("vault token create"), CommandRow("vault operator init"),
        CommandRow("consul acl bootstrap"), CommandRow("consul acl token create"), CommandRow("nomad acl bootstrap"),
        CommandRow("op read"), CommandRow("op item get"), CommandRow("pass show"),
        CommandRow("bw get"), CommandRow("sops -d|--decrypt", "sops -d"), CommandRow("sops decrypt"),
        CommandRow("ansible-vault view"),
    ]

    private static let files: [CommandRow] = [
        CommandRow("cat") { _, line in line.operands.contains { isSecretFile($0.text) } }
    ]

    /// A private key or a password that a program has made.
    static func isSecretFile(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return ["id_rsa", "id_ed25519", "id_ecdsa", "initialAdminPassword", "initial_root_password"].contains(name)
            || name.hasSuffix(".key") && !name.contains("pub")
    }

    /// Whether an output format shows the values of a secret, and more than a public certificate.
    private static func showsData(_ format: String) -> Bool {
        if format == "yaml" || format == "json" { return true }
        guard format.hasPrefix("jsonpath") || format.hasPrefix("go-template") || format.hasPrefix("template") else {
            return false
        }
        return format.contains("data") && !format.contains("crt") && !format.contains("cert") && !format.contains("ca.")
    }
}
