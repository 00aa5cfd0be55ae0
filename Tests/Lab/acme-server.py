"""acme-server.py NAME=ADDRESS... - a certificate authority for rehearsals that speaks ACME (RFC 8555), on port 14000.

It gives a certificate for a name when http://ADDRESS/.well-known/acme-challenge/TOKEN answers with the key authorization, as any authority
does. Its own certificate is at /root.pem. Everything is in memory, but for the authority's key in the working directory; signatures are
openssl's matter. Only accounts with RSA keys (RS256), only http-01.
"""
import base64, hashlib, http.server, json, os, re, subprocess, sys, tempfile, threading, urllib.request

addresses = dict(argument.split("=", 1) for argument in sys.argv[1:])
lock = threading.Lock()
nonces, accounts, orders = set(), {}, {}


def encode(data): return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
def decode(text): return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def openssl(*arguments, data=b"", files=None):
    """What openssl says; `files` are written to a folder of their own, where it runs."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (files or {}).items():
            with open(os.path.join(folder, name), "wb") as file: file.write(content)
        return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True, cwd=folder).stdout


def make_authority():
    if os.path.exists("root.pem"): return
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365", "-subj",
            "/CN=Rehearsal Authority", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", os.path.abspath("root.key"), "-out", os.path.abspath("root.pem"))


def public_key(jwk):
    """The PEM of an RSA key: the sequence of its modulus and exponent in DER."""
    def element(tag, body):
        size = len(body)
        length = bytes([size]) if size < 128 else bytes([0x80 + (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, "big")
        return bytes([tag]) + length + body
    numbers = b"".join(element(2, b"\0" + decode(jwk[name])) if decode(jwk[name])[0] & 0x80 else element(2, decode(jwk[name])) for name in ("n", "e"))
    return openssl("rsa", "-RSAPublicKey_in", "-inform", "DER", "-pubout", data=element(0x30, numbers))


class Problem(Exception): pass


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, form, *values): sys.stderr.write(form % values + "\n")
    def base(self): return "http://" + self.headers["Host"]

    def answer(self, status, body=None, headers=(), kind="application/json"):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        nonce = encode(os.urandom(16))
        with lock: nonces.add(nonce)
        self.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(data))), ("Replay-Nonce", nonce), *headers]: self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD": self.wfile.write(data)

    def do_HEAD(self): self.answer(200)

    def do_GET(self):
        if self.path == "/directory":
            names = {"newNonce": "nonce", "newAccount": "account", "newOrder": "order", "revokeCert": "revoke", "keyChange": "change"}
            return self.answer(200, {name: f"{self.base()}/{path}" for name, path in names.items()} | {"meta": {}})
        if self.path == "/root.pem":
            with open("root.pem", "rb") as file: return self.answer(200, file.read(), kind="application/x-pem-file")
        self.answer(200 if self.path == "/nonce" else 404)

    def do_POST(self):
        try:
            self.handle_request(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        except (Problem, KeyError, ValueError, subprocess.CalledProcessError) as error:
            self.answer(400, {"type": "urn:ietf:params:acme:error:malformed", "detail": str(error), "status": 400}, kind="application/problem+json")

    def handle_request(self, message):
        protected = json.loads(decode(message["protected"]))
        with lock:
            if protected.get("nonce") not in nonces: raise Problem("that nonce is not mine")
            nonces.remove(protected["nonce"])
        if protected["url"] != self.base() + self.path: raise Problem("signed for another address")
        jwk = protected.get("jwk") or accounts[protected["kid"]]
        if protected["alg"] != "RS256": raise Problem("only RS256")
        openssl("dgst", "-sha256", "-verify", "key.pem", "-signature", "signature",
                data=(message["protected"] + "." + message["payload"]).encode(), files={"key.pem": public_key(jwk), "signature": decode(message["signature"])})
        payload = json.loads(decode(message["payload"]) or b"null")
        thumbprint = encode(hashlib.sha256(json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":")).encode()).digest())
        kind, _, number = self.path[1:].partition("/")
        if kind == "account":
            address = f"{self.base()}/account/{thumbprint}"
            accounts[address] = jwk
            return self.answer(200 if number else 201, {"status": "valid"}, [("Location", address)])
        if kind == "order" and not number:
            number = encode(os.urandom(9))
            orders[number] = {"names": [item["value"] for item in payload["identifiers"]], "owner": thumbprint, "proven": {}, "certificate": None,
                              "token": encode(os.urandom(24))}
            return self.answer(201, self.order(number), [("Location", f"{self.base()}/order/{number}")])
        number, _, name = number.partition("/")
        order = orders[number]
        if order["owner"] != thumbprint: raise Problem("that order is somebody else's")
        if kind == "order": return self.answer(200, self.order(number))
        if kind == "authorization": return self.answer(200, self.authorization(number, name))
        if kind == "challenge":
            order["proven"][name] = self.prove(name, order["token"], thumbprint)
            return self.answer(200, self.authorization(number, name)["challenges"][0], [("Link", f'<{self.base()}/authorization/{number}/{name}>;rel="up"')])
        if kind == "finalize":
            if not all(order["proven"].get(name) == "valid" for name in order["names"]): raise Problem("not every name is proven")
            order["certificate"] = self.sign(decode(payload["csr"]), order["names"])
            return self.answer(200, self.order(number))
        if kind == "certificate": return self.answer(200, order["certificate"], kind="application/pem-certificate-chain")
        self.answer(404)

    def order(self, number):
        order = orders[number]
        states = [order["proven"].get(name) for name in order["names"]]
        status = "valid" if order["certificate"] else "invalid" if "invalid" in states else "ready" if all(states) else "pending"
        found = {"status": status, "identifiers": [{"type": "dns", "value": name} for name in order["names"]],
                 "authorizations": [f"{self.base()}/authorization/{number}/{name}" for name in order["names"]], "finalize": f"{self.base()}/finalize/{number}"}
        return found | ({"certificate": f"{self.base()}/certificate/{number}"} if order["certificate"] else {})

    def authorization(self, number, name):
        state = orders[number]["proven"].get(name, "pending")
        challenge = {"type": "http-01", "url": f"{self.base()}/challenge/{number}/{name}", "token": orders[number]["token"], "status": state}
        if state == "invalid": challenge["error"] = {"type": "urn:ietf:params:acme:error:unauthorized", "detail": f"{name} did not answer as it must"}
        return {"status": state, "identifier": {"type": "dns", "value": name}, "challenges": [challenge]}

    def prove(self, name, token, thumbprint):
        request = urllib.request.Request(f"http://{addresses.get(name, name)}/.well-known/acme-challenge/{token}", headers={"Host": name})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer: found = answer.read(1000).decode().strip()
        except (OSError, ValueError) as error:
            self.log_message("%s: %s", name, error)
            return "invalid"
        return "valid" if found == f"{token}.{thumbprint}" else "invalid"

    def sign(self, request, names):
        asked = openssl("req", "-inform", "DER", "-noout", "-text", "-verify", data=request).decode()
        if sorted(set(re.findall(r"DNS:([^,\s]+)", asked))) != sorted(names): raise Problem("the request is for other names than the order")
        extensions = "subjectAltName=" + ",".join("DNS:" + name for name in names) + "\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n"
        certificate = openssl("x509", "-req", "-inform", "DER", "-in", "request", "-CA", os.path.abspath("root.pem"), "-CAkey", os.path.abspath("root.key"),
                              "-set_serial", "0x" + os.urandom(8).hex(), "-days", "90", "-extfile", "extensions", files={"request": request, "extensions": extensions.encode()})
        with open("root.pem", "rb") as file: return certificate + file.read()


make_authority()
http.server.ThreadingHTTPServer(("", 14000), Server).serve_forever()
