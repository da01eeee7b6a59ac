// Keeps answers of a quiz on this device until the server has them: a closed tab or hours without a connection lose nothing.
// One entry a question, lms-quiz:<person>:<attempt>:<slot>; what the server refused waits as lms-quiz-told:… to be read.
(() => {
  const root = document.querySelector("[data-queue]");
  if (!root || !window.fetch) return;
  const { who, attempt } = root.dataset;
  const words = JSON.parse(document.getElementById("queue-words")?.textContent || "{}");
  const memory = new Map(); // what the browser does not let us keep (private mode, no room)
  const busy = new Set();
  const listeners = new Set();
  let timer = 0, tries = 0, signedOut = false;

  const stored = (act) => { try { return act(localStorage); } catch { return undefined; } };
  const get = (key) => { try { return JSON.parse(memory.get(key) ?? stored((box) => box.getItem(key)) ?? "null"); } catch { return null; } };
  const drop = (key) => { memory.delete(key); stored((box) => box.removeItem(key)); };
  const put = (key, entry) => {
    const text = JSON.stringify(entry);
    if (stored((box) => (box.setItem(key, text), true))) memory.delete(key); else memory.set(key, text);
  };
  const keys = (start) => [...new Set([...(stored((box) => Object.keys(box)) || []), ...memory.keys()])].filter((key) => key.startsWith(start));
  const mine = `lms-quiz:${who}:`, told = `lms-quiz-told:${who}:`;
  const key = (slot) => `${mine}${attempt}:${slot}`;
  const tell = (event) => listeners.forEach((listener) => listener(event));
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);

  // The line that says where one's answers are. Only what changes is said; "Sending…" only when it takes a while.
  const line = document.querySelector("[data-quiz-saved]");
  let said = "", slow = 0;
  const state = (text, safe = false) => {
    clearTimeout(slow);
    if (!line || said === text) return;
    said = text;
    line.hidden = false;
    (line.querySelector("span") || line).textContent = text;
    line.querySelector(".icon")?.toggleAttribute("hidden", !safe);
  };
  const kept = () => (memory.size ? words.memory : signedOut ? words.signIn : words.kept);

  // Another person's answers are neither sent nor left behind; without a person all go.
  for (const one of keys("lms-quiz")) if (one.split(":")[1] !== who && who) drop(one);
  if (!who) return leaving();
  function leaving() {
    const left = keys("lms-quiz:").length, note = root.querySelector("[data-queue-left]");
    if (left && note) { note.textContent = fill(note.dataset.words, { n: left }); note.hidden = false; }
    document.querySelector("[data-queue-clear]")?.addEventListener("submit", () => keys("lms-quiz").forEach(drop));
  }

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  async function post(number, body) {
    const text = JSON.stringify(body);
    const ask = () => fetch(root.dataset.answers.replace("/0/", `/${number}/`), {
      method: "POST", credentials: "same-origin", keepalive: text.length < 20000, body: text,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
    });
    let reply = await ask();
    if (reply.status === 403) { // signed in again in another tab: a new token, if it is still the same person
      const page = new DOMParser().parseFromString(await (await fetch(location.href, { credentials: "same-origin" })).text(), "text/html");
      const other = page.querySelector("[data-queue]")?.dataset.who, now = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (other === who && now) {
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = now; });
        reply = await ask();
      }
    }
    signedOut = reply.redirected || reply.status === 401 || reply.status === 403;
    if (signedOut || reply.status >= 500 || reply.status === 429) throw new Error(String(reply.status));
    const answer = await reply.json().catch(() => ({ sentence: words.refused }));
    return { ok: reply.ok, status: reply.status, answer };
  }

  async function send(name) {
    const entry = get(name);
    if (!entry || busy.has(name)) return;
    busy.add(name);
    if (!entry.sent) put(name, { ...entry, sent: true });
    slow = setTimeout(state, 1000, words.sending);
    const [, , number, slot] = name.split(":");
    const here = number === attempt;
    try {
      const { ok, answer } = await post(number, {
        slot: Number(slot), client_id: entry.id, response: entry.response, certainty: entry.certainty ?? null, was: entry.was,
        replaces: entry.replaces, age: Math.max(0, (Date.now() - entry.at) / 1000), show: here && Boolean(entry.show),
      });
      tries = 0;
      const now = get(name);
      if (now && now.id === entry.id) drop(name);
      else if (now && ok) put(name, { ...now, was: answer.step });
      if (!ok || answer.newer) keepTold(number, slot, entry, answer.newer ? fill(words.newer, { n: slot }) : answer.sentence);
      if (here) tell({ slot: Number(slot), entry, ok, answer, last: !now || now.id === entry.id });
      if (!keys(mine).length) { state(answer.saved || (ok ? words.saved : answer.sentence), ok); tell({ empty: true, ok }); }
    } catch {
      state(kept());
      tries += 1;
      clearTimeout(timer);
      timer = setTimeout(flush, Math.min(60000, 1000 * 2 ** tries) * (0.75 + Math.random() / 2));
    }
    clearTimeout(slow);
    busy.delete(name);
    if (get(name) && tries === 0) await send(name);
  }
  const flush = () => { clearTimeout(timer); return Promise.all(keys(mine).map(send)); };

  // What does not count, with one's own words, until it was read.
  function keepTold(number, slot, entry, sentence) {
    put(`${told}${number}:${slot}`, { sentence, words: entry.words });
    draw();
  }
  function draw() {
    const box = root.querySelector("[data-queue-told]"), list = box.querySelector("ul");
    list.replaceChildren(...keys(attempt === "0" ? told : `${told}${attempt}:`).sort().map((name) => {
      const one = get(name) || {}, item = document.createElement("li"), text = document.createElement("p");
      text.textContent = one.sentence;
      const fold = document.createElement("details"), summary = document.createElement("summary"), own = document.createElement("p");
      summary.textContent = words.read;
      own.textContent = one.words || words.empty;
      fold.append(summary, own);
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-quiet", textContent: words.dismiss });
      button.addEventListener("click", () => { drop(name); draw(); });
      item.append(text, fold, button);
      return item;
    }));
    box.hidden = !list.children.length;
  }

  window.lmsQuizQueue = {
    words, state, fill, fresh, flush, get: (slot) => get(key(slot)), drop: (slot) => drop(key(slot)),
    pending: () => keys(mine).length, listen: (listener) => listeners.add(listener),
    kept: () => state(kept()),
    slots: () => keys(`${mine}${attempt}:`).map((name) => Number(name.split(":")[3])),
    put: (slot, entry) => {
      const before = get(key(slot)) || {};
      const replaces = [...(before.replaces || []), ...(before.sent ? [before.id] : [])].slice(-20);
      put(key(slot), { ...entry, id: fresh(), at: Date.now(), replaces });
    },
    show: (slot) => put(key(slot), { ...get(key(slot)), show: true }),
    check: (body) => post(attempt, body),
    send: (slot) => send(key(slot)),
    watch: (changed) => window.addEventListener("storage", (event) => {
      if (event.key?.startsWith(`${mine}${attempt}:`) && event.newValue) changed(Number(event.key.split(":")[3]), JSON.parse(event.newValue));
      if (event.key?.startsWith(told)) draw();
    }),
  };

  draw();
  window.addEventListener("online", () => { tries = 0; flush(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) flush(); });
  document.addEventListener("visibilitychange", () => { if (keys(mine).length) flush(); });
  window.addEventListener("beforeunload", (event) => { if (memory.size) event.preventDefault(); });
  const first = document.querySelector("[data-queue-first]"); // handing in waits for what is on this device
  first?.addEventListener("submit", async (event) => {
    if (!keys(mine).length) return;
    event.preventDefault();
    await flush();
    if (keys(mine).length) state(kept()); else first.submit();
  });
  if (keys(mine).length && !document.querySelector("[data-quiz]")) {
    state(words.sending);
    flush().then(() => { if ("reload" in root.dataset && !keys(mine).length) location.reload(); });
  }
})();
