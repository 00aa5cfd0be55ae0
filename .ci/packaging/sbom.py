#!/usr/bin/env python3
"""sbom.py PACKAGE VERSION EPOCH: what a binary of prov holds, as CycloneDX 1.5 JSON on standard output.

The Swift packages are the graph that the build resolved; the C libraries are Debian's, with the versions that are installed, because
their static archives are what was linked.
"""
import datetime
import json
import subprocess
import sys

# Debian's packages whose archives are linked into the binary, with the licence of what is linked.
LINKED = [
    ("libcmark-dev", "cmark", "BSD-2-Clause"),
    ("libyaml-dev", "libyaml", "MIT"),
    ("libssl-dev", "openssl", "Apache-2.0"),
]


def output(*words, cwd=None):
    return subprocess.run(words, cwd=cwd, check=True, capture_output=True, text=True).stdout


def swift_packages(folder):
    """The resolved graph, each package once, without the root."""
    graph = json.loads(output("swift", "package", "show-dependencies", "--format", "json", cwd=folder))
    found = {}

    def visit(node):
        for child in node["dependencies"]:
            found[child["identity"]] = child
            visit(child)

    visit(graph)
    pins = {}
    with open(f"{folder}/Package.resolved", encoding="utf-8") as file:
        for pin in json.load(file)["pins"]:
            pins[pin["identity"]] = pin
    for identity in sorted(found):
        # The public address, whatever mirror served it.
        pin = pins[identity]
        yield {
            "type": "library",
            "bom-ref": f"swift:{identity}",
            "name": identity,
            "version": pin["state"]["version"],
            "purl": f"pkg:swift/github.com/apple/{identity}@{pin['state']['version']}",
            "licenses": [{"license": {"id": "Apache-2.0"}}],
            "properties": [{"name": "git:commit", "value": pin["state"]["revision"]}],
        }


def debian_packages():
    for package, name, licence in LINKED:
        version = output("dpkg-query", "-W", "-f=${Version}", package)
        yield {
            "type": "library",
            "bom-ref": f"deb:{package}",
            "name": name,
            "version": version,
            "purl": f"pkg:deb/debian/{package}@{version}",
            "licenses": [{"license": {"id": licence}}],
        }


def swift_runtime():
    version = output("swift", "--version").split("Swift version ")[1].split()[0]
    return {
        "type": "library",
        "bom-ref": "swift:runtime",
        "name": "swift",
        "version": version,
        "purl": f"pkg:swift/github.com/swiftlang/swift@{version}",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def main():
    folder, version, epoch = sys.argv[1], sys.argv[2], int(sys.argv[3])
    components = [*swift_packages(folder), swift_runtime(), *debian_packages()]
    when = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": when,
            "component": {
                "type": "application",
                "bom-ref": "prov",
                "name": "prov",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": components,
        "dependencies": [{"ref": "prov", "dependsOn": [part["bom-ref"] for part in components]}],
    }
    print(json.dumps(bom, indent=2))


main()
