// Keeps a score while it is written; remarks on selected words; words of the bank at the cursor. Without this file the page's
// buttons do the same.
(() => {
  const form = document.querySelector("[data-score]");
  if (!form || !window.fetch) return;
  const saved = form.querySelector("[data-score-saved]");
  const progress = form.querySelector("[data-score-progress]");
  const lost = form.querySelector("[data-score-lost]");
  const DELAY = 2000, LONGEST = 30000;
  let timer = 0, busy = null, dirty = false, over = false, tries = 0;

  form.querySelector("[data-save]").hidden = true; // it is kept by itself
  const say = (text) => { if (saved.textContent !== text) saved.textContent = text; };
  const headers = { Accept: "application/json", "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };

  function tellLost(sentence) {
    over = true;
    lost.querySelector("h2").textContent = sentence;
    lost.hidden = false;
    lost.scrollIntoView({ block: "nearest" });
    say("");
  }

  // Each request carries the whole form: one at a time, or an older one could come last and stay.
  async function alone(work) {
    while (busy) await busy;
    clearTimeout(timer);
    busy = work();
    const wait = await busy;
    busy = null;
    if (dirty && !over) timer = setTimeout(keep, wait);
  }
  const keep = () => { clearTimeout(timer); return busy || over || !dirty ? undefined : alone(send); };

  async function send() {
    dirty = false;
    let wait = 0;
    try {
      const reply = await fetch(form.dataset.score, { method: "POST", credentials: "same-origin", headers, body: new FormData(form) });
      if (reply.status >= 500 || reply.redirected) throw new Error(reply.status);
      const said = await reply.json();
      tries = 0;
      if (reply.ok || reply.status === 413) {
        say(said.saved);
        progress.textContent = said.progress;
      } else if (reply.status !== 422) tellLost(said.sentence);
    } catch {
      dirty = true;
      say(form.dataset.notSaved);
      tries += 1;
      wait = Math.min(LONGEST, 1000 * 2 ** tries);
    }
    return wait;
  }

  function touched() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, DELAY);
  }
  document.addEventListener("input", (event) => { if (event.target.form === form) touched(); });
  window.addEventListener("online", keep);

  // on leaving: what is not kept yet goes with the page
  let leaving = false;
  form.addEventListener("submit", (event) => { if (!event.submitter?.hasAttribute("data-act")) leaving = true; });
  window.addEventListener("pagehide", () => {
    if (dirty && !over && !leaving && navigator.sendBeacon) navigator.sendBeacon(form.dataset.score, new FormData(form));
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });

  form.querySelector("[data-score-copy]").addEventListener("click", async (event) => {
    const typed = [...form.elements].filter((one) => one.tagName === "TEXTAREA" && one.value.trim()).map((one) => one.value.trim());
    try { await navigator.clipboard.writeText(typed.join("\n\n")); event.target.textContent = form.dataset.copied; } catch { /* the texts stand in their fields */ }
  });

  // words of the bank
  document.addEventListener("change", (event) => {
    const from = event.target.closest("[data-phrase]");
    if (!from) return;
    const text = from.selectedOptions[0].dataset.text;
    from.value = "";
    if (!text) return;
    const field = document.getElementById(from.dataset.phrase);
    const at = field.selectionEnd;
    const before = at && !/\s$/.test(field.value.slice(0, at)) ? " " : "";
    field.setRangeText(before + text, field.selectionStart, at, "end");
    field.focus();
    touched();
  });

  // remarks: add and take off without losing the place
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button || over) return;
    event.preventDefault();
    alone(() => act(button));
  });
  async function act(button) {
    if (!button.isConnected || over) return 0; // what was asked before took it away
    try {
      const body = new FormData(form, button);
      const reply = await fetch(button.formAction, { method: "POST", credentials: "same-origin", headers: { Accept: "text/html" }, body });
      if (reply.status >= 500) throw new Error(reply.status);
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const fresh = page.getElementById("remarks");
      if (!fresh) { tellLost(page.querySelector("h1")?.textContent ?? ""); return 0; }
      document.getElementById("remarks").replaceWith(fresh);
      document.querySelector("[data-letter-text]").replaceWith(page.querySelector("[data-letter-text]"));
      (fresh.querySelector("[aria-invalid]") ?? fresh).focus();
    } catch { say(form.dataset.notSaved); }
    return DELAY;
  }

  // a passage is selected in the letter
  const bar = document.querySelector("[data-select]");
  const near = (node) => (node.nodeType === 1 ? node : node.parentElement);
  const points = (text) => [...text].length; // places are counted as the server counts: by characters

  function place(node, offset, atEnd) {
    let run = near(node).closest("[data-at]");
    if (!run) { // between runs: the nearest one inside the selection
      const runs = [...near(node).querySelectorAll("[data-at]")];
      run = atEnd ? runs.at(-1) : runs[0];
      return run && Number(run.dataset.at) + (atEnd ? points(run.textContent) : 0);
    }
    const before = document.createRange();
    before.selectNodeContents(run);
    before.setEnd(node, offset);
    return Number(run.dataset.at) + points(before.toString());
  }

  function selected() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !chosen.toString().trim()) return null;
    const range = chosen.getRangeAt(0);
    const block = near(range.startContainer).closest("[data-block]");
    if (!block || !block.closest("[data-letter-text]")) return null;
    const start = place(range.startContainer, range.startOffset, false);
    const inside = block.contains(range.endContainer);
    const last = [...block.querySelectorAll("[data-at]")].at(-1);
    const end = inside ? place(range.endContainer, range.endOffset, true) : last && Number(last.dataset.at) + points(last.textContent);
    return start < end ? { block: block.dataset.block, start, end, quote: chosen.toString().trim() } : null;
  }

  let passage = null;
  document.addEventListener("selectionchange", () => {
    const found = selected();
    if (found) passage = found;
    bar.hidden = !found;
  });

  function remark() {
    passage = selected() ?? passage;
    const box = document.getElementById("new-remark");
    box.open = true;
    box.scrollIntoView({ block: "nearest" });
    if (!passage) { // without a mouse its words are typed
      document.getElementById("new-quote").focus();
      return;
    }
    const set = (name, value) => { document.querySelector(`[name=new-${name}]`).value = value; };
    for (const name of ["block", "start", "end", "quote"]) set(name, passage[name]);
    set("part", "");
    document.getElementById("new-text").focus();
    passage = null;
    bar.hidden = true;
    touched();
  }
  bar.querySelector("[data-select-go]").addEventListener("mousedown", (event) => event.preventDefault());
  bar.querySelector("[data-select-go]").addEventListener("click", remark);
  document.addEventListener("score:remark", remark);
})();

