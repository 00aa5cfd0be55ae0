import Glibc
import ProvSystem
import ProvText

/// Who holds a lock, for the one who is refused it.
package struct LockHolder: Sendable, Equatable {
    package var pid: Int
    package var user: String
    package var host: String
    /// RFC 3339.
    package var since: String
    /// The run it was taken for, where there is one already.
    package var run: String?

    package init(pid: Int, user: String, host: String, since: String, run: String? = nil) {
        self.pid = pid
        self.user = user
        self.host = host
        self.since = since
        self.run = run
    }

    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("pid", .integer(pid)), .init("user", .string(user)), .init("host", .string(host)),
            .init("since", .string(since)),
        ]
        if let run { members.append(.init("run", .string(run))) }
        return .object(members)
    }

    fileprivate init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), let pid = json["pid"]?.intValue,
            let user = json["user"]?.stringValue,
            let host = json["host"]?.stringValue, let since = json["since"]?.stringValue
        else { return nil }
        self.init(pid: pid, user: user, host: host, since: since, run: json["run"]?.stringValue)
    }
}

/// The right to run one runbook on one environment; given back when it is released or its process ends, however that
/// ends.
package final class StoreLock: Sendable {
    private let file: Descriptor
    private let system: SystemCalls

    private init(file: consuming Descriptor, system: SystemCalls) {
        self.file = file
        self.system = system
    }

    deinit { try? file.truncate(to: 0) }

    /// Tells those who are refused which run it is.
    package func note(_ holder: LockHolder) throws(StoreError) {
        try storing("write", "the lock") {
            try file.truncate(to: 0)
            try system.writeAll(Array(holder.json.text().utf8)[...], to: file.number)
        }
    }

    /// - Parameter what: names what is locked, for the refusal.
    static func take(path: String, what: String, holder: LockHolder, system: SystemCalls) throws(StoreError)
        -> StoreLock
    {
        let file: Descriptor = try storing("lock", path) {
            try Descriptor(path: path, flags: O_RDWR | O_CREAT | O_APPEND)
        }
        let isOurs = try storing("lock", path) { try file.lock() }
        guard isOurs else {
            let other = (try? file.readAll()).flatMap { LockHolder($0) }
            throw refusal(path: path, what: what, holder: other)
        }
        let lock = StoreLock(file: file, system: system)
        try lock.note(holder)
        return lock
    }

    private static func refusal(path: String, what: String, holder: LockHolder?) -> StoreError {
        guard let holder else {
            return StoreError(
                code: .locked, path: path, message: "another process is running \(what)",
                advice: "wait until it has ended, then try again")
        }
        let run = holder.run.map { " as run \($0)" } ?? ""
        return StoreError(
            code: .locked, path: path,
            message:
                """
                \(holder.user) on \(holder.host) (process \(holder.pid)) has been running \(what) since \(holder.since)\(run)
                """,
            advice: "wait until it has ended, or stop that process; this releases the lock")
    }
}
