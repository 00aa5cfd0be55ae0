import Glibc

/// The arguments that this process was started with.
package enum ProcessArguments {
    /// The first one that is not UTF-8, shown with U+FFFD for what is not; `nil` where all are.
    package static var firstThatIsNotText: String? {
        for index in 0..<Int(CommandLine.argc) {
            guard let argument = unsafe CommandLine.unsafeArgv[index] else { continue }
            let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: strlen(argument))
            if unsafe String(validating: bytes, as: UTF8.self) == nil {
                return unsafe String(decoding: bytes, as: UTF8.self)
            }
        }
        return nil
    }
}
