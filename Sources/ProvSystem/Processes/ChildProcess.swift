import CProvShims
package import Glibc

/// A process we started in a session of its own; it is reaped exactly once.
///
/// Children never see our terminal's Ctrl-C: they lead their own session, and what must end is ended by us.
package struct ChildProcess: ~Copyable {
    package let pid: pid_t
    /// Readable once the process has ended; goes into `poll`.
    package let watch: Descriptor

    /// Whether it is over, though nobody may have asked for its status yet.
    package var hasEnded: Bool {
        var polls = [pollfd(fd: watch.number, events: Int16(POLLIN), revents: 0)]
        return unsafe poll(&polls, 1, 0) > 0
    }

    /// What a child starts with.
    package struct Setup {
        package var arguments: [String]
        package var environment: Environment
        package var directory: String?
        /// Descriptors of ours that become 0, 1 and 2 of the child.
        package var standard: (input: Int32, output: Int32, error: Int32)
        /// Path of a terminal that becomes the child's controlling one, and its 0, 1 and 2; `standard` is ignored then.
        package var terminal: String?

        package init(
            arguments: [String], environment: Environment, directory: String? = nil,
            standard: (input: Int32, output: Int32, error: Int32), terminal: String? = nil
        ) {
            self.arguments = arguments
            self.environment = environment
            self.directory = directory
            self.standard = standard
            self.terminal = terminal
        }
    }

    /// How it ended.
    package enum Ending: Sendable {
        case exited(Int)
        case signalled(Int)
    }

    package init(_ setup: Setup) throws(SystemError) {
        // A child that ends without reading all of its input must not end us: the write that fails says so.
        signal(SIGPIPE, SIG_IGN)
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | prov_spawn_setsid())
        if let directory = setup.directory { unsafe prov_add_chdir(&actions, directory) }
        if let terminal = setup.terminal {
            // A session leader without a terminal gets the first one it opens as its controlling terminal.
            unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
            unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        } else {
            unsafe posix_spawn_file_actions_adddup2(&actions, setup.standard.input, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, setup.standard.output, 1)
            unsafe posix_spawn_file_actions_adddup2(&actions, setup.standard.error, 2)
        }
        unsafe prov_add_closefrom(&actions, 3)
        var child: pid_t = 0
        let code = unsafe withCStrings(setup.arguments.map { Array($0.utf8) }) { arguments in
            unsafe withCStrings(setup.environment.entries) { environment in
                guard let program = unsafe arguments[0] else { return EINVAL }
                return unsafe posix_spawnp(&child, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw SystemError(number: code, call: "start \(setup.arguments.first ?? "")") }
        let watch = prov_pidfd_open(child)
        guard watch >= 0 else {
            // No one would see its end: it is as if it had never been started.
            let failure = SystemError(number: errno, call: "watch \(setup.arguments.first ?? "")")
            kill(child, SIGKILL)
            var status: Int32 = 0
            while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
            throw failure
        }
        pid = child
        self.watch = Descriptor(taking: watch)
    }

    /// Waits for the end and takes the status; a second call gives the first one's answer no more, so call it once.
    package consuming func reap() -> Ending {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exited(Int((status >> 8) & 0xFF)) : .signalled(Int(signal))
    }
}

/// A C string; what is behind a NUL is not part of one.
private func copy(of bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    unsafe (bytes + [0]).withUnsafeBytes { bytes in
        // Never empty: it ends with the NUL.
        unsafe strdup(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self))
    }
}

/// Calls `body` with a NULL-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe strings.map { unsafe copy(of: $0) }
    unsafe pointers.append(nil)
    defer { while let pointer = unsafe pointers.popLast() { unsafe free(pointer) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        // Never empty: it ends with the NULL.
        unsafe body(buffer.baseAddress.unsafelyUnwrapped)
    }
}
