import Glibc
import ProvSystem

/// Starts what connects us with a host, and waits until a shell there says who it is.
struct Greeter {
    let launcher: Launcher
    let token: String
    let wake: Int32
    /// A file for what ssh itself has to say.
    let log: String?

    /// What came of it besides the shell.
    private enum Ending {
        case greeted(Bootstrap.Greeting)
        case failed(Outcome.Ending?)
        case refused(HostError)
        /// The login is done, and no shell answers.
        case silent
    }

    /// What a host may take to answer: names to be looked up, keys to be exchanged, a person's touch on a key.
    private static let patience = Duration.seconds(60)
    /// What it may take after the login: start-up files.
    private static let startUpPatience = Duration.seconds(15)
    /// Milliseconds between two looks at what is not told by a descriptor.
    private static let tick: Int32 = 250
    private static let limit = 16 << 10

    /// Throws `HostError` with the words of the host, or `SystemError` where nothing could be started here.
    ///
    /// - Parameter connection: becomes what connects us with the host, where it succeeds.
    func greet(_ arguments: [String], _ connection: inout ShellProcess?) throws -> Bootstrap.Greeting {
        let shell = try ShellProcess(arguments, environment: launcher.environment, directory: nil)
        var words = Words()
        let ending = try listen(shell, &words)
        if case .greeted(let greeting) = ending {
            connection = consume shell
            return greeting
        }
        // What connects us may have started others, such as a proxy.
        if case .failed = ending {} else { ProcessTable.endAll(ProcessScope(sessions: [shell.child.pid], marker: "")) }
        let status = shell.end()
        let said = HostWords(log: log.map(Files.readUnsized) ?? [], errors: words.errors, output: words.output)
        switch ending {
        case .refused(let error): throw error
        case .silent: throw ConnectionFailure.silence(launcher, said)
        case .failed(let reason):
            throw ConnectionFailure.error(launcher, said: said, status: reason == nil ? status : nil, ended: reason)
        case .greeted: throw ConnectionFailure.silence(launcher, said)
        }
    }

    private struct Words {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var isOutputOpen = true
        var areErrorsOpen = true
    }

    private func listen(_ shell: borrowing ShellProcess, _ words: inout Words) throws -> Ending {
        var scanner = MarkerScanner(nonce: token, keeper: token)
        var buffer = ReadBuffers.take()
        defer { ReadBuffers.giveBack(buffer) }
        _ = RawIO.write(shell.inputNumber, launcher.opening[...])
        let begun = ContinuousClock.now
        var loggedIn: ContinuousClock.Instant?
        while true {
            var polls = [
                pollfd(fd: words.isOutputOpen ? shell.output.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: words.areErrorsOpen ? shell.errors.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: shell.child.watch.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let count = RawIO.poll(&polls, milliseconds: Greeter.tick)
            if count < 0, errno != EINTR { throw SystemError(number: errno, call: "wait for the host") }
            if polls[3].revents != 0 { return .failed(.cancelled) }
            var didRead = false
            if words.isOutputOpen, polls[0].revents != 0 {
                let bytes = read(shell.output.number, &buffer, &words.isOutputOpen)
                didRead = bytes > 0
                let markers = scanner.feed(buffer[..<bytes]) {
                    words.output.append(contentsOf: $0.prefix(max(0, Greeter.limit - words.output.count)))
                }
                for case .greeted(let greeting) in markers { return .greeted(greeting) }
            }
            if words.areErrorsOpen, polls[1].revents != 0 {
                let bytes = read(shell.errors.number, &buffer, &words.areErrorsOpen)
                didRead = didRead || bytes > 0
                words.errors.append(contentsOf: buffer[..<bytes].prefix(max(0, Greeter.limit - words.errors.count)))
                if let error = ConnectionFailure.hopeless(launcher, words.errors) { return .refused(error) }
            }
            if polls[2].revents != 0, !didRead { return .failed(nil) }
            let now = ContinuousClock.now
            if now - begun > Greeter.patience { return .failed(.timedOut) }
            if count == 0, loggedIn == nil, isLoggedIn() { loggedIn = now }
            if let since = loggedIn {
                if now - since > Greeter.startUpPatience { return .silent }
                // A start-up file that asks something gets an empty line; a shell takes no notice of one.
                if count == 0, launcher.user == nil { _ = RawIO.write(shell.inputNumber, [0x0A]) }
            }
        }
    }

    /// ssh tells when the login is done, and nothing before the shell is there.
    private func isLoggedIn() -> Bool {
        guard let log else { return false }
        return String(decoding: Files.readUnsized(log), as: UTF8.self).contains(SSHReach.loginSign)
    }

    private func read(_ number: Int32, _ buffer: inout [UInt8], _ isOpen: inout Bool) -> Int {
        let count = RawIO.read(number, into: &buffer)
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { isOpen = false }
        return max(0, count)
    }
}