// Scoring by keyboard: J K arrows, 0 to 9, F, C, A, ?, Ctrl+Enter. Single keys can be switched off, and never work while
// somebody writes in a field. Without this file Tab, the arrows and Enter do the same.
(() => {
  const sure = document.querySelector("[data-score-sure]");
  const form = sure ?? document.querySelector("[data-score]");
  if (!form) return;
  const finish = form.querySelector("[data-finish]");
  const list = form.querySelector("[data-keys]");
  const KEY = "lms-score-keys";
  const store = { get: () => { try { return localStorage.getItem(KEY); } catch { return null; } }, set: (value) => { try { localStorage.setItem(KEY, value); } catch { /* private window */ } } };
  const groups = [...form.querySelectorAll("fieldset")];
  let current = -1;
  if (list) {
    const on = list.querySelector("[data-keys-on]");
    list.hidden = false;
    on.checked = store.get() !== "off";
    on.addEventListener("change", () => store.set(on.checked ? "on" : "off"));
  }
  const allowed = () => !list || list.querySelector("[data-keys-on]").checked;
  const focused = () => groups.findIndex((group) => group.contains(document.activeElement));
  form.addEventListener("focusin", () => { const found = focused(); if (found >= 0) current = found; });

  function go(place) {
    if (!groups[place]) return;
    current = place;
    groups[place].focus();
    groups[place].scrollIntoView({ block: "nearest" });
  }
  const firstOpen = () => Math.max(0, groups.findIndex((group) => !group.querySelector("input:checked")));
  const here = () => (current >= 0 ? current : firstOpen());

  function pick(key) {
    const at = here();
    const input = groups[at]?.querySelector(`input[type=radio][data-key="${key}"]`);
    if (!input) return false;
    if (focused() !== at) go(at);
    input.checked = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  function act(event) {
    const radio = event.target.matches("input[type=radio]");
    switch (event.key) {
      case "ArrowDown": case "ArrowUp":
        if (radio || focused() < 0) return false; // a radio's own arrows choose; elsewhere they scroll
        return go(current + (event.key === "ArrowDown" ? 1 : -1)), true;
      case "j": case "J": return go(current + 1), true;
      case "k": case "K": return go(Math.max(0, current - 1)), true;
      case "f": case "F": {
        const flags = groups.filter((group) => group.hasAttribute("data-flag"));
        const after = flags.find((group) => groups.indexOf(group) > current) ?? flags[0];
        return after ? (go(groups.indexOf(after)), true) : false;
      }
      case "c": case "C": {
        const field = groups[here()]?.querySelector("textarea") ?? form.querySelector("#comment");
        return field?.focus(), true;
      }
      case "a": case "A": return document.dispatchEvent(new Event("score:remark")), true;
      case "?": list.open = !list.open; list.querySelector("summary").focus(); return true;
      default: return /^[0-9]$/.test(event.key) && pick(event.key);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(finish);
      return;
    }
    const typing = event.target.matches("textarea, select, input:not([type=radio]), [contenteditable]");
    if (typing) {
      const group = event.key === "Escape" && event.target.matches("textarea") && event.target.closest("fieldset");
      if (group) group.focus();
      return;
    }
    if (sure || event.ctrlKey || event.metaKey || event.altKey || !allowed()) return;
    if (act(event)) event.preventDefault();
  });
})();
