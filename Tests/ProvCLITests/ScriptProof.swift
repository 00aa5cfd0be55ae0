import FoundationEssentials
import ProvSystem

/// That a script of a runbook passed, for `.ci/coverage --proofs`: a line of JSON in the file that `PROV_PROOFS` names.
enum ScriptProof {
    static func note(_ script: EndToEndScript, in folder: String, since begun: ContinuousClock.Instant) {
        guard let path = ProcessEnvironment["PROV_PROOFS"] else { return }
        let seconds = (ContinuousClock.now - begun).components.seconds
        let day = Date.now.formatted(.iso8601.year().month().day())
        let line = #"{"folder":"\#(folder)","script":"\#(script.name)","day":"\#(day)","seconds":\#(seconds)}"#
        guard let file = try? Descriptor(path: path, flags: Int32(1 | 0o100 | 0o2000), mode: 0o644) else { return }
        // One write: scripts run side by side.
        _ = RawIO.write(file.number, Array((line + "\n").utf8)[...])
    }
}
