import ProvHosts
import ProvJournal
import ProvText

/// What of a shell's state no record may hold: variables whose name says secret, and what holds the value of one.
enum StateSecrets {
    /// The state as a record keeps it; the masker learns the values that are left out.
    ///
    /// - Parameters:
    ///   - masker: a variable that is nothing but a secret of the run is kept masked, and comes back from there.
    ///   - proof: a hash of a value that only the store can make.
    static func withheld(in state: String, masker: Masker, proof: (String) -> String) -> KeptState {
        let stored = StoredState(state)
        let settings = stored.settings
        let own = settings.values.filter { isSecret($0) && $0.value.map(masker.isSecret) != true }
        guard !own.isEmpty else { return KeptState(text: state) }
        for setting in own { if let value = setting.value { masker.learn(Secret(name: setting.name, value: value)) } }
        for setting in own {
            for (number, value) in setting.elements.enumerated() where value.utf8.count >= Secret.minimumLength {
                masker.learn(Secret(name: "\(setting.name).\(number + 1)", value: value))
            }
        }
        let values = own.compactMap(\.value) + own.flatMap(\.elements).filter { $0.utf8.count >= Secret.minimumLength }
        let names = Set(own.map(\.name))
        let others = settings.values.filter { setting in
            !names.contains(setting.name) && values.contains { (setting.value ?? setting.code).has($0) }
        }
        let withheld = (own + others).sorted { $0.name < $1.name }
        return KeptState(
            text: stored.text(without: Set(withheld.map(\.name))),
            withheld: withheld.map {
                WithheldVariable(name: $0.name, isExported: $0.isExported, proof: $0.value.map(proof))
            })
    }

    private static func isSecret(_ setting: StoredState.Setting) -> Bool {
        guard SecretName.isSecret(setting.name), !setting.name.hasPrefix("alias ") else { return false }
        // An array is one if any of its values may be.
        guard let value = setting.value else { return setting.code.utf8.count > Secret.minimumLength }
        // `pwd=$(pwd)` is how scripts remember where they are.
        return SecretName.isMasked(setting.name, value: value)
            && !(setting.name.lowercased() == "pwd" && value.hasPrefix("/"))
    }
}
