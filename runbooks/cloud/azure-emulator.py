"""A small part of Azure, in memory: resource groups, storage accounts, blobs. azure-emulator.py PORT, with the token in AZURE_TOKEN."""

import base64
import datetime
import hashlib
import hmac
import json
import os
import re
import sys
import time
import uuid
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

PORT = int(sys.argv[1])
LOCATIONS = ["germanywestcentral", "westeurope", "northeurope"]
VERSIONS = {"groups": ["2021-04-01", "2024-03-01"], "accounts": ["2023-05-01", "2024-01-01"]}
GROUP = {"location": str, "tags": dict}
ACCOUNT = {"location": str, "tags": dict, "kind": str, "sku": dict, "properties": dict}
PROPERTIES = {"minimumTlsVersion": str, "allowBlobPublicAccess": bool, "supportsHttpsTrafficOnly": bool, "accessTier": str}
SIGNED = ["Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match",
          "If-None-Match", "If-Unmodified-Since", "Range"]
groups, accounts, leaving = {}, {}, {}


class Refused(Exception):
    """A status, a code of Azure's, and a sentence."""


def fits(wanted, value, required=()):
    for key, item in value.items():
        if key not in wanted:
            raise Refused(400, "InvalidRequestContent", f"Could not find member '{key}'")
        if type(item) is not wanted[key]:
            raise Refused(400, "InvalidRequestContent", f"'{key}' has another type")
    for key in required:
        if key not in value:
            raise Refused(400, "LocationRequired" if key == "location" else "InvalidRequestContent", f"'{key}' is required")
    if value.get("location", LOCATIONS[0]) not in LOCATIONS:
        raise Refused(400, "LocationNotAvailableForResourceGroup", f"'{value['location']}' is not available")


def shown(account):
    ready = account["made"] + 1 <= time.time()
    properties = {**account["properties"], "provisioningState": "Succeeded" if ready else "Creating",
                  "primaryEndpoints": {"blob": f"http://127.0.0.1:{PORT}/{account['name']}/"}}
    return {**{key: account[key] for key in ("id", "name", "type", "location", "tags", "kind", "sku")}, "properties": properties}


