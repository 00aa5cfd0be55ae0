"""What Ansible itself makes of an inventory: groups, variables and patterns, as JSON.

Reads {"sources": [...], "patterns": [[pattern, limit or null], ...]} from standard input. It is the code behind
`ansible-inventory --list` and `ansible --list-hosts`, asked in one process.
"""
import json
import os
import sys
import tempfile

from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import EncryptedString
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

messages = []
Display.display = lambda self, msg, *args, **kwargs: messages.append(str(msg))
Display.warning = lambda self, msg, *args, **kwargs: messages.append(str(msg))
Display.error_as_warning = lambda self, msg, *args, **kwargs: messages.append(str(msg))


def plain(value):
    if isinstance(value, EncryptedString):
        return "(vault)"
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def matching(manager, pattern, limit):
    try:
        manager.clear_caches()
        manager.subset(limit)
        return [host.name for host in manager.get_hosts(pattern)]
    except (AnsibleError, IndexError) as error:
        return {"error": str(error)}
    finally:
        manager.subset(None)


def main():
    request = json.load(sys.stdin)
    loader = DataLoader()
    loader.set_basedir(tempfile.mkdtemp())
    manager = InventoryManager(loader=loader, sources=request["sources"])
    variables = VariableManager(loader=loader, inventory=manager)
    hosts = {}
    for name, host in manager.hosts.items():
        found = variables.get_vars(host=host, include_hostvars=False, stage="all")
        hosts[name] = {key: plain(value) for key, value in found.items() if key not in constants.INTERNAL_STATIC_VARS}
    groups = {
        name: {"hosts": [host.name for host in group.hosts], "children": [child.name for child in group.child_groups]}
        for name, group in manager.groups.items()
    }
    patterns = [matching(manager, pattern, limit) for pattern, limit in request["patterns"]]
    json.dump({"groups": groups, "hosts": hosts, "patterns": patterns, "messages": messages}, sys.stdout)


os.environ.pop("ANSIBLE_CONFIG", None)
main()
