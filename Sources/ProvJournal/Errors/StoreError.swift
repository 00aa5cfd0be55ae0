import Glibc
import ProvSystem

/// Why the record cannot be kept or read: what happened, where, why, and what to do next.
package struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for machines and documentation.
    package enum Code: String, Sendable, CaseIterable {
        case ambiguousRun = "ambiguous-run"
        case corrupt
        case diskFull = "disk-full"
        case exists
        case ioError = "io-error"
        case journalFailed = "journal-failed"
        case locked
        case missing
        case nameTooLong = "name-too-long"
        case noSuchRun = "no-such-run"
        case notOpened = "not-opened"
        case permissionDenied = "permission-denied"
        case readOnly = "read-only"
        case stillRunning = "still-running"
        case system
        case tooManyFiles = "too-many-files"
    }

    package var code: Code
    package var path: String
    /// What happened and why.
    package var message: String
    /// What to do next.
    package var advice: String

    package init(code: Code, path: String, message: String, advice: String) {
        self.code = code
        self.path = path
        self.message = message
        self.advice = advice
    }

    package var description: String { "\(message); \(advice)" }
}

extension StoreError {
    /// - Parameter doing: a verb phrase without its object, for example `write to`.
    init(_ error: SystemError, doing: String, path: String) {
        let (code, advice) = StoreError.meaning(of: error.number, path: path)
        let message = "cannot \(doing) \(path): \(error.reason) (\(error.call))"
        if code == .permissionDenied, let foreign = OtherOwner(of: path) {
            self.init(code: code, path: path, message: "\(message); \(foreign.reason)", advice: foreign.advice)
        } else {
            self.init(code: code, path: path, message: message, advice: advice)
        }
    }

    private static func meaning(of number: Int32, path: String) -> (code: Code, advice: String) {
        switch number {
        case ENOSPC, EDQUOT: (.diskFull, "free space on that file system")
        case EACCES, EPERM:
            (.permissionDenied, "give your user the right to write there, or choose another store with `--store`")
        case EROFS: (.readOnly, "the file system is mounted read-only: choose another store with `--store`")
        case ENOENT: (.missing, "check the path, or create the folder")
        case ENOTDIR:
            (
                .missing,
                "a part of that path is a file, not a folder: move it away or choose another store with `--store`"
            )
        case EEXIST: (.exists, "another process created it at the same moment: try again")
        case EIO:
            (
                .ioError,
                "the disk reported an error: see `dmesg`, and copy the store to a healthy disk first"
            )
        case EWOULDBLOCK:
            (
                .locked,
                "another process has locked the store's log for a long time: find a stopped `prov` process, and end it"
            )
        case EMFILE, ENFILE: (.tooManyFiles, "raise the limit of open files (`ulimit -n`) and try again")
        case ENAMETOOLONG: (.nameTooLong, "use a shorter path for the store")
        default: (.system, "fix the reason above; the record on disk is unchanged")
        }
    }
}

/// Runs a piece of file work and turns a failing system call into a `StoreError`.
func storing<Result: ~Copyable>(_ doing: String, _ path: String, _ work: () throws -> Result) throws(StoreError)
    -> Result
{
    do {
        return try work()
    } catch let error as SystemError {
        throw StoreError(error, doing: doing, path: path)
    } catch let error as StoreError {
        throw error
    } catch {
        throw StoreError(
            code: .system, path: path, message: "cannot \(doing) \(path): \(error)", advice: "fix the reason above")
    }
}
