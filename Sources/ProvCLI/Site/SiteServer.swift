import Glibc

/// A small HTTP server for this machine alone: it gives out files that `answer` finds.
final class SiteServer: Sendable {
    struct Answer {
        var status = "200 OK"
        var type = "text/html; charset=utf-8"
        var bytes: [UInt8]
    }

    private let answer: @Sendable (_ path: String) -> Answer?
    private let listening: Int32
    let port: UInt16

    /// - Parameter port: 0 for any that is free.
    init(port: UInt16, answer: @escaping @Sendable (_ path: String) -> Answer?) throws(CommandFailure) {
        self.answer = answer
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        _ = unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard number >= 0, unsafe bind(number, pointer, size) == 0, listen(number, 32) == 0 else {
                    return false
                }
                return unsafe getsockname(number, pointer, &size) == 0
            }
        }
        guard isBound else {
            let why = unsafe String(cString: strerror(errno))
            if number >= 0 { close(number) }
            throw CommandFailure(
                .usage, "cannot listen on 127.0.0.1:\(port): \(why)",
                advice: "name another port: --port 0 takes any that is free")
        }
        listening = number
        self.port = UInt16(bigEndian: address.sin_port)
    }

    /// Serves until the process ends, each connection on a thread of its own.
    func run() {
        while true {
            let connection = accept(listening, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                usleep(100_000)
                continue
            }
            BackgroundThread.start { Connection(self, connection).start() }
        }
    }

    /// One request and its answer.
    private struct Connection {
        let server: SiteServer
        let number: Int32

        init(_ server: SiteServer, _ number: Int32) {
            self.server = server
            self.number = number
        }

        func start() {
            defer { close(number) }
            var patience = timeval(tv_sec: 10, tv_usec: 0)
            _ = unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            guard let request = read() else { return }
            let lines = request.split(separator: "\r\n")
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count == 3, words[0] == "GET" || words[0] == "HEAD" else {
                return send(Answer(status: "405 Method Not Allowed", bytes: []), withBody: true)
            }
            // A page of another site must not read this one through a name of its own that leads here.
            let host = lines.first { $0.lowercased().hasPrefix("host:") }?.dropFirst(5).drop { $0 == " " } ?? ""
            guard ["127.0.0.1", "localhost"].contains(host.prefix { $0 != ":" }) else {
                return send(Answer(status: "403 Forbidden", bytes: []), withBody: true)
            }
            let path = String(words[1].dropFirst())
            let found = server.answer(path) ?? Answer(status: "404 Not Found", bytes: Array(Self.missing.utf8))
            send(found, withBody: words[0] == "GET")
        }

        /// Shows the page as soon as there is one: its file may only be under way from one name to another.
        private static let missing = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Not found</title>
            <p>There is no such page. <a href="/">The first page</a></p>
            <script src="/assets/live.js"></script>

            """

        private func read() -> String? {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while bytes.count < 64 << 10 {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
                guard count > 0 else { return nil }
                bytes += buffer[..<count]
                if bytes.suffix(4).elementsEqual([13, 10, 13, 10]) { return String(decoding: bytes, as: UTF8.self) }
            }
            return nil
        }

        private func send(_ answer: Answer, withBody: Bool) {
            let head =
                """
                HTTP/1.1 \(answer.status)\r
                Content-Type: \(answer.type)\r
                Content-Length: \(answer.bytes.count)\r
                Cache-Control: no-store\r
                X-Content-Type-Options: nosniff\r
                Connection: close\r
                \r

                """
            var rest = (Array(head.utf8) + (withBody ? answer.bytes : []))[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes {
                    unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
            }
        }
    }
}
