#!/usr/bin/env python3
"""Searches a site in a real browser, from the disk and with the network off; prints what is wrong and exits with 1.

check_search.py FOLDER, which has search.html and queries.json: [[query, path of the page to be found first, or null for none], …].
"""
import json
import os
import sys
from urllib.parse import quote

from playwright.sync_api import TimeoutError, sync_playwright


def ask(page, query):
    page.fill("textarea", query)
    page.evaluate("document.querySelector('form[role=search]').requestSubmit()")
    page.locator("#search-status:not(:empty)").wait_for()
    return page.evaluate("async q => (await provSearch.search(q)).shown.map(each => each.path)", query)


def main(folder):
    folder = os.path.abspath(folder)
    with open(os.path.join(folder, "queries.json")) as file:
        queries = json.load(file)
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("request", lambda request: request.url.startswith("file://" + folder) or wrong.append(f"asks for {request.url}"))
        for query, expected in queries:
            page.goto(f"file://{folder}/search.html")
            found = ask(page, query)
            if expected != (found[0] if found else None):
                wrong.append(f"{query!r}: {expected} is not first, but {found[:5]}")
                continue
            if expected is None:
                continue
            link = page.locator("#search-results > li > a").first
            address = f"file://{folder}/{quote(expected)}"
            if link.get_attribute("href").split("#")[0] != address:
                wrong.append(f"{query!r}: the first link leads to {link.get_attribute('href')}")
            link.click()
            try:
                page.wait_for_url(lambda url: url.split("#")[0] == address, timeout=10_000)
            except TimeoutError:
                wrong.append(f"{query!r}: the first link leads to {page.url}")
            page.goto(f"file://{folder}/search.html?q={quote(query)}")
            page.locator("#search-results > li").first.wait_for()
        page.goto(f"file://{folder}/search.html")
        page.fill("textarea", "<img src=x onerror=alert(1)> \u202e \x1b[31m")
        page.locator("#search-status:not(:empty)").wait_for()
        if page.locator("#search-results img, #search-status img").count():
            wrong.append("what is typed becomes markup")
        browser.close()
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
