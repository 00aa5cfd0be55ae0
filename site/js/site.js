"use strict";
/* What a script adds to pages that are whole without it: copying, filled-in commands, ticks that stay. */
(() => {
  const store = {
    key: "prov:" + location.pathname.replace(/[^/]*$/, "") + document.body.dataset.page,
    read() {
      try { return JSON.parse(localStorage.getItem(this.key)) || {}; } catch { return {}; }
    },
    write(value) {
      try { localStorage.setItem(this.key, JSON.stringify(value)); } catch { /* A browser may forbid it: then nothing stays. */ }
    },
  };
  const state = store.read();
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  /* Commands alone: what stands at prompts, without the prompts and what was printed. */
  const commands = (block) => {
    const typed = block.querySelectorAll(".typed");
    return typed.length ? Array.from(typed, (each) => each.textContent).join("") : block.querySelector("code").textContent;
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const block of document.querySelectorAll(".code")) {
    const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
    button.addEventListener("click", async () => {
      // A name that still stands in the commands is to be filled in by hand.
      const open = block.querySelector("var[data-parameter]:not(.filled)");
      button.textContent = !(await copy(commands(block))) ? "Not copied" : open ? "Copied with " + open.textContent : "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    block.append(button);
  }

  /* Parameters. A value is quoted for the place it stands at. */
  const quoted = (value) => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(value) ? value : "'" + value.replaceAll("'", "'\\''") + "'");
  const inPlace = (value, place) => {
    switch (place) {
      case "word": return quoted(value);
      case "items": return value.replaceAll("\n", ", ");
      case "words": return value.split(/\s+/).filter(Boolean).map(quoted).join(" ");
      case "double": return value.replace(/[\\"$`]/g, "\\$&");
      case "document": return value.replace(/[\\$`]/g, "\\$&");
      case "single": return value.replaceAll("'", "'\\''");
      default: return value;
    }
  };
  const holes = new Map();
  for (const hole of document.querySelectorAll("var[data-parameter]")) {
    hole.dataset.written = hole.textContent;
    const name = hole.dataset.parameter;
    if (!holes.has(name)) holes.set(name, []);
    holes.get(name).push(hole);
  }
  const fill = (name, value) => {
    for (const hole of holes.get(name) || []) {
      hole.textContent = value === null ? hole.dataset.written : inPlace(value, hole.dataset.context);
      hole.classList.toggle("filled", value !== null);
    }
  };

  /* Lists: words with commas between them, or JSON; of items with members a variable for each, with a line an item. */
  const itemsOf = (text) => {
    if (!text.trim().startsWith("[")) return text.split(",").map((each) => each.trim()).filter(Boolean).map((each) => ({ text: each, members: {} }));
    try {
      return JSON.parse(text).map((each) => {
        if (each === null || typeof each !== "object") return { text: String(each), members: {} };
        const { "": own, ...members } = each;
        return { text: String(own ?? members.name ?? Object.values(members)[0]), members };
      });
    } catch { return null; }
  };
  const loops = Array.from(document.querySelectorAll(".each"));
  const offer = (line, items) => {
    const name = line.dataset.each;
    const variable = name.slice(name.lastIndexOf(":") + 1);
    line.querySelector("select")?.remove();
    const select = make("select");
    select.setAttribute("aria-label", `${variable} to show in the commands`);
    const choose = () => {
      const item = items[select.selectedIndex - 1];
      for (const hole of holes.keys()) {
        if (hole === name) fill(hole, item ? item.text : null);
        else if (hole.startsWith(name + "_")) fill(hole, item && item.members[hole.slice(name.length + 1)] !== undefined ? String(item.members[hole.slice(name.length + 1)]) : null);
      }
    };
    select.append(make("option", { textContent: "choose" }), ...items.map((item) => make("option", { textContent: item.text })));
    select.addEventListener("change", choose);
    if (items.length > 0) {
      select.selectedIndex = 1;
      if (line.dataset.list) line.querySelector("span").replaceChildren(...items.flatMap((item, index) => {
        const others = Object.entries(item.members).filter(([, value]) => value !== item.text).map(([key, value]) => `${key} ${value}`);
        return [index ? ", " : "", make("code", { textContent: item.text }), others.length ? ` (${others.join(", ")})` : ""];
      }));
      line.append(" ", select);
    }
    choose();
  };
  for (const line of loops) if (line.dataset.items) offer(line, itemsOf(line.dataset.items) || []);

  const setList = (name, text) => {
    const items = text.trim() === "" ? null : itemsOf(text);
    fill(name, items && items.map((item) => item.text).join("\n"));
    const members = Object.keys((items && items[0] && items[0].members) || {});
    for (const member of members) fill(`${name}_${member}`, items.map((item) => item.members[member] ?? "").join("\n"));
    for (const line of loops) if (line.dataset.list === name) offer(line, items || []);
  };
  /* What a step printed is entered by hand: it may have several lines. */
  for (const code of document.querySelectorAll("[data-kept]")) {
    const area = make("textarea", { rows: 1, spellcheck: false, placeholder: "what it printed; a blank if nothing" });
    area.setAttribute("aria-label", `what is kept as ${code.dataset.kept}`);
    area.dataset.parameter = code.dataset.kept;
    if (code.dataset.unsaved !== undefined) area.dataset.unsaved = "";
    code.closest(".kept").append(area);
  }
  for (const field of document.querySelectorAll("[data-parameter]:is(input, select, textarea)")) {
    const name = field.dataset.parameter;
    const kept = state.parameters && state.parameters[name];
    if (kept !== undefined) field.value = kept;
    const set = () => {
      if (field.dataset.list !== undefined) setList(name, field.value);
      else if (field.value === "") fill(name, null);
      // A step may print nothing: a blank says so.
      else fill(name, field.localName === "textarea" && field.value.trim() === "" ? "" : field.value.replace(/\n+$/, ""));
    };
    set();
    field.addEventListener("input", () => {
      set();
      if (field.dataset.unsaved !== undefined) return;
      state.parameters = { ...state.parameters, [name]: field.value };
      store.write(state);
    });
  }

  /* Ticks. */
  const steps = Array.from(document.querySelectorAll(".step[data-step]"));
  if (steps.length > 1) {
    const ticks = new Set(state.ticks || []);
    const words = make("span");
    const next = make("a");
    const again = make("button", { type: "button", textContent: "Start again" });
    const bar = make("div", { className: "progress", hidden: true }, words, next, again);
    document.querySelector("main h1").after(bar);
    const boxes = [];
    const show = () => {
      const open = steps.find((step) => !ticks.has(step.dataset.step));
      const done = steps.filter((step) => ticks.has(step.dataset.step)).length;
      bar.hidden = done === 0;
      words.textContent = `${done} of ${steps.length} steps done.`;
      next.hidden = !open;
      if (open) {
        next.href = "#" + open.id;
        next.textContent = `Resume at step ${open.dataset.number}`;
      }
      for (const box of boxes) {
        box.checked = ticks.has(box.value);
        box.closest(".step").classList.toggle("ticked", box.checked);
      }
      state.ticks = Array.from(ticks);
      store.write(state);
    };
    for (const step of steps) {
      const box = make("input", { type: "checkbox", value: step.dataset.step });
      const label = make("label", { className: "tick" }, box, "done", make("span", { className: "heard", textContent: ` with step ${step.dataset.number}` }));
      box.addEventListener("change", () => {
        if (box.checked) ticks.add(box.value); else ticks.delete(box.value);
        show();
      });
      boxes.push(box);
      const head = step.querySelector(".step-head");
      if (head) head.append(label); else step.prepend(label);
    }
    again.addEventListener("click", () => { ticks.clear(); show(); });
    show();
  }

  /* A link to a variant chooses its tab. */
  const choose = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const variant = target && target.closest(".variant");
    const radio = variant && variant.previousElementSibling && document.getElementById(variant.previousElementSibling.htmlFor);
    if (radio) radio.checked = true;
  };
  addEventListener("hashchange", choose);
  choose();
})();
