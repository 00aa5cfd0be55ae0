import ProvSystem

extension Outcome.Ending {
    init(_ ending: ChildProcess.Ending) {
        self =
            switch ending {
            case .exited(let code): .exited(code)
            case .signalled(let signal): .signalled(signal)
            }
    }
}
