"""Version 2 of Vultr's interface, the part that is used here: emulator.py PORT FILE [MACHINES], with the key in VULTR_API_KEY.

MACHINES is a command that makes the machines: `MACHINES up NAME` gets the keys that may log in on its standard input and prints the
machine's address; `MACHINES down|halt|boot NAME`. Without it an instance is only written down.
"""

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

PORT, FILE = int(sys.argv[1]), sys.argv[2]
MACHINES = shlex.split(sys.argv[3]) if len(sys.argv) > 3 else []
KINDS = ["ssh_keys", "firewall_groups", "firewall_rules", "instances"]
REGIONS = [{"id": "fra", "city": "Frankfurt", "country": "DE", "continent": "Europe", "options": ["ddos_protection"]}]
SIZES = [("vc2-1c-1gb", 1, 1024, 25, 5), ("vc2-2c-4gb", 2, 4096, 80, 20), ("vc2-8c-32gb", 8, 32768, 640, 160)]
PLANS = [
    {"id": name, "vcpu_count": processors, "ram": memory, "disk": disk, "disk_count": 1, "bandwidth": 1024,
     "monthly_cost": cost, "type": "vc2", "locations": ["fra"]}
    for name, processors, memory, disk, cost in SIZES
]
SYSTEMS = [{"id": 2136, "name": "Debian 12 x64 (bookworm)", "arch": "x64", "family": "debian"}]
ACCOUNT = {"name": "Emulator", "email": "ops@example.com", "acls": ["manage_users"], "balance": 0, "pending_charges": 0}
kept = json.load(open(FILE)) if os.path.exists(FILE) else {kind: {} for kind in KINDS}


class Refused(Exception):
    pass


def schema(path, method, kind):
    """A class of the hoster's client, such as the schema of a POST to /instances; None if it has none."""
    module = importlib.import_module(f"vultr_python_client.paths.{path}.{method.lower()}")
    return next((getattr(module, name) for name in dir(module) if name.startswith(kind)), None)


def misfit(wanted, value):
    """Why a value does not fit the schema; None if it does. The client ignores unknown members, a request must have none."""
    try:
        wanted(**value)
    except Exception as error:
        return str(error).split("\n")[0][:200]


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


def keep(kind, value):
    value = {"id": str(uuid.uuid4()), "date_created": now(), **value}
    kept[kind][value["id"]] = value
    return value


def find(kind, name):
    if name not in kept[kind]:
        raise Refused(404, f"Invalid {kind[:-1]} ID.")
    return kept[kind][name]


def pick(items, name, what):
    for item in items:
        if item["id"] == name:
            return item
    raise Refused(400, f"Invalid {what}.")


def listed(name, items):
    return 200, {name: items, "meta": {"total": len(items), "links": {"next": "", "prev": ""}}}


def shown(instance):
    ready = instance["booted"] + 1 <= time.time()
    return {**{key: value for key, value in instance.items() if key not in ("booted", "sshkey_id")}, "status": "active" if ready else "pending"}


def machine(action, name, keys=""):
    """What the command for machines prints; an empty text if there is none."""
    if not MACHINES:
        return ""
    done = subprocess.run([*MACHINES, action, name], input=keys, text=True, capture_output=True)
    if done.returncode:
        raise Refused(500, f"The machine {name} cannot be made: {done.stderr[-200:]}" if action == "up" else done.stderr[-200:])
    return done.stdout.strip()


def instances(body, query):
    chosen = [i for i in kept["instances"].values() if query.get("label", [i["label"]]) == [i["label"]]]
    return listed("instances", [shown(i) for i in chosen if all(tag in i["tags"] for tag in query.get("tag", []))])


def make_instance(body, query):
    plan, system = pick(PLANS, body["plan"], "plan"), pick(SYSTEMS, body.get("os_id"), "os_id")
    if body["region"] not in plan["locations"]:
        raise Refused(400, "Plan is not available in the selected region.")
    keys = [find("ssh_keys", key)["ssh_key"] for key in body.get("sshkey_id", [])]
    address = machine("up", body.get("label", "guest"), "\n".join(keys) + "\n")
    made = keep("instances", {
        "os": system["name"], "os_id": system["id"], "ram": plan["ram"], "disk": plan["disk"], "vcpu_count": plan["vcpu_count"],
        "region": body["region"], "plan": plan["id"], "main_ip": address or "192.0.2.10", "power_status": "running", "server_status": "ok",
        "allowed_bandwidth": plan["bandwidth"], "label": body.get("label", ""), "hostname": body.get("hostname", "guest"),
        "tags": body.get("tags", []), "features": [], "firewall_group_id": body.get("firewall_group_id", ""),
        "sshkey_id": body.get("sshkey_id", []), "booted": time.time()})
    return 202, {"instance": shown(made)}


def change_instance(body, query, name):
    find("instances", name).update({key: body[key] for key in ("tags", "label", "firewall_group_id") if key in body})
    return 202, {"instance": shown(kept["instances"][name])}


def drop_instance(body, query, name):
    machine("down", find("instances", name)["label"])
    return drop("instances")(body, query, name)


