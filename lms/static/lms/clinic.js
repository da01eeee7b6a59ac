// The clinic day: keeps a session on this device until the server has it, and lets the page open without a connection.
// One entry a session, lms-clinic:<person>:<client_id> = {pairs, at, sentence}; its client_id makes it one session, however often it is sent.
(() => {
  const root = document.querySelector("[data-clinic]");
  if (!root || !window.fetch) return;
  const { who, worker } = root.dataset;
  const words = JSON.parse(document.getElementById("clinic-words")?.textContent || "{}");
  const memory = new Map(); // what the browser does not let us keep
  const stored = (act) => { try { return act(localStorage); } catch { return undefined; } };
  const keys = (start) => [...new Set([...(stored((box) => Object.keys(box)) || []), ...memory.keys()])].filter((key) => key.startsWith(start)).sort();
  const get = (key) => { try { return JSON.parse(memory.get(key) ?? stored((box) => box.getItem(key)) ?? "null"); } catch { return null; } };
  const drop = (key) => { memory.delete(key); stored((box) => box.removeItem(key)); };
  const put = (key, entry) => {
    const text = JSON.stringify(entry);
    if (stored((box) => (box.setItem(key, text), true))) memory.delete(key); else memory.set(key, text);
  };
  const DAYS = 14; // how long another person's sessions stay
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);

  // Signing out: whose sessions wait here is not known, and does not matter. They stay for who logged them; the kept page goes.
  if (!who) {
    const left = keys("lms-clinic:").length, note = root.querySelector("[data-clinic-left]");
    if (left && note) { note.textContent = fill(note.dataset.words, { n: left, days: DAYS }); note.hidden = false; }
    document.querySelector("[data-queue-clear]")?.addEventListener("submit", () => {
      window.caches?.keys().then((names) => names.filter((name) => name.startsWith("lms-clinic")).forEach((name) => caches.delete(name)));
    });
    return;
  }
  const mine = `lms-clinic:${who}:`;
  const form = document.querySelector("[data-clinic-form]"), state = root.querySelector("[data-clinic-state]");
  const told = root.querySelector("[data-clinic-told]"), kept = document.querySelector("[data-clinic-kept]");
  const say = (text) => { state.hidden = !text; state.querySelector("span").textContent = text; };
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const others = () => keys("lms-clinic:").filter((key) => !key.startsWith(mine)); // they are neither read nor sent
  let sure = !("unsure" in root.dataset); // the kept page opens for whoever holds the device: it shows nobody's words
  let busy = false, again = false, mending = "", timer = 0, tries = 0, signedOut = false;

  const title = (entry) => {
    const pairs = new Map(entry.pairs), stage = form.elements.stage;
    const named = [...stage.options].find((option) => option.value && option.value === pairs.get("stage"))?.textContent;
    return [pairs.get("held_on"), named, (pairs.get("wanted") || "").slice(0, 80)].filter(Boolean).join(" · ");
  };
  const button = (text, act) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "btn btn-quiet", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });
  function draw() {
    const all = keys(mine), refused = all.filter((key) => sure && get(key)?.sentence);
    told.querySelector("ul").replaceChildren(...refused.map((key) => {
      const entry = get(key), item = document.createElement("li"), row = document.createElement("p");
      row.append(button(words.mend, () => mend(key)), button(words.drop, () => { if (confirm(words.sure)) { drop(key); draw(); } }));
      item.append(Object.assign(paragraph(title(entry)), { className: "label" }), paragraph(entry.sentence), row);
      return item;
    }));
    told.hidden = !refused.length;
    const waiting = all.filter((key) => !refused.includes(key));
    const lines = sure ? waiting.map((key) => [title(get(key)), words.waits]) : [[fill(words.here, { n: all.length })]];
    kept.querySelector("ul").replaceChildren(...lines.map((line) => {
      const item = document.createElement("li"), box = document.createElement("div");
      box.append(...line.map(paragraph));
      item.append(document.createElement("span"), box);
      return item;
    }));
    kept.hidden = !(sure ? waiting : all).length;
    const note = root.querySelector("[data-clinic-others]"), n = others().length;
    note.textContent = fill(words.others, { n, days: DAYS });
    note.hidden = !n;
  }
  const write = (pairs) => {
    form.reset();
    for (const [name, value] of pairs) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === value || (field.type === "checkbox" && value === "on");
        else if (name !== "csrfmiddlewaretoken") field.value = value;
      }
    }
  };
  function mend(key) { // back into the form under the same client_id; the refused one stays until it is sent again
    mending = key.slice(mine.length);
    write([...get(key).pairs, ["client_id", mending]]);
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  async function known() { // is it the person of this page who is signed in? Only the server can say so, not the kept copy
    const reply = await fetch(location.href, { credentials: "same-origin", cache: "reload" });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html"), there = page.querySelector("[data-clinic]");
    if (reply.status >= 500 || (there && "unsure" in there.dataset)) throw new Error("no connection");
    signedOut = there?.dataset.who !== who;
    if (signedOut) return false;
    const now = page.querySelector("[name=csrfmiddlewaretoken]").value;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = now; });
    root.querySelector("[data-clinic-unsure]")?.remove();
    settle();
    return true;
  }
  function settle() { // the server named the person of this page
    sure = true;
    for (const key of others()) if (!(get(key)?.at > Date.now() - DAYS * 864e5)) drop(key);
  }

  async function post(entry, id) {
    const ask = () => {
      const body = new URLSearchParams(entry.pairs.filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "client_id"));
      body.set("client_id", id);
      return fetch(form.action, { method: "POST", credentials: "same-origin", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
    };
    let reply = await ask();
    if (reply.status === 403 && await known()) reply = await ask(); // signed in again elsewhere: a new token
    signedOut = reply.redirected || reply.status === 401 || reply.status === 403;
    if (signedOut || reply.status >= 500 || reply.status === 429) throw new Error(String(reply.status));
    return { ok: reply.ok, answer: await reply.json().catch(() => ({ sentence: words.refused })) };
  }
  async function flush() {
    again = busy; // what came in the meantime is sent right after
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    let last = "";
    const later = () => { tries += 1; timer = setTimeout(flush, Math.min(60000, 1000 * 2 ** tries) * (0.75 + Math.random() / 2)); };
    const ready = sure || await known().catch(() => false);
    if (!ready) later();
    for (const key of ready ? keys(mine) : []) {
      const entry = get(key);
      if (!entry || entry.sentence) continue;
      say(words.sending);
      try {
        const { ok, answer } = await post(entry, key.slice(mine.length));
        tries = 0;
        if (ok) { drop(key); last = answer.sentence; } else put(key, { ...entry, sentence: answer.sentence });
      } catch {
        later();
        break;
      }
    }
    busy = false;
    if (again) { flush(); return; }
    const waiting = keys(mine).some((key) => !sure || !get(key)?.sentence);
    say(waiting ? (signedOut ? words.signIn : memory.size ? words.memory : words.kept) : keys(mine).length ? words.refused : last || "");
    draw();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (!String(data.get("wanted") || "").trim() && !String(data.get("advice") || "").trim()) { say(words.nothing); return; }
    const typed = form.elements.client_id.value, id = typed === mending || !get(mine + typed) ? typed : fresh(); // never over another one
    put(`${mine}${id}`, { pairs: [...data.entries()].map(([name, value]) => [name, String(value)]), at: Date.now() });
    form.reset();
    form.elements.client_id.value = fresh();
    draw();
    state.scrollIntoView({ block: "center" });
    say(words.kept);
    flush();
  });
  kept.querySelector("[data-clinic-send]").addEventListener("click", () => { tries = 0; flush(); });
  document.querySelectorAll("[data-stage]").forEach((part) => part.addEventListener("toggle", () => { // the stage one looks at is the stage one logs
    if (part.open && !form.elements.stage.value) form.elements.stage.value = part.dataset.stage;
  }));
  // A file that lies in the device's keep opens without a connection too.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-keep]");
    if (!link || navigator.onLine || !window.caches) return;
    event.preventDefault();
    const found = await caches.match(link.href, { ignoreVary: true });
    if (!found) { say(words.noFile); return; }
    const made = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await found.blob()), download: `${link.textContent.trim().replace(/\W+/g, "-")}.pdf` });
    made.click();
  });
  window.addEventListener("online", () => { tries = 0; flush(); });
  let late = 0;
  window.addEventListener("storage", (event) => {
    if (!event.key?.startsWith(mine)) return;
    draw();
    if (!event.newValue) return;
    clearTimeout(late); // what another tab keeps and does not send soon may be its last word
    late = setTimeout(() => { if (keys(mine).some((key) => !get(key)?.sentence)) flush(); }, 2000);
  });
  window.addEventListener("beforeunload", (event) => { if (memory.size) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (keys(mine).length) flush(); });
  form.elements.client_id.value = fresh(); // a kept page would give every session the id of its first one
  if (sure) settle();
  draw();
  if (!sure || keys(mine).length) flush();
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready).then((ready) => {
      const files = [...document.querySelectorAll("[data-keep]")].map((link) => link.href);
      const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
      const icons = document.querySelector("svg use")?.getAttribute("href")?.split("#")[0];
      ready.active?.postMessage({ keep: [location.href.split("#")[0], ...parts, ...(icons ? [new URL(icons, location).href] : []), ...files] });
    }).catch(() => {});
    navigator.serviceWorker.addEventListener("message", (event) => { // said when it is true: everything lies on the device
      if (event.data?.kept && state.hidden && !keys(mine).length) say(words.offline);
    });
  }
})();
