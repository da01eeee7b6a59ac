// Keeps each part of the letter as it is written, and helps with bold, italics and lists. Without this file the page's buttons
// save, and the signs of the text (**bold**, *italics*, - list) are typed.
(() => {
  const form = document.querySelector("[data-letter]");
  if (!form || !window.fetch) return;
  const saved = document.querySelector("[data-letter-saved]");
  const revision = form.querySelector("[name=revision]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const total = form.querySelector("[data-letter-total]");
  const waiting = new Set(); // parts whose text the server has not confirmed
  const stopped = new Set(); // parts that were changed elsewhere: the writer decides, by the buttons
  const base = {}; // the revision that a part was written on, where it is not the page's
  let busy = "", told = "", timer = 0, tries = 0;

  const steps = () => [...form.querySelectorAll("[data-step]")].map((row) => Object.fromEntries(
    ["what", "who", "when", "cost"].map((name) => [name, row.querySelector(`[name=step-${name}]`).value])));
  const places = () => [...form.querySelectorAll("[name=place]:checked")].map((box) => (
    { key: box.value, for: form.elements[`for-${box.value}`].value }));
  const value = (block) => {
    if (block === "steps") return steps();
    return block === "places" ? places() : form.querySelector(`[data-block="${block}"]`).value;
  };
  // What is not saved yet stays in this tab, so that a reload, a crash or a sign-in in between loses nothing; gone with the tab.
  const box = `lms-letter:${form.dataset.letter}`;
  const keep = () => {
    const held = Object.fromEntries([...waiting, ...stopped, ...(busy ? [busy] : [])].map(
      (block) => [block, { value: value(block), revision: base[block] ?? Number(revision.value) }]));
    try {
      if (Object.keys(held).length) sessionStorage.setItem(box, JSON.stringify(held)); else sessionStorage.removeItem(box);
    } catch { /* full or forbidden */ }
  };
  // Puts back what was kept; returns whether the page said something else.
  const putBack = (block, was) => {
    if (block === "steps") {
      if (JSON.stringify(steps()) === JSON.stringify(was)) return false;
      const rows = () => [...form.querySelectorAll("[data-step]")];
      while (rows().length < was.length) rows().at(-1).after(rows().at(-1).cloneNode(true));
      rows().forEach((row, n) => ["what", "who", "when", "cost"].forEach((name) => {
        row.querySelector(`[name=step-${name}]`).value = was[n]?.[name] || "";
      }));
      return true;
    }
    if (block === "places") {
      if (JSON.stringify(places()) === JSON.stringify(was)) return false;
      for (const choice of form.querySelectorAll("[name=place]")) {
        const kept = was.find((one) => one.key === choice.value);
        choice.checked = Boolean(kept);
        form.elements[`for-${choice.value}`].value = kept ? kept.for : "";
      }
      return true;
    }
    const area = form.querySelector(`textarea[data-block="${block}"]`);
    if (!area || area.value.trimEnd() === was.trimEnd()) return false;
    area.value = was;
    return true;
  };
  const say = (text) => { if (saved && saved.textContent !== text) saved.textContent = text; };

  const showNewer = (block, html) => { // beside the writer's own
    const own = form.querySelector(block === "steps" ? "[data-step]" : `[data-aid="${block === "places" ? "help" : block}"]`);
    const holder = document.createElement("div");
    holder.innerHTML = html; // made by the server's template, escaped there
    own.before(holder);
  };

  async function send() {
    const block = [...waiting].find((one) => !stopped.has(one));
    if (busy || !block) return;
    busy = block;
    waiting.delete(block);
    let wait = 0;
    try {
      const reply = await fetch(form.dataset.letter, {
        method: "POST",
        credentials: "same-origin",
        keepalive: document.hidden,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ block, value: value(block), revision: base[block] ?? Number(revision.value) }),
      });
      if (reply.status >= 500 || reply.redirected) throw new Error(reply.status);
      const said = await reply.json();
      tries = 0;
      if (reply.ok) {
        if (said.before === Number(revision.value)) {
          revision.value = said.revision;
          delete base[block];
        } else { // another device saved in between: the other parts of this page are older
          base[block] = said.revision;
        }
        const aid = form.querySelector(`[data-aid="${block}"]`);
        if (aid) aid.innerHTML = said.aid; // made by the server's template, escaped there
        if (total) total.textContent = said.total;
        say(told || said.saved);
      } else {
        stopped.add(block);
        revision.value = Math.min(Number(revision.value), base[block] ?? Infinity); // the buttons then show the newer text too
        told = said.sentence;
        if (said.shown) showNewer(block, said.shown);
        say(told);
      }
    } catch {
      waiting.add(block);
      say(form.dataset.notSaved);
      tries += 1;
      wait = Math.min(30000, 1000 * 2 ** tries);
    }
    busy = "";
    keep();
    if (waiting.size) timer = setTimeout(send, wait);
  }

  form.addEventListener("input", (event) => {
    const chosen = event.target.name === "place" || event.target.closest(".help-for");
    const block = event.target.closest("[data-step]") ? "steps" : chosen ? "places" : event.target.dataset.block;
    if (!block) return;
    waiting.add(block);
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, 1500);
  });
  let held = {};
  try { held = JSON.parse(sessionStorage.getItem(box)) || {}; } catch { /* nothing kept */ }
  for (const [block, was] of Object.entries(held)) {
    if (!putBack(block, was.value)) continue;
    base[block] = was.revision;
    waiting.add(block);
  }
  keep();
  if (waiting.size) { say(form.dataset.restored); timer = setTimeout(send, 1500); }
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { // a phone may end a page that is not seen: what was typed goes now
    if (!document.hidden) return;
    clearTimeout(timer);
    send();
  });
  window.addEventListener("beforeunload", (event) => { if ((waiting.size || busy) && !leaving) event.preventDefault(); });

  // Bold, italics, lists: signs around or before what is chosen; Ctrl+Z takes them back like anything typed.
  const put = (area, text, start, end, from, to) => {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.setSelectionRange(from, to);
  };
  const wrap = (area, sign) => {
    let { selectionStart: start, selectionEnd: end } = area;
    const text = area.value;
    while (end > start && /\s/.test(text[end - 1])) end -= 1;
    while (start < end && /\s/.test(text[start])) start += 1;
    const n = sign.length, words = text.slice(start, end);
    if (words && text.slice(start - n, start) === sign && text.slice(end, end + n) === sign && text[start - n - 1] !== "*") {
      put(area, words, start - n, end + n, start - n, end - n);
    } else {
      put(area, sign + words + sign, start, end, start + n, end + n);
    }
  };
  const list = (area, numbered) => {
    const text = area.value;
    const start = text.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const stop = text.indexOf("\n", area.selectionEnd);
    const end = stop < 0 ? text.length : stop;
    const lines = text.slice(start, end).split("\n");
    const sign = numbered ? /^\d+\. / : /^- /;
    const all = lines.every((line) => sign.test(line));
    const plain = lines.map((line) => line.replace(/^(\d+\.|-) /, ""));
    const made = plain.map((line, n) => (all ? line : (numbered ? `${n + 1}. ` : "- ") + line)).join("\n");
    const gap = !all && start > 0 && text[start - 2] !== "\n" ? "\n" : "";
    put(area, gap + made, start, end, start + gap.length, start + gap.length + made.length);
  };
  const acts = {
    bold: (area) => wrap(area, "**"), italic: (area) => wrap(area, "*"),
    list: (area) => list(area, false), numbers: (area) => list(area, true),
  };
  for (const area of form.querySelectorAll("textarea[data-block]")) {
    const bar = document.createElement("div");
    bar.className = "tools";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", form.dataset.tools);
    for (const [name, sign] of [["bold", "B"], ["italic", "I"], ["list", "•"], ["numbers", "1."]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `btn btn-quiet tool-${name}`;
      button.dataset.act = name;
      const shown = document.createElement("span");
      shown.setAttribute("aria-hidden", "true");
      shown.textContent = sign;
      const spoken = document.createElement("span");
      spoken.className = "sr";
      spoken.textContent = form.dataset[name];
      button.title = form.dataset[name];
      button.append(shown, spoken);
      button.addEventListener("click", () => acts[name](area));
      bar.append(button);
    }
    area.before(bar);
    area.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const name = { b: "bold", i: "italic" }[event.key.toLowerCase()];
      if (!name) return;
      event.preventDefault();
      acts[name](area);
    });
  }
})();
