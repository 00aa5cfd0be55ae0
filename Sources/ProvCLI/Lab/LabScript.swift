import ProvSystem

/// The lab's script, which is a part of the program; bash runs it in prov's place.
enum LabScript {
    static var text: String { String(decoding: PackageResources.lab_sh, as: UTF8.self) }

    /// Becomes the script; comes back only where there is no bash.
    ///
    /// - Parameter words: the action and what it is about, as the end of the script reads them.
    static func become(_ words: [String]) throws(CommandFailure) -> Never {
        let error = ProcessReplacement.become(["bash", "-c", text, "prov lab"] + words)
        throw CommandFailure(
            .refused, "the lab requires bash, which could not be started: \(error.reason)",
            advice: "as root: apt-get install bash"
        )
    }
}
