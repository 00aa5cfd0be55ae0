#!/usr/bin/env python3
"""How long searches of a built site take in a browser: search_queries.py SITE. The first of each has to load what it needs from the disk."""
import os
import sys

from playwright.sync_api import sync_playwright

QUERIES = [
    "install",
    "configuration file permissions",
    "error while loading shared libraries",
    """Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/urllib3/connection.py", line 203, in _new_conn
    sock = connection.create_connection((self._dns_host, self.port), self.timeout, socket_options=self.socket_options)
ConnectionRefusedError: [Errno 111] Connection refused
urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='registry.example.org', port=443): Max retries exceeded with url: /v2/""",
]
# The whole way, from the typed text to the list on the page.
SCRIPT = """async query => {
  const begun = performance.now(); await provSearch.search(query); const first = performance.now() - begun;
  const samples = [];
  for (let i = 0; i < 20; i += 1) { const t = performance.now(); await provSearch.search(query); samples.push(performance.now() - t); }
  samples.sort((one, other) => one - other);
  return [first, samples[10]];
}"""


def main(folder):
    page_file = "file://" + os.path.join(os.path.abspath(folder), "search.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        for query in QUERIES:
            firsts, again = [], 0
            for _ in range(5):
                page = browser.new_page()
                page.goto(page_file)
                first, again = page.evaluate(SCRIPT, query)
                firsts.append(first)
                page.close()
            name = query.splitlines()[0][:36] + (" …" if "\n" in query else "")
            print(f"  search for {name:42} {sorted(firsts)[2]:7.1f} ms first, {again:7.1f} ms again    goal < 50")
        browser.close()


main(sys.argv[1])