def power(state):
    def act(body, query, name):
        instance = find("instances", name)
        if instance["power_status"] != state:
            machine("halt" if state == "stopped" else "boot", instance["label"])
        instance["power_status"] = state
        return 204, None

    return act


def make_key(body, query):
    return 201, {"ssh_key": keep("ssh_keys", body)}


def make_group(body, query):
    counts = {"instance_count": 0, "rule_count": 0, "max_rule_count": 50}
    return 201, {"firewall_group": keep("firewall_groups", {"description": "", "date_modified": now(), **counts, **body})}


def rules(body, query, group):
    find("firewall_groups", group)
    return listed("firewall_rules", list(kept["firewall_rules"].get(group, {}).values()))


def make_rule(body, query, group):
    find("firewall_groups", group)
    known = kept["firewall_rules"].setdefault(group, {})
    number = max(map(int, known), default=0) + 1
    known[str(number)] = {"id": number, "type": body["ip_type"], "action": "accept", "port": "", "source": "", "notes": "", **body}
    return 201, {"firewall_rule": known[str(number)]}


def drop_rule(body, query, group, number):
    if not kept["firewall_rules"].get(group, {}).pop(number, None):
        raise Refused(404, "Invalid firewall rule ID.")
    return 204, None


def drop(kind):
    def act(body, query, name):
        find(kind, name)
        del kept[kind][name]
        return 204, None

    return act


NAME = "([0-9a-f-]{36})"
ROUTES = [
    ("GET", "/account", "account", lambda body, query: (200, {"account": ACCOUNT})),
    ("GET", "/regions", "regions", lambda body, query: listed("regions", REGIONS)),
    ("GET", "/plans", "plans", lambda body, query: listed("plans", PLANS)),
    ("GET", "/os", "os", lambda body, query: listed("os", SYSTEMS)),
    ("GET", "/ssh-keys", "ssh_keys", lambda body, query: listed("ssh_keys", list(kept["ssh_keys"].values()))),
    ("POST", "/ssh-keys", "ssh_keys", make_key),
    ("DELETE", f"/ssh-keys/{NAME}", "ssh_keys_ssh_key_id", drop("ssh_keys")),
    ("GET", "/firewalls", "firewalls", lambda body, query: listed("firewall_groups", list(kept["firewall_groups"].values()))),
    ("POST", "/firewalls", "firewalls", make_group),
    ("DELETE", f"/firewalls/{NAME}", "firewalls_firewall_group_id", drop("firewall_groups")),
    ("GET", f"/firewalls/{NAME}/rules", "firewalls_firewall_group_id_rules", rules),
    ("POST", f"/firewalls/{NAME}/rules", "firewalls_firewall_group_id_rules", make_rule),
    ("DELETE", f"/firewalls/{NAME}/rules/([0-9]+)", "firewalls_firewall_group_id_rules_firewall_rule_id", drop_rule),
    ("GET", "/instances", "instances", instances),
    ("POST", "/instances", "instances", make_instance),
    ("GET", f"/instances/{NAME}", "instances_instance_id", lambda body, query, name: (200, {"instance": shown(find("instances", name))})),
    ("PATCH", f"/instances/{NAME}", "instances_instance_id", change_instance),
    ("DELETE", f"/instances/{NAME}", "instances_instance_id", drop_instance),
    ("POST", f"/instances/{NAME}/halt", "instances_instance_id_halt", power("stopped")),
    ("POST", f"/instances/{NAME}/start", "instances_instance_id_start", power("running")),
]


class Emulator(BaseHTTPRequestHandler):
    def answer(self):
        try:
            status, body = self.act()
        except Refused as refused:
            status, body = refused.args[0], {"error": refused.args[1], "status": refused.args[0]}
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def act(self):
        if self.headers.get("Authorization") != "Bearer " + os.environ["VULTR_API_KEY"]:
            raise Refused(401, "Invalid API token.")
        address = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        for method, pattern, path, act in ROUTES:
            match = re.fullmatch("/v2" + pattern, address.path)
            if not match or method != self.command:
                continue
            wanted = schema(path, method, "SchemaForRequestBody")
            if wanted:
                unknown = sorted(set(body) - set(wanted.MetaOapg.properties.__annotations__))
                problem = f"unknown member {unknown[0]}" if unknown else misfit(wanted, body)
                if problem:
                    raise Refused(400, problem)
            status, answer = act(body, parse_qs(address.query), *match.groups())
            promised = schema(path, method, f"SchemaFor{status}Response")
            if promised and misfit(promised, answer):
                raise Refused(500, "The emulator's own answer is not of the schema: " + misfit(promised, answer))
            with open(FILE + ".new", "w") as file:
                json.dump(kept, file)
            os.replace(FILE + ".new", FILE)
            return status, answer
        raise Refused(404, f"The emulator does not know {self.command} {address.path}.")

    do_GET = do_POST = do_PATCH = do_DELETE = answer


HTTPServer(("127.0.0.1", PORT), Emulator).serve_forever()
