// Search over the scripts of search/, which prov writes; the format is described in Sources/ProvSite/Search/SearchIndex.swift.
// Pages work without it. It asks for nothing but files of the site, and works when these are opened from a disk.
(() => {
  "use strict";
  const root = new URL("..", document.currentScript.src);
  const KINDS = ["home", "guide", "document", "troubleshooting", "overview", "run", "difference", "reference"];
  const NAMES = { home: "Start", guide: "Guide", document: "Document", troubleshooting: "Troubleshooting", overview: "Overview", run: "Run",
    difference: "Difference", reference: "Reference" };
  const SHOWN = 10;
  // Of a pasted text, so that little has to be loaded for it.
  const MOST_TERMS = 24;
  const MOST_SHARDS = 8;
  const WEIGHTS = [1, 1.5, 2.5, 4];

  // --- The index, loaded as it is needed -------------------------------------------------------------------------------------------

  const ALPHABET = [...Array(94).keys()].map(n => String.fromCharCode(33 + n)).filter(c => !'",\\'.includes(c));
  const VALUE = new Int8Array(128).fill(-1);
  ALPHABET.forEach((character, number) => { VALUE[character.charCodeAt(0)] = number; });

  let about = null;
  const termTexts = [];
  const pageRows = [];
  const loading = new Map();

  window.provSearch = {
    index: value => { about = value; },
    terms: (number, text) => { termTexts[number] = text; },
    pages: (number, rows) => { pageRows[number] = rows; },
  };

  function load(name) {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.onload = () => { script.remove(); done(); };
        script.onerror = () => { loading.delete(name); failed(new Error(name)); };
        script.src = new URL("search/" + name, root);
        document.head.append(script);
      }));
    }
    return loading.get(name);
  }

  // --- Words, exactly as SearchWords.swift takes them apart ------------------------------------------------------------------------

  const WORD = /[\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{3FFFF}]|(?:(?![\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{3FFFF}])[\p{L}\p{N}\p{M}_\-.\/:@+])+/gu;
  const bytes = text => new TextEncoder().encode(text);

  // A long term is its first characters and four that stand for all of it.
  function short(text) {
    if (text.length * 3 <= 22) return text;
    const all = bytes(text);
    if (all.length <= 22) return text;
    let end = 16;
    while ((all[end] & 0xC0) === 0x80) end -= 1;
    let hash = 0x811C9DC5;
    for (const byte of all) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    let term = new TextDecoder().decode(all.subarray(0, end));
    for (let i = 0; i < 4; i += 1) {
      term += ALPHABET[hash % 90];
      hash = Math.floor(hash / 90);
    }
    return term;
  }

  // Each word as its whole and its parts; a word of one part has no others.
  function words(text) {
    const found = [];
    for (const match of text.toLowerCase().replaceAll("ς", "σ").match(WORD) ?? []) {
      const whole = match.replace(/^[_\-.\/:@+]+|[_\-.\/:@+]+$/g, "");
      const parts = whole.split(/[_\-.\/:@+]+/).filter(part => part);
      if (parts.length === 1) {
        if (bytes(whole).length > 1) found.push({ whole: short(whole), parts: [], text: whole });
      } else if (parts.length > 1) {
        const kept = parts.filter(part => bytes(part).length > 3 || (bytes(part).length > 1 && /[^0-9]/.test(part)));
        found.push({ whole: short(whole), parts: kept.map(short), text: whole });
      }
    }
    return found;
  }

  function shardOf(term) {
    const [first, second] = [...term].slice(0, 2).map(character => character.codePointAt(0));
    return (first * 31 + (second ?? 0)) % about.shards;
  }

  // --- A query ---------------------------------------------------------------------------------------------------------------------

  function postings(text, from, to) {
    const list = [];
    let page = 0;
    while (from < to) {
      let value = 0, factor = 1, digit = VALUE[text.charCodeAt(from++)];
      while (digit >= 45) {
        value += (digit - 45) * factor;
        factor *= 45;
        value += factor;
        digit = VALUE[text.charCodeAt(from++)];
      }
      value += digit * factor;
      page += value >> 2;
      list.push([page, WEIGHTS[value & 3]]);
      page += 1;
    }
    return list;
  }

  // Looks through one shard for whole terms and for beginnings of terms; calls `found` with the wanted term and its pages.
  function scan(text, wanted, beginnings, found) {
    let at = 0, term = "";
    while (at < text.length) {
      const space = text.indexOf(" ", at), end = text.indexOf(",", space);
      term = term.slice(0, text.charCodeAt(at) - 48) + text.slice(at + 1, space);
      if (wanted.has(term)) found(term, true, postings(text, space + 1, end));
      for (const beginning of beginnings) {
        if (term.length > beginning.length && term.startsWith(beginning)) found(beginning, false, postings(text, space + 1, end));
      }
      at = end + 1;
    }
  }

  // Terms that tell pages apart best, before anything is known of how many pages they stand on: long ones, and wholes of several parts.
  function chosen(all, isShort) {
    const terms = new Map();
    const add = (term, worth) => terms.set(term, Math.max(terms.get(term) ?? 0, worth));
    for (const word of all) {
      add(word.whole, word.whole.length + (word.parts.length ? 8 : 0));
      for (const part of word.parts) add(part, part.length);
    }
    const sorted = [...terms].sort((one, other) => other[1] - one[1]).map(each => each[0]);
    if (isShort) return sorted;
    const shards = new Set();
    return sorted.filter(term => shards.size < MOST_SHARDS ? shards.add(shardOf(term)) : shards.has(shardOf(term))).slice(0, MOST_TERMS);
  }

  async function lookUp(text) {
    if (!about) await load("index.js");
    const all = words(text);
    const isShort = all.length <= 8;
    const terms = chosen(all, isShort);
    const beginnings = isShort ? terms.filter(term => bytes(term).length > 2 || (all.length === 1 && term.length > 1)) : [];
    const lists = new Map(), unfinished = new Map();
    const shards = new Map();
    for (const term of terms) {
      const shard = shardOf(term);
      if (!shards.has(shard)) shards.set(shard, { wanted: new Set(), beginnings: [] });
      shards.get(shard).wanted.add(term);
    }
    for (const beginning of beginnings) shards.get(shardOf(beginning)).beginnings.push(beginning);
    await Promise.all([...shards.keys()].map(shard => load(`terms-${shard}.js`)));
    for (const [shard, { wanted, beginnings }] of shards) {
      scan(termTexts[shard], wanted, beginnings, (term, isExact, list) => {
        if (isExact) lists.set(term, list);
        else unfinished.set(term, (unfinished.get(term) ?? []).concat(list));
      });
    }
    return { all, isShort, isOpen: !/\s$/.test(text), lists, unfinished, asked: new Set(terms) };
  }

  const rarity = count => Math.log(1 + (about.pages - count + 0.5) / (count + 0.5));

  // Pages by how rare the words are that they have; of few words, those with all of them first.
  function ranked({ all, isShort, isOpen, lists, unfinished, asked }) {
    const pages = new Map();
    const give = (list, factor, word, term) => {
      const best = new Map();
      for (const [page, weight] of list) best.set(page, Math.max(best.get(page) ?? 0, weight));
      const worth = rarity(best.size) * factor;
      for (const [page, weight] of best) {
        if (!pages.has(page)) pages.set(page, { page, score: 0, words: new Set(), terms: [] });
        const entry = pages.get(page);
        entry.score += worth * weight;
        entry.words.add(word);
        if (term) entry.terms.push([worth, term]);
      }
    };
    const seen = new Set();
    all.forEach((word, number) => {
      if (seen.has(word.whole)) return;
      seen.add(word.whole);
      const whole = lists.get(word.whole);
      if (whole) give(whole, 1, word.whole, word.text);
      if (unfinished.has(word.whole) && (!whole || (isOpen && number === all.length - 1))) give(unfinished.get(word.whole), 0.6, word.whole, null);
      for (const part of new Set(word.parts)) {
        if (lists.has(part)) give(lists.get(part), whole ? 0.25 : 0.7, word.whole, bytes(part).length < 20 ? part : null);
      }
    });
    const entries = [...pages.values()];
    for (const entry of entries) {
      const trait = VALUE[about.traits.charCodeAt(entry.page)];
      entry.kind = KINDS[trait >> 3];
      entry.score /= 1 + 0.08 * (trait & 7);
      if (isShort) entry.score *= (entry.words.size / seen.size) ** 2;
      if (entry.kind === "troubleshooting") entry.score *= all.length < 4 ? 1.1 : 1.6;
      if (entry.kind === "run" || entry.kind === "difference") entry.score *= 0.5;
    }
    entries.sort((one, other) => other.score - one.score || one.page - other.page);
    // A page that shares only a common word or two with a long text is not a result.
    const least = isShort ? 0 : (entries[0]?.score ?? 0) * 0.1;
    const kept = entries.filter(entry => entry.score >= least);
    return { entries: kept, missing: [...new Set(all.filter(word => asked.has(word.whole) && !entries.some(entry => entry.words.has(word.whole))).map(word => word.text))] };
  }

  const plainAnchor = title => title.toLowerCase().replace(/[^a-z0-9 _-]/g, "").replaceAll(" ", "-");

  async function search(text, most = SHOWN) {
    const found = ranked(await lookUp(text));
    const shown = found.entries.slice(0, most);
    await Promise.all([...new Set(shown.map(entry => Math.floor(entry.page / about.perFile)))].map(number => load(`pages-${number}.js`)));
    for (const entry of shown) {
      const [path, title, summary, ...headings] = pageRows[Math.floor(entry.page / about.perFile)][entry.page % about.perFile];
      Object.assign(entry, { path, title, summary, headings: [] });
      for (let i = 0; i < headings.length; i += 2) entry.headings.push({ anchor: headings[i] || plainAnchor(headings[i + 1]), title: headings[i + 1] });
    }
    return { shown, count: found.entries.length, missing: found.missing };
  }
  window.provSearch.search = search;

  // --- What the reader sees --------------------------------------------------------------------------------------------------------

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Browsers that know text fragments go to the rarest word; others to the top of the page.
  function address(entry, anchor) {
    const url = new URL(entry.path, root);
    const [, term] = entry.terms.reduce((best, each) => (each[0] > best[0] ? each : best), [0, null]);
    if (anchor) url.hash = anchor;
    else if (term) return `${url.href}#:~:text=${encodeURIComponent(term).replaceAll("-", "%2D")}`;
    return url.href;
  }

  function item(entry, query) {
    const wanted = new Set(words(query).flatMap(word => [word.whole, ...word.parts]));
    const headings = entry.headings.filter(heading => words(heading.title).some(word => wanted.has(word.whole))).slice(0, 3);
    const made = element("li", {},
      element("a", { href: address(entry) }, entry.title), " ", element("span", { class: "kind" }, NAMES[entry.kind]));
    if (entry.summary) made.append(element("p", {}, entry.summary));
    if (headings.length) {
      made.append(element("ul", { class: "headings" }, ...headings.map(each => element("li", {}, element("a", { href: address(entry, each.anchor) }, each.title)))));
    }
    const terms = [...new Set(entry.terms.sort((one, other) => other[0] - one[0]).map(each => each[1]))].slice(0, 5);
    if (terms.length) made.append(element("p", { class: "terms" }, "Has: ", ...terms.flatMap((term, i) => [i ? ", " : "", element("code", {}, term)])));
    return made;
  }

  function resultsPage(list) {
    const form = list.closest("main").querySelector("form");
    const field = form.querySelector("textarea");
    const status = document.getElementById("search-status");
    const more = element("button", { type: "button", class: "more" }, "Show more");
    more.hidden = true;
    list.after(more);
    let newest = 0, last = "", most = SHOWN;
    async function show() {
      const text = field.value;
      // Results that are already there stay: the reader may be about to click on one.
      if (text === last) return;
      if (last !== null) most = SHOWN;
      last = text;
      const turn = ++newest;
      if (!text.trim()) {
        list.replaceChildren();
        status.textContent = "";
        more.hidden = true;
        return;
      }
      try {
        const begun = performance.now();
        const { shown, count, missing } = await search(text, most);
        if (turn !== newest) return;
        list.replaceChildren(...shown.map(entry => item(entry, text)));
        list.dataset.milliseconds = (performance.now() - begun).toFixed(1);
        more.hidden = count <= shown.length;
        const first = count > shown.length ? `, the best ${shown.length} of them here` : "";
        const absent = missing.length ? ` On no page: ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", …" : ""}.` : "";
        status.textContent = count ? `${count} ${count === 1 ? "page" : "pages"}${first}.${absent}` : "No page has any of these words.";
      } catch (error) {
        status.textContent = `The search index could not be read (${error.message}); the contents page lists everything.`;
      }
    }
    const remember = () => {
      try { history.replaceState(null, "", field.value.trim() ? `?q=${encodeURIComponent(field.value)}` : location.pathname); } catch { /* Some browsers refuse it for files. */ }
    };
    more.addEventListener("click", async () => {
      const before = list.children.length;
      most += 2 * SHOWN;
      last = null;
      await show();
      list.children[before]?.querySelector("a")?.focus();
    });
    let timer = 0;
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 60); });
    field.addEventListener("change", remember);
    field.addEventListener("keydown", event => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    });
    form.addEventListener("submit", event => { event.preventDefault(); remember(); show(); });
    const asked = new URLSearchParams(location.search).get("q");
    load("index.js").catch(() => { /* Reported at the first search. */ });
    if (asked) { field.value = asked; show(); } else if (!location.hash) field.focus();
  }

  function begin() {
    const list = document.getElementById("search-results");
    if (list) resultsPage(list);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
