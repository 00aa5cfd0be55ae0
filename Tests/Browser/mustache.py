"""Draws templates with pystache, a Mustache of other people: a file of [{"template", "partials", "values"}] becomes a list of texts."""
import json
import sys

import pystache

with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)
print(json.dumps([pystache.Renderer(partials=case["partials"]).render(case["template"], case["values"]) for case in cases]))
