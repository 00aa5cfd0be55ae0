import Glibc
import ProvSystem
import ProvText

extension SystemError {
    var message: String { "could not \(call): \(reason)" }

    /// - Parameter launcher: of what was to be started here: the shell itself, or what connects us with one.
    func hostError(_ launcher: Launcher) -> HostError {
        let host = launcher.address.name
        return switch number {
        case ENOENT where launcher.address.kind == .local && launcher.user != nil:
            ConnectionFailure.missingBecome(launcher)
        case ENOENT where !launcher.isDirect: ConnectionFailure.missingProgram(host: host, message)
        case ENOENT:
            HostError(code: .noShell, host: host, message: message, advice: "install bash, or put it on the PATH")
        case EACCES:
            HostError(
                code: .permissionDenied, host: host, message: message,
                advice: "check the permissions of bash and of the folder")
        case EMFILE, ENFILE:
            HostError(
                code: .noDescriptors, host: host, message: message + ", on this machine",
                advice:
                    """
                    raise the limit of open files on this machine: `ulimit -n`; or work on fewer hosts: --limit PATTERN; then resume
                    """
            )
        case EAGAIN, ENOMEM:
            HostError(
                code: .noResources, host: host, message: message + ", on this machine",
                advice:
                    """
                    check the processes and limits of this machine: `ulimit -u`, free memory; or work on fewer hosts: --limit PATTERN; then resume
                    """
            )
        default: HostError(code: .spawnFailed, host: host, message: message, advice: "see the system's log")
        }
    }
}
