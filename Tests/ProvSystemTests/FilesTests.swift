import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import ProvSystem

/// Files in a folder of their own, which goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws { path = try Files.makeTemporaryFolder("/tmp/prov-files-") }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

@Suite("Files by path")
struct FilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) -> UInt32? { Files.status(path).map { $0.st_mode & 0o7777 } }

    @Test("what is read is what stands there, from any place to any place")
    func reading() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let path = try folder.write(bytes, to: "a")
        #expect(try Files.read(path) == bytes)
        var pieces: [UInt8] = []
        try Files.read(path) {
            #expect($0.count <= 1 << 20)
            pieces += $0
        }
        #expect(pieces == bytes)
        let file = try Descriptor(path: path, flags: O_RDONLY)
        for (start, count) in [(0, 1), (17, 70_000), (2_999_990, 100), (3_000_000, 1), (4_000_000, 10)] {
            let expected = bytes.dropFirst(start).prefix(count)
            #expect(try file.read(from: start, count: count) == Array(expected))
        }
    }

    @Test("a link is not a regular file, and is refused where one is read")
    func links() throws {
        let path = try folder.write([1], to: "a")
        let link = "\(folder.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect(Files.isRegular(path) && !Files.isRegular(link) && !Files.isRegular(folder.path))
        #expect(Files.isLink(link) && !Files.isLink(path))
        #expect(Files.linkTarget(link) == path && Files.linkTarget(path) == nil)
        #expect(Files.resolved(link) == Files.resolved(path))
        #expect(throws: SystemError(number: EINVAL, call: "open")) { try Files.read(link) { _ in } }
        #expect(throws: SystemError(number: ENOENT, call: "open")) { try Files.read(link + "x") { _ in } }
    }

    @Test("a program of a PATH can be started: neither a folder nor what lacks the permission")
    func programs() throws {
        let program = try folder.write(Array("#!/bin/sh\n".utf8), to: "tool")
        try Files.makeFolder("\(folder.path)/folder")
        let path = "/nowhere:\(folder.path)"
        #expect(!Files.hasProgram("tool", in: path))
        try Files.setMode(program, 0o755)
        #expect(Files.hasProgram("tool", in: path))
        #expect(!Files.hasProgram("folder", in: path))
        #expect(!Files.hasProgram("other", in: path))
        #expect(!Files.hasProgram("tool", in: ""))
    }

    @Test("a file is replaced in one step, and what is left of a replacement that failed is nothing")
    func replacing() throws {
        let path = try folder.write(Array("old".utf8), to: "a")
        try Files.replace(path, with: Array("new".utf8), isDurable: true, system: .real)
        #expect(try Files.read(path) == Array("new".utf8))
        let full = SystemCalls(write: { _, _ in -Int(ENOSPC) }, syncData: { _ in 0 })
        let unsafe = SystemCalls(write: SystemCalls.real.write, syncData: { _ in EIO })
        for system in [full, unsafe] {
            #expect(throws: SystemError.self) {
                try Files.replace(path, with: Array("worse".utf8), isDurable: true, system: system)
            }
            #expect(try Files.read(path) == Array("new".utf8))
            #expect(try Files.names(in: folder.path) == ["a"])
        }
        #expect(mode(path) == 0o600)
    }

    @Test("of several that make one file, one is kept, and all of them see it")
    func keeping() throws {
        let path = "\(folder.path)/once"
        for content in ["first", "second", "third"] {
            try Files.replace(
                path, with: Array(content.utf8), isDurable: false, keepsExisting: true, system: .real)
            #expect(try Files.read(path) == Array("first".utf8))
        }
        #expect(try Files.names(in: folder.path) == ["once"])
    }

    @Test("folders are made with those above them, for their owner alone; a file in the way is said")
    func folders() throws {
        let deep = "\(folder.path)/a/b/c"
        try Files.makeFolders(deep)
        try Files.makeFolders(deep)
        #expect(mode(deep) == 0o700 && mode("\(folder.path)/a") == 0o700)
        _ = try folder.write([], to: "file")
        #expect(throws: SystemError(number: ENOTDIR, call: "mkdir")) { try Files.makeFolders("\(folder.path)/file") }
        #expect(throws: SystemError.self) { try Files.makeFolders("\(folder.path)/file/x") }
        #expect(!Files.removeFolder("\(folder.path)/a"))
        #expect(Files.removeFolder(deep) && !Files.exists(deep))
    }

    @Test(
        "a path's folder, and the path from the root",
        arguments: [("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("a", "/"), ("/a/b/", "/a/b")])
    func parents(path: String, parent: String) {
        #expect(Files.parent(of: path) == parent)
        #expect(Files.absolutePath(path).hasPrefix("/"))
        #expect(!path.hasPrefix("/") || Files.absolutePath(path) == path)
    }

    @Test("a temporary file is for its owner alone, and goes away")
    func temporary() throws {
        func made() throws -> String {
            let file = try TemporaryFile(content: "secret")
            #expect(try Files.read(file.path) == Array("secret".utf8))
            #expect(mode(file.path) == 0o600)
            return file.path
        }
        #expect(!Files.exists(try made()))
    }

    @Test("files of /proc, whose size is 0, are read whole")
    func unsized() throws {
        #expect(try Descriptor(path: "/proc/self/maps", flags: O_RDONLY).size() == 0)
        #expect(Files.readUnsized("/proc/self/maps").count > 1000)
        #expect(Files.readUnsized("/nowhere").isEmpty)
        #expect(try Files.readSmall("/proc/sys/kernel/random/boot_id").count == 36)
    }

    @Test("everything is written, whatever the system takes at a time and however often it is interrupted")
    func shortWrites() throws {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        for seed in 0..<20 {
            let taken = Mutex<[UInt8]>([])
            let calls = Mutex(seed)
            let system = SystemCalls(
                write: { _, rest in
                    let turn = calls.withLock { calls in
                        calls = (calls &* 1_103_515_245 &+ 12_345) & 0x7FFF_FFFF
                        return calls >> 8
                    }
                    if turn % 3 == 0 { return -Int(EINTR) }
                    let count = min(rest.count, turn % 700 + 1)
                    taken.withLock { $0 += rest.prefix(count) }
                    return count
                }, syncData: { _ in 0 })
            try system.writeAll(bytes[...], to: 1)
            #expect(taken.withLock { $0 } == bytes)
        }
    }

    @Test("a device that takes nothing is full, and a sync is asked again until it is answered")
    func fullDevice() throws {
        let nothing = SystemCalls(write: { _, _ in 0 }, syncData: { _ in EIO })
        #expect(throws: SystemError(number: ENOSPC, call: "write")) { try nothing.writeAll([1], to: 1) }
        #expect(throws: SystemError(number: EIO, call: "fdatasync")) { try nothing.sync(1) }
        let interruptions = Mutex(3)
        let patient = SystemCalls(
            write: { _, _ in 0 },
            syncData: { _ in
                interruptions.withLock {
                    $0 -= 1
                    return $0 > 0 ? EINTR : 0
                }
            })
        try patient.sync(1)
        #expect(interruptions.withLock { $0 } == 0)
        #expect(SystemError(number: ENOSPC, call: "write").isDiskFull)
        #expect(SystemError(number: EDQUOT, call: "write").isDiskFull)
        #expect(!SystemError(number: EIO, call: "write").isDiskFull)
    }
}
