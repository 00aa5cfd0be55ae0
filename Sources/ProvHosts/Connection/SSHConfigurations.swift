import Glibc
import ProvSystem
import ProvText

/// The configurations that ssh is started with: one for each that hosts name with `-F`, and one for those that name
/// none.
final class SSHConfigurations: Sendable {
    private let files: [String?: File]

    private final class File: Sendable {
        let file: TemporaryFile
        init(_ content: String) throws(SystemError) { file = try TemporaryFile(content: content) }
    }

    init(for addresses: [HostAddress]) {
        var files: [String?: File] = [:]
        for address in addresses where address.kind == .ssh {
            let named = SSHConfigurations.named(by: address)
            if files[named] == nil { files[named] = try? File(SSHReach.configuration(after: named)) }
        }
        self.files = files
    }

    /// The path of the configuration for a host; `nil` leaves its arguments as they are.
    func path(for address: HostAddress) -> String? {
        let named = SSHConfigurations.named(by: address)
        // ssh itself says best that a file is not there.
        if let named, named != "none", !Files.isReadable(named) { return nil }
        return files[named]?.file.path
    }

    /// An absolute path, because what is included from a relative one is looked for in ~/.ssh.
    private static func named(by address: HostAddress) -> String? {
        var arguments = address.arguments
        guard let path = SSHReach.takeConfiguration(from: &arguments) else { return nil }
        guard path != "none", !path.hasPrefix("/"), !path.hasPrefix("~"), let folder = Files.current else {
            return path
        }
        return folder + "/" + path
    }
}
