import Glibc

/// A bash that reads commands from us, and its three pipes.
struct ShellProcess: ~Copyable {
    let child: ChildProcess
    let input: Descriptor
    let output: Descriptor
    let errors: Descriptor

    init(environment: [String], directory: String?) throws(SystemError) {
        let stdin = try Descriptor.pipe(size: 1 << 16)
        let stdout = try Descriptor.pipe()
        let stderr = try Descriptor.pipe()
        child = try ChildProcess(ChildProcess.Setup(
            arguments: ["bash", "--noprofile", "--norc"], environment: environment, directory: directory,
            standard: (stdin.reading.number, stdout.writing.number, stderr.writing.number)))
        input = stdin.takeWriting()
        output = stdout.takeReading()
        errors = stderr.takeReading()
        input.setNonBlocking()
        output.setNonBlocking()
        errors.setNonBlocking()
    }

    /// Kills what is left of it and takes its status.
    consuming func end() -> Outcome.Ending {
        kill(child.pid, SIGKILL)
        return child.reap()
    }
}
