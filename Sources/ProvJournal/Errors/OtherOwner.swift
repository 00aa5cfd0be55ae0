import Glibc
import ProvSystem
import ProvText

/// A part of the user's own store that belongs to somebody else, as `sudo prov run` leaves it.
struct OtherOwner {
    /// What `chown` has to give back: the whole store, where it can be told, or the first foreign folder or file.
    let path: String
    let owner: String
    let user: String

    /// `nil` where nothing foreign stands on the way to the path, or where nothing above it is the user's either: then
    /// the place is simply not his.
    ///
    /// - Parameter user: whose folder it should be; the user this process acts as.
    init?(of path: String, user: uid_t = geteuid()) {
        guard path.hasPrefix("/") else { return nil }
        var steps = [path]
        while let last = steps.last, let slash = last.lastIndex(of: "/"), last != "/" {
            steps.append(slash == last.startIndex ? "/" : String(last[..<slash]))
        }
        let owners = steps.map(Files.owner)
        guard let own = owners.firstIndex(of: user), let foreign = owners[..<own].lastIndex(where: { $0 != nil }),
            let other = owners[foreign]
        else { return nil }
        let store = steps[...own].first { Files.isFolder("\($0)/runs") }
        self.path = store ?? steps[foreign]
        owner = OtherOwner.name(of: other)
        self.user = OtherOwner.name(of: user)
    }

    var reason: String {
        "it belongs to \(owner), not to \(user)\(owner == "root" ? ", as after `sudo prov run`" : "")"
    }
    var advice: String {
        """
        change the owner: sudo chown -R \(user): \
        \(ShellText.word(path))\(owner == "root" ? " (and call `sudo` in the steps, not for `prov`)" : "")
        """
    }

    private static func name(of user: uid_t) -> String { Accounts.name(of: user) ?? "\(user)" }
}
