package import ProvText

extension Inventory {
    /// The readable values of variables that are named like secrets, by the variable's name and, where hosts differ,
    /// the host's.
    ///
    /// Values of fewer than six bytes are left out, for too many outputs hold them by chance; not so the passwords that
    /// prov itself uses.
    package var plainSecrets: Secrets {
        var secrets = Secrets()
        for host in hostNames {
            guard let variables = variables(of: host) else { continue }
            for name in variables.written.keys where SecretName.isSecret(name) {
                let isForBecoming = HostAddressReader.becomePasswordNames.contains(name)
                guard let text = variables.text(name), SecretName.isMasked(name, value: text) || isForBecoming else {
                    continue
                }
                let isKnown = secrets[name].map { $0.bytes != text.bytes } ?? false
                secrets.insert(
                    Secret(name: isKnown ? "\(name)@\(host)" : name, value: text, reachesSteps: !isForBecoming))
            }
        }
        return secrets
    }
}
