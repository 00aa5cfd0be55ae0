/// Options whose value is a secret, by program.
enum SecretOptions {
    /// The value is the secret.
    static let secrets: [String: Set<String>] = {
        var table: [String: Set<String>] = [:]
        for (programs, options) in [
            ("redis-cli valkey-cli", "-a --pass"), ("sshpass", "-p"),
            ("mongosh mongo mongodump mongorestore", "-p --password"),
            ("docker podman nerdctl helm", "--password"), ("wget", "--password --http-password --proxy-password"),
            ("sqlcmd", "-P"), ("cqlsh", "-p --password"), ("clickhouse-client", "--password"),
            ("gpg gpg2", "--passphrase"), ("az", "-p --password"), ("oc", "--password --token"),
            ("argocd", "--password --auth-token"), ("openssl", "-pass -passin -passout"),
            ("keytool", "-storepass -keypass -srcstorepass -deststorepass"),
            ("ldapdelete ldapmodify ldapsearch ldapadd", "-w"), ("curl", "--oauth2-bearer --pass"),
            ("influx", "-t --token --password"), ("doctl fly flyctl", "--access-token"), ("zip unzip", "-P"),
            ("mysql mariadb mysqldump mysqladmin mariadb-dump mariadb-admin", "--password"),
            ("kubectl helm", "--token --kube-token"), ("consul vault nomad", "-token"),
            ("supervisorctl rabbitmqadmin", "--password"),
        ] {
            for program in words(programs) { table[program, default: []].formUnion(words(options)) }
        }
        return table
    }()

    /// The value is a user, a colon and the secret.
    static let accounts: [String: Set<String>] = [
        "curl": ["-u", "--user", "-U", "--proxy-user"], "http": ["-a", "--auth"], "https": ["-a", "--auth"],
        "xh": ["-a", "--auth"],
    ]

    /// The value is a header of HTTP.
    static let headers: [String: Set<String>] = ["curl": ["-H", "--header"], "wget": ["--header"]]

    /// Programs that read a password from their input.
    static let readers: [String: Set<String>] = [
        "chpasswd": [], "passwd": ["--stdin"], "sudo": ["-S", "--stdin"], "docker": ["--password-stdin"],
        "podman": ["--password-stdin"], "helm": ["--password-stdin"], "cryptsetup": [],
    ]

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
