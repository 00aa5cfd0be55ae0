import Glibc
import ProvSystem

/// A small HTTP server for this machine alone: it gives out files that `answer` finds.
final class SiteServer: Sendable {
    struct Answer {
        var status = "200 OK"
        var type = "text/html; charset=utf-8"
        var bytes: [UInt8]
    }

    private let answer: @Sendable (_ path: String) -> Answer?
    private let listener: LocalListener

    /// - Parameter port: 0 for any that is free.
    init(port: UInt16, answer: @escaping @Sendable (_ path: String) -> Answer?) throws(CommandFailure) {
        self.answer = answer
        do throws(SystemError) { listener = try LocalListener(port: port) } catch {
            throw CommandFailure(
                .usage, "cannot listen on 127.0.0.1:\(port): \(error.reason)",
                advice: "choose another port; --port 0 chooses a free one")
        }
    }

    var port: UInt16 { listener.port }

    /// Serves until the process ends, each connection on a thread of its own.
    func run() {
        while true {
            let connection = accept(listener.number, nil, nil)
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
            LocalListener.setPatience(seconds: 10, of: number)
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
            <p>Page not found. <a href="/">First page</a></p>
            <script src="/assets/live.js"></script>

            """

        private func read() -> String? {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while bytes.count < 64 << 10 {
                let count = RawIO.read(number, into: &buffer)
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
                let count = RawIO.send(number, rest)
                if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
            }
        }
    }
}
