#!/usr/bin/env python3
"""Looks at a built site as a reader's browser does: from the disk, offline, with and without script; prints what is wrong, exits with 1.

check_site.py FOLDER [PICTURES]; with a second folder, pictures of every page are put there to be looked at.
"""
import os
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from check_pages import AXE, behaviour, w3c
from playwright.sync_api import sync_playwright

# A phone in the dark and a desk by day; axe looks at both, and at a window as narrow as WCAG's reflow asks for nothing may be wider.
VIEWS = [("phone", 390, 844, "dark"), ("desktop", 1280, 900, "light")]
# With more pages than this, axe looks at most of them once.
LARGE_SITE = 60
WIDER = "document.documentElement.scrollWidth > innerWidth"
# The first line of a block is not under its button.
COVERED = """() => Array.from(document.querySelectorAll(".code")).filter((block) => {
  const button = block.querySelector(".copy"), code = block.querySelector("pre");
  if (!button || code.getClientRects().length === 0) return false;
  const above = button.getBoundingClientRect(), below = code.getBoundingClientRect();
  return above.bottom > below.top + 1 && above.top < below.bottom - 1;
}).length"""
# What is typed into an input stands in every place of its name, in checks and undos too; a step for each item of a list offers them.
UNFILLED = """() => {
  const wrong = [];
  const holes = (name) => Array.from(document.querySelectorAll(`main var[data-parameter="${CSS.escape(name)}"]`));
  for (const field of document.querySelectorAll("main :is(input, textarea)[data-parameter]")) {
    field.value = "typed-1";
    field.dispatchEvent(new Event("input"));
    wrong.push(...holes(field.dataset.parameter).filter((hole) => !hole.textContent.includes("typed-1")).map((hole) => hole.dataset.written));
    if (field.localName !== "textarea") continue;
    field.value = " ";
    field.dispatchEvent(new Event("input"));
    wrong.push(...holes(field.dataset.parameter).filter((hole) => !["", "''"].includes(hole.textContent)).map((hole) => hole.dataset.written));
  }
  for (const line of document.querySelectorAll("main .each")) {
    const offered = line.querySelector("select");
    if (!offered) { wrong.push(line.dataset.each); continue; }
    offered.selectedIndex = offered.length - 1;
    offered.dispatchEvent(new Event("change"));
    wrong.push(...holes(line.dataset.each).filter((hole) => hole.textContent !== offered.value).map((hole) => hole.dataset.written));
  }
  return wrong;
}"""
MOST_CHROME = 12_000
FIRST_LOAD = 150_000


class Page(HTMLParser):
    """What a page holds and leads to, as the file says it."""

    def __init__(self, text):
        super().__init__()
        self.links, self.assets, self.names, self.wrong, self.inside, self.main = [], [], set(), [], False, [0, 0]
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line.encode()))
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "main":
            self.main[0] = self.starts[self.getpos()[0] - 1]
        if values.get("id"):
            if values["id"] in self.names:
                self.wrong.append(f"id {values['id']} stands twice")
            self.names.add(values["id"])
        for name, value in attributes:
            if name.startswith("on") or name == "style" or name == "srcdoc":
                self.wrong.append(f"<{tag} {name}> in line {self.getpos()[0]}")
            if name in ("href", "src", "action", "data", "poster") and value is not None:
                (self.links if name == "href" and tag == "a" else self.assets).append(value)
        if tag == "script" and "src" not in values or tag in ("iframe", "object", "embed", "base"):
            self.wrong.append(f"<{tag}> in line {self.getpos()[0]}")

    def handle_endtag(self, tag):
        if tag == "main":
            self.main[1] = self.starts[self.getpos()[0] - 1]


def files(folder):
    found = [os.path.join(top, name) for top, _, names in os.walk(folder) for name in names if name.endswith(".html")]
    return sorted(found)


def is_report(path, folder):
    return os.path.relpath(path, folder).startswith("runs/") and os.path.basename(path) != "index.html"


def structure(folder, paths):
    """Links lead somewhere, nothing acts or is loaded from elsewhere, and the frame of a page stays small."""
    wrong, pages = [], {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            pages[path] = Page(file.read())
    for path, page in pages.items():
        name = os.path.relpath(path, folder)
        wrong += [f"{name}: {each}" for each in page.wrong if not (is_report(path, folder) and "style" in each)]
        for target in page.links + page.assets:
            parts = urlsplit(target)
            if parts.scheme in ("http", "https", "mailto") and target in page.links:
                continue
            if parts.scheme or parts.netloc:
                wrong.append(f"{name}: leads to {target[:80]}")
                continue
            file = os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path))) if parts.path else path
            if not os.path.isfile(file):
                wrong.append(f"{name}: {target[:80]} is not there")
            elif parts.fragment and file in pages and unquote(parts.fragment) not in pages[file].names:
                wrong.append(f"{name}: {target[:80]} has no such place")
        size = os.path.getsize(path)
        if not is_report(path, folder):
            chrome = size - (page.main[1] - page.main[0])
            if chrome > MOST_CHROME:
                wrong.append(f"{name}: {chrome} bytes around the content")
            load = size + sum(os.path.getsize(os.path.join(os.path.dirname(path), each)) for each in set(page.assets) if os.path.isfile(os.path.join(os.path.dirname(path), each)))
            if name == "index.html" and load > FIRST_LOAD:
                wrong.append(f"{name}: {load} bytes for the first load")
    return wrong


