import Foundation
import ProvHosts
import Testing

@testable import ProvSystem

/// Servers on ports of their own: plain and TLS web servers, a port that answers nothing, a name server.
///
/// One process for all tests; it ends when its standard input does, so that it never outlives them. Nothing here waits
/// on a thread of Swift's: its ports come through a file.
actor TestServers {
    struct Ports: Decodable, Sendable {
        var http, https, expired, wrong, silent, dns, closed: Int
        var pid: Int
    }

    static let shared = TestServers()

    private var starting: Task<Ports, any Error>?
    private var process: Process?
    private let folder = NSTemporaryDirectory() + "prov-servers-\(UUID().uuidString)"

    /// The certificate that signed itself, is valid for 100 days and is for `localhost`, `*.example.test` and
    /// 127.0.0.1.
    nonisolated var certificate: String { folder + "/good.pem" }
    /// It was valid in January 2020.
    nonisolated var expired: String { folder + "/expired.pem" }
    /// For `other.example.test` alone.
    nonisolated var wrong: String { folder + "/wrong.pem" }
    nonisolated var derCertificate: String { folder + "/good.der" }

    func ports() async throws -> Ports {
        if let starting { return try await starting.value }
        let task = Task { try await start() }
        starting = task
        return try await task.value
    }

    private func start() async throws -> Ports {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let made = try await OneShot.run(
            ["/bin/sh", "-c", TestServers.certificates], directory: folder, timeout: .seconds(30))
        try #require(made.outcome.ending == .exited(0), "\(String(decoding: made.stderr, as: UTF8.self))")
        try TestServers.program.write(toFile: folder + "/servers.py", atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [folder + "/servers.py", folder]
        process.standardInput = Pipe()
        try process.run()
        self.process = process
        for _ in 0..<1500 {
            if let data = FileManager.default.contents(atPath: folder + "/ports.json") {
                return try JSONDecoder().decode(Ports.self, from: data)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CancellationError()
    }

    private static let certificates = """
        set -e
        openssl ecparam -name prime256v1 -genkey -noout -out key.pem
        openssl req -x509 -new -key key.pem -days 100 -subj '/O=Prov Test/CN=localhost' -out good.pem \
          -addext 'subjectAltName=DNS:localhost,DNS:*.example.test,IP:127.0.0.1' 2>/dev/null
        openssl x509 -in good.pem -outform DER -out good.der
        openssl req -x509 -new -key key.pem -days 100 -subj '/CN=other.example.test' -out wrong.pem 2>/dev/null
        openssl req -new -key key.pem -subj '/CN=localhost' -out expired.csr 2>/dev/null
        : >index.txt; echo 01 >serial
        printf '[ca]\\ndefault_ca=a\\n[a]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >ca.cnf
        openssl ca -batch -selfsign -config ca.cnf -keyfile key.pem -in expired.csr -startdate 20200101000000Z -enddate 20200131000000Z -out expired.pem -notext 2>/dev/null
        """

    private static let program = #"""
        import http.server, json, os, socket, ssl, struct, sys, threading
        folder = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, body, headers={}):
                body = body.encode()
                self.send_response(status)
                for name, value in headers.items(): self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)
            def do(self):
                length = int(self.headers.get("Content-Length") or 0)
                sent = self.rfile.read(length).decode()
                path = self.path.split("?")[0]
                if path == "/health": self.answer(200, '{"status": "ok", "version": 7}', {"Content-Type": "application/json"})
                elif path == "/echo": self.answer(200, "%s %s host=%s token=%s data=%s\n" % (self.command, self.path, self.headers.get("Host"), self.headers.get("X-Token"), sent))
                elif path == "/moved": self.answer(302, "", {"Location": "/health"})
                elif path == "/slow": threading.Event().wait(5)
                elif path == "/broken": self.answer(503, "database is down\n")
                else: self.answer(404, "no such page\n")
            do_GET = do_POST = do_PUT = do_HEAD = do
            def log_message(self, *arguments): pass
        def serve(server):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            return server.server_address[1]
        def web(certificate=None):
            http.server.ThreadingHTTPServer.request_queue_size = 128
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            if certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(folder + "/" + certificate, folder + "/key.pem")
                server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            return serve(server)
        # A full queue: the kernel drops whoever comes next.
        silent = socket.socket(); silent.bind(("127.0.0.1", 0)); silent.listen(0)
        waiting = []
        for _ in range(4):
            one = socket.socket(); one.setblocking(False); one.connect_ex(silent.getsockname()); waiting.append(one)
        # Bound but not listening: nobody else gets it, and whoever connects is refused.
        closed = socket.socket(); closed.bind(("127.0.0.1", 0))
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); names.bind(("127.0.0.1", 0))
        def name(text): return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"
        records = {
            ("www.example.test", 1): [bytes([192, 0, 2, 10]), bytes([192, 0, 2, 11])],
            ("example.test", 15): [b"\0\x0a" + name("mail.example.test")],
            ("example.test", 16): [b"\x0bv=spf1 -all"],
            ("alias.example.test", 5): [name("www.example.test")],
        }
        def answer_names():
            while True:
                query, peer = names.recvfrom(4096)
                position, labels = 12, []
                while query[position]: labels.append(query[position + 1:position + 1 + query[position]].decode()); position += 1 + query[position]
                question = query[12:position + 5]
                kind = struct.unpack(">H", query[position + 1:position + 3])[0]
                found = records.get((".".join(labels).lower(), kind), [])
                known = any(key[0] == ".".join(labels).lower() for key in records)
                reply = query[:2] + struct.pack(">HHHHH", 0x8580 | (0 if known else 3), 1, len(found), 0, 0) + question
                for data in found: reply += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
                names.sendto(reply, peer)
        threading.Thread(target=answer_names, daemon=True).start()
        ports = dict(http=web(), https=web("good.pem"), expired=web("expired.pem"), wrong=web("wrong.pem"), silent=silent.getsockname()[1],
                     dns=names.getsockname()[1], closed=closed.getsockname()[1], pid=os.getpid())
        with open(folder + "/ports.new", "w") as file: json.dump(ports, file)
        os.rename(folder + "/ports.new", folder + "/ports.json")
        sys.stdin.read()
        import shutil
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)
        """#
}
