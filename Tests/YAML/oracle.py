"""What PyYAML makes of texts and of plain scalars, as JSON.

Reads {"texts": [...], "scalars": [...], "loader": "C" or "Python"} from standard input. "C" is libyaml through PyYAML, "Python" is another
scanner and parser altogether. Of each text it gives the tree, or null where PyYAML refuses it; places are Unicode scalars from its start,
after a byte order mark.
"""
import json
import sys

import yaml

request = json.load(sys.stdin)
loader = {"C": yaml.CSafeLoader, "Python": yaml.SafeLoader}[request["loader"]]


def tree(node, skipped):
    place = node.start_mark.index - skipped
    if isinstance(node, yaml.ScalarNode):
        return ["scalar", node.value, node.style or "", place]
    if isinstance(node, yaml.SequenceNode):
        return ["list", [tree(item, skipped) for item in node.value], "", place]
    return ["mapping", [[tree(key, skipped), tree(value, skipped)] for key, value in node.value], "", place]


def composed(text):
    try:
        node = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, ValueError):
        return None
    # libyaml does not count the mark.
    skipped = 1 if text.startswith("\ufeff") and request["loader"] == "Python" else 0
    return ["nothing"] if node is None else tree(node, skipped)


def typed(text):
    """The type and value of a plain scalar; null where PyYAML stumbles."""
    reader = yaml.SafeLoader("")
    tag = reader.resolve(yaml.ScalarNode, text, (True, False))
    try:
        value = reader.construct_object(yaml.ScalarNode(tag, text))
    except (ValueError, IndexError, OverflowError):
        return None
    kind = {type(None): "null", bool: "boolean", int: "integer", float: "number"}.get(type(value), "text")
    return [kind, repr(value)]


json.dump({"trees": [composed(text) for text in request["texts"]], "types": [typed(text) for text in request["scalars"]]}, sys.stdout)
