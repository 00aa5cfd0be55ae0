import Glibc
import ProvSystem

/// A shell that reads commands from us, or the program that connects us with one, and its three pipes.
struct ShellProcess: ~Copyable {
    let child: ChildProcess
    /// Spelled out, so that it has no value before `init` gives it one: the optimiser of Swift 6.2 with assertions
    /// refuses the other way.
    private(set) var input: Optional<Descriptor>
    let output: Descriptor
    let errors: Descriptor

    init(_ arguments: [String], environment: Environment, directory: String?) throws(SystemError) {
        let stdin = try Pipe(size: 1 << 16)
        let stdout = try Pipe()
        let stderr = try Pipe()
        child = try ChildProcess(
            ChildProcess.Setup(
                arguments: arguments, environment: environment, directory: directory,
                standard: (stdin.reading.number, stdout.writing.number, stderr.writing.number)))
        let writing = stdin.takeWriting()
        output = stdout.takeReading()
        errors = stderr.takeReading()
        writing.setNonBlocking()
        input = consume writing
        output.setNonBlocking()
        errors.setNonBlocking()
    }

    /// The end of its input lets it go by itself; waits for that a moment.
    mutating func leave() {
        input = nil
        RawIO.isReadable(child.watch.number, withinMilliseconds: 2000)
    }

    /// Where commands go; -1 once it was told to leave.
    var inputNumber: Int32 {
        switch input {
        case .some(let input): input.number
        case .none: -1
        }
    }

    /// Kills what is left of it and takes its status.
    consuming func end() -> Outcome.Ending {
        kill(child.pid, SIGKILL)
        return Outcome.Ending(child.reap())
    }
}