class Emulator(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def request(self):
        self.url = urlsplit(self.path)
        self.query = dict(parse_qsl(self.url.query, keep_blank_values=True))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            part = self.manage if self.url.path.lower().startswith("/subscriptions/") else self.blobs
            self.answer(*part(self.command, [unquote(word) for word in self.url.path.strip("/").split("/")]))
        except Refused as refused:
            status, code, sentence = refused.args
            if self.url.path.startswith("/subscriptions/"):
                self.answer(status, {"error": {"code": code, "message": sentence}})
            else:
                text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{escape(sentence)}</Message></Error>'
                self.answer(status, text.encode(), {"x-ms-error-code": code, "Content-Type": "application/xml"})

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = request

    def answer(self, status, body=b"", headers={}):
        if not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        self.send_response(status)
        for name, value in {"x-ms-request-id": str(uuid.uuid4()), "x-ms-version": "2024-11-04", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *words):
        print(self.command, urlsplit(self.path).path, words[1], flush=True)

    # The resource manager.

    def manage(self, method, path):
        if self.headers.get("Authorization") != "Bearer " + os.environ["AZURE_TOKEN"]:
            raise Refused(401, "InvalidAuthenticationToken", "The access token is invalid.")
        kind = "accounts" if "providers" in path else "groups"
        version = self.query.get("api-version", "")
        if not version:
            raise Refused(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
        if version not in VERSIONS[kind]:
            raise Refused(400, "InvalidApiVersionParameter", f"The api-version '{version}' is invalid.")
        body = json.loads(self.body or "{}")
        if path[2].lower() != "resourcegroups" or len(path) not in (3, 4, 5, 8, 9):
            raise Refused(404, "NotFound", "This emulator does not know it.")
        for name, at in list(leaving.items()):
            if at <= time.time():
                del leaving[name], groups[name]
                for account in [a for a in accounts.values() if a["group"] == name]:
                    del accounts[account["name"]]
        if len(path) == 3:
            return 200, {"value": list(groups.values())}
        name = path[3].lower()
        if method == "PUT" and len(path) == 4:
            fits(GROUP, body, ["location"])
            status = 200 if name in groups else 201
            groups[name] = {"id": "/" + "/".join(path), "name": path[3], "type": "Microsoft.Resources/resourceGroups", "location": body["location"],
                            "tags": body.get("tags", {}), "properties": {"provisioningState": "Succeeded"}}
            return status, groups[name]
        if name not in groups:
            raise Refused(404, "ResourceGroupNotFound", f"Resource group '{path[3]}' could not be found.")
        if len(path) == 4 and method == "DELETE":
            leaving[name] = time.time() + 1
            groups[name]["properties"]["provisioningState"] = "Deleting"
            return 202, b"", {"Location": f"http://127.0.0.1:{PORT}/{'/'.join(path[:3])}?api-version={version}"}
        if len(path) == 4:
            return 200, groups[name]
        if len(path) == 5:
            return 200, {"value": [shown(account) for account in accounts.values() if account["group"] == name]}
        return self.account(method, path, name, body)

    def account(self, method, path, group, body):
        name = path[7]
        if path[5:7] != ["Microsoft.Storage", "storageAccounts"]:
            raise Refused(404, "InvalidResourceType", "This emulator has storage accounts alone.")
        if method == "PUT":
            fits(ACCOUNT, body, ["location", "kind", "sku"])
            fits(PROPERTIES, body.get("properties", {}))
            if not re.fullmatch("[a-z0-9]{3,24}", name):
                raise Refused(400, "AccountNameInvalid", f"{name} is not a valid storage account name.")
            if name in accounts and accounts[name]["group"] != group:
                raise Refused(409, "StorageAccountAlreadyTaken", f"The storage account named {name} is already taken.")
            now = accounts.get(name, {"made": time.time(), "key": base64.b64encode(os.urandom(64)).decode(), "containers": {}})
            properties = {"minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": False, "supportsHttpsTrafficOnly": True, **body.get("properties", {})}
            accounts[name] = {**now, "id": "/" + "/".join(path), "name": name, "group": group, "type": "Microsoft.Storage/storageAccounts",
                              "location": body["location"], "tags": body.get("tags", {}), "kind": body["kind"], "sku": body["sku"], "properties": properties}
            return 200, shown(accounts[name])
        if name not in accounts:
            if method == "DELETE":
                return 204, b""
            raise Refused(404, "ResourceNotFound", f"The Resource 'Microsoft.Storage/storageAccounts/{name}' was not found.")
        if method == "POST" and path[8:] == ["listKeys"]:
            return 200, {"keys": [{"keyName": "key1", "value": accounts[name]["key"], "permissions": "FULL"}]}
        if method == "DELETE":
            del accounts[name]
            return 200, b""
        return 200, shown(accounts[name])

    # Blobs, with a signature for each request.

    def blobs(self, method, path):
        account = accounts.get(path[0])
        if not account:
            raise Refused(404, "ResourceNotFound", "The specified resource does not exist.")
        if "Authorization" not in self.headers:
            raise Refused(409, "PublicAccessNotPermitted", "Public access is not permitted on this storage account.")
        given = {name: self.headers.get(name, "") for name in SIGNED}
        given["Content-Length"] = "" if given["Content-Length"] == "0" else given["Content-Length"]
        own = sorted((name.lower(), value.strip()) for name, value in self.headers.items() if name.lower().startswith("x-ms-"))
        text = "\n".join([method, *given.values(), *(f"{name}:{value}" for name, value in own)])
        text += f"\n/{path[0]}{self.url.path}" + "".join(f"\n{name.lower()}:{value}" for name, value in sorted(self.query.items()))
        signature = base64.b64encode(hmac.digest(base64.b64decode(account["key"]), text.encode(), hashlib.sha256)).decode()
        if self.headers["Authorization"] != f"SharedKey {path[0]}:{signature}":
            raise Refused(403, "AuthenticationFailed", "Server failed to authenticate the request.")
        containers, name = account["containers"], path[1] if len(path) > 1 else ""
        if self.query.get("restype") == "container" and method == "PUT":
            if name in containers:
                raise Refused(409, "ContainerAlreadyExists", "The specified container already exists.")
            containers[name] = {}
            return 201, b"", self.stamp(b"")
        if name not in containers:
            raise Refused(404, "ContainerNotFound", "The specified container does not exist.")
        blobs = containers[name]
        if self.query.get("restype") == "container":
            if method == "DELETE":
                del containers[name]
                return 202, b""
            if self.query.get("comp") == "list":
                items = "".join(f"<Blob><Name>{escape(key)}</Name><Properties><Content-Length>{len(value)}</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>"
                                for key, value in sorted(blobs.items()))
                text = f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>{items}</Blobs><NextMarker/></EnumerationResults>'
                return 200, text.encode(), {"Content-Type": "application/xml"}
            return 200, b"", self.stamp(b"")
        key = "/".join(path[2:])
        if method == "PUT":
            if self.headers.get("x-ms-blob-type") != "BlockBlob":
                raise Refused(400, "MissingRequiredHeader", "x-ms-blob-type")
            blobs[key] = self.body
            return 201, b"", self.stamp(self.body)
        if key not in blobs:
            raise Refused(404, "BlobNotFound", "The specified blob does not exist.")
        if method == "DELETE":
            del blobs[key]
            return 202, b""
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("x-ms-range") or self.headers.get("Range") or "")
        if not found or method == "HEAD":
            return 200, blobs[key], {**self.stamp(blobs[key]), "x-ms-blob-type": "BlockBlob"}
        start, size = int(found[1]), len(blobs[key])
        if start >= size:
            raise Refused(416, "InvalidRange", "The range is not in the blob.")
        piece = blobs[key][start:int(found[2]) + 1 if found[2] else size]
        return 206, piece, {**self.stamp(piece), "x-ms-blob-type": "BlockBlob", "Content-Range": f"bytes {start}-{start + len(piece) - 1}/{size}"}

    def stamp(self, body):
        return {"ETag": f'"0x{hashlib.md5(body).hexdigest()[:15].upper()}"', "Last-Modified": formatdate(usegmt=True), "Accept-Ranges": "bytes",
                "x-ms-creation-time": datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT"), "x-ms-server-encrypted": "true"}


ThreadingHTTPServer(("127.0.0.1", PORT), Emulator).serve_forever()