def watched(context, folder, name, wrong):
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{name}: console: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"{name}: error: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"{name}: dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith(f"file://{folder}/") or wrong.append(f"{name}: asks for {request.url[:100]}"))
    return page


def with_script(browser, folder, path, pictures):
    """Widths and the policy, as most people have it; what a reader sees, and the values that script put into it."""
    wrong, name = [], os.path.relpath(path, folder)
    context = browser.new_context(offline=True)
    page = watched(context, folder, name, wrong)
    for view, width, height, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto("file://" + path)
        if page.evaluate(WIDER):
            wrong.append(f"{name}: wider than a viewport of {width}")
        if view == "phone" and page.evaluate(COVERED):
            wrong.append(f"{name}: a button covers the first line of a block")
        if pictures:
            page.screenshot(path=os.path.join(pictures, f"{name.replace('/', '-')}-{view}.png"), full_page=False)
    seen = shown(page)
    page.set_viewport_size({"width": 320, "height": 640})
    if page.evaluate(WIDER):
        wrong.append(f"{name}: wider than a viewport of 320")
    wrong += [f"{name}: not filled in: {each}" for each in page.evaluate(UNFILLED)]
    context.close()
    return wrong, seen


def shown(page):
    main = page.locator("main")
    words = set(main.inner_text().split()) if main.count() == 1 else set()
    values = main.locator("input[data-parameter]").evaluate_all("all => all.map(each => each.value)")
    # Of a list each text in it.
    return words, values + [word for value in values for word in re.findall(r"[^\s,\[\]{}:\"]{3,}", value)]


def without_script(browser, folder, path, seen):
    """Everything that is there with script is there without: on the screen and on paper."""
    wrong, name = [], os.path.relpath(path, folder)
    context = browser.new_context(viewport={"width": VIEWS[-1][1], "height": VIEWS[-1][2]}, java_script_enabled=False, offline=True)
    page = watched(context, folder, name, wrong)
    page.goto("file://" + path)
    words, values = shown(page)
    context.close()
    if not words:
        wrong.append(f"{name}: there is no content without script")
    lost = seen[0] - words - {"Copy", "Copied"}
    # The values of parameters stand in the commands only with script; without it their names do.
    inserted = {value for value in seen[1] + values if value}
    lost = {word for word in lost if not any(value in word for value in inserted)}
    if len(lost) > 40:
        wrong.append(f"{name}: only with script: {' '.join(sorted(lost)[:20])}")
    return wrong


def accessible(browser, folder, path, views):
    wrong, name = [], os.path.relpath(path, folder)
    for view, width, height, scheme in views:
        # Axe is itself a script that the page's policy keeps out.
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto("file://" + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for each in Axe().run(page, options=AXE).response["violations"]:
            wrong.append(f"{name}: axe, {view}, {scheme}: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:120]}")
        context.close()
    return wrong


def views_of(paths):
    """Axe looks at a page in every view; in a large site at one of them in turn, after the first three pages of a folder."""
    of_folder, views = {}, {}
    for path in paths:
        number = of_folder.setdefault(os.path.dirname(path), 0)
        of_folder[os.path.dirname(path)] += 1
        views[path] = VIEWS if len(paths) <= LARGE_SITE or number < 3 else [VIEWS[number % len(VIEWS)]]
    return views


def main(folder, pictures=None):
    folder = os.path.abspath(folder)
    paths = files(folder)
    if not paths:
        print(f"there are no pages in {folder}")
        return 1
    if pictures:
        os.makedirs(pictures, exist_ok=True)
    wrong = False

    def tell(found):
        nonlocal wrong
        for line in found:
            print(line, flush=True)
            wrong = True

    tell(w3c(paths) + structure(folder, paths))
    views = views_of(paths)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        for path in paths:
            if is_report(path, folder):
                tell(behaviour(browser, path))
            else:
                found, seen = with_script(browser, folder, path, pictures)
                tell(found + without_script(browser, folder, path, seen) + accessible(browser, folder, path, views[path]))
        browser.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
