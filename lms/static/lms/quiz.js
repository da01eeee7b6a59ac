// Keeps answers of a quiz on this device until the server has them: a closed tab or hours without a connection lose nothing.
// One entry a question, lms-quiz:<person>:<attempt>:<slot>; what the server refused waits as lms-quiz-told:… to be read.
(() => {
  const root = document.querySelector("[data-queue]");
  if (!root || !window.fetch) return;
  const { who, attempt } = root.dataset;
  const online = "online" in root.dataset; // an exam: nothing waits on this device, what could not be sent is said and left
  const words = JSON.parse(document.getElementById("queue-words")?.textContent || "{}");
  const memory = new Map(); // what the browser does not let us keep (private mode, no room)
  const busy = new Map(); // what is on its way: a promise each
  const listeners = new Set();
  const newest = new Map(); // when each slot was last answered, in whichever tab
  let timer = 0, tries = 0, signedOut = false;

  const stored = (act) => { try { return act(localStorage); } catch { return undefined; } };
  const get = (key) => { try { return JSON.parse(memory.get(key) ?? stored((box) => box.getItem(key)) ?? "null"); } catch { return null; } };
  const drop = (key) => { memory.delete(key); stored((box) => box.removeItem(key)); };
  const put = (key, entry) => {
    const text = JSON.stringify(entry);
    if (!online && stored((box) => (box.setItem(key, text), true))) memory.delete(key); else memory.set(key, text);
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
  const kept = () => (online ? words.online : memory.size ? words.memory : signedOut ? words.signIn : words.kept);

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

  function send(name) {
    if (!get(name) || busy.has(name)) return;
    busy.set(name, deliver(name));
    return busy.get(name);
  }
  async function deliver(name) {
    const entry = get(name);
    if (!entry.sent) put(name, { ...entry, sent: true });
    clearTimeout(slow); // of another answer on its way: nobody else would end it
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
      if (online) {
        if (get(name)?.id === entry.id) drop(name);
        if (here) tell({ slot: Number(slot), entry, ok: false, answer: { sentence: words.online }, last: true });
      } else {
        tries += 1;
        clearTimeout(timer);
        timer = setTimeout(flush, Math.min(60000, 1000 * 2 ** tries) * (0.75 + Math.random() / 2));
      }
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
      newest.set(slot, Date.now());
      put(key(slot), { ...entry, id: fresh(), at: newest.get(slot), replaces });
    },
    show: (slot) => put(key(slot), { ...get(key(slot)), show: true }),
    check: async (body) => { await busy.get(key(body.slot)); return post(attempt, body); }, // one at a time: none overtakes another
    send: (slot) => send(key(slot)),
    watch: (changed) => window.addEventListener("storage", (event) => {
      if (event.key?.startsWith(told)) draw();
      if (!event.key?.startsWith(`${mine}${attempt}:`) || !event.newValue) return;
      const slot = Number(event.key.split(":")[3]), entry = JSON.parse(event.newValue);
      if (entry.at < newest.get(slot)) return; // what another tab wrote before this one did can come after it
      newest.set(slot, entry.at);
      changed(slot, entry);
    }),
  };

  draw();
  window.addEventListener("online", () => { tries = 0; flush(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) flush(); });
  document.addEventListener("visibilitychange", () => { if (keys(mine).length) flush(); });
  window.addEventListener("beforeunload", (event) => { if (!online && memory.size) event.preventDefault(); });
  const first = document.querySelector("[data-queue-first]"); // handing in waits for what is on this device
  first?.addEventListener("submit", async (event) => {
    if (!keys(mine).length) return;
    event.preventDefault();
    await flush();
    if (keys(mine).length) state(kept()); else first.submit();
  });
  const settle = () => {
    if (!keys(mine).length || document.querySelector("[data-quiz]")) return;
    state(words.sending);
    flush().then(() => { if ("reload" in root.dataset && !keys(mine).length) location.reload(); });
  };
  settle();
  setTimeout(settle, 1500); // what a tab kept in the moment it closed can come a little later
  let late = 0;
  window.addEventListener("storage", (event) => { // what another tab keeps and does not send soon may be its last word
    if (!event.key?.startsWith(mine) || !event.newValue) return;
    clearTimeout(late);
    late = setTimeout(document.querySelector("[data-quiz]") ? flush : settle, 2000);
  });
})();

// An open sheet: keeps each answer as it is given, shows one question at a time, tells the time. Without it the buttons do the same.
(() => {
  const form = document.querySelector("[data-quiz]"), queue = window.lmsQuizQueue;
  if (!form || !queue) return;
  const words = JSON.parse(document.getElementById("sheet-words").textContent);
  const progress = document.querySelector("[data-quiz-progress]"), live = document.querySelector("[data-quiz-live]");
  const dots = [...form.querySelectorAll("[data-dot]")];
  const timers = new Map();
  const places = () => [...form.querySelectorAll("[data-slot]")];
  const placeOf = (slot) => form.querySelector(`[data-slot="${slot}"]`);
  let quiet = 0; // how many are answered is said last, and never over something else
  const announce = (text) => { clearTimeout(quiet); live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); };

  // What a question's inputs say, in one of three shapes: one text, chosen options, or a value for each of its parts.
  const named = (place) => `q-${place.dataset.slot}`;
  const parts = (place) => [...place.querySelectorAll(`[name^="${named(place)}-"]`)];
  const read = (place) => {
    if (place.dataset.raw === "text") return { text: place.querySelector(`[name="${named(place)}"]`).value };
    if (place.dataset.raw === "chosen") return { chosen: [...place.querySelectorAll(`[name="${named(place)}"]:checked`)].map((input) => input.value) };
    const inputs = parts(place).filter((input) => input.type !== "radio" || input.checked);
    return { parts: Object.fromEntries(inputs.map((input) => [input.name.slice(named(place).length + 1), input.value])) };
  };
  const write = (place, response, certainty) => {
    const { text, chosen, parts: values } = response;
    if (text !== undefined) place.querySelector(`[name="${named(place)}"]`).value = text;
    if (chosen) place.querySelectorAll(`[name="${named(place)}"]`).forEach((input) => { input.checked = chosen.includes(input.value); });
    if (values) parts(place).forEach((input) => { const value = values[input.name.slice(named(place).length + 1)] ?? ""; if (input.type === "radio") input.checked = input.value === value; else input.value = value; });
    place.querySelectorAll(`[name="sure-${place.dataset.slot}"]`).forEach((input) => { input.checked = Number(input.value) === certainty; });
    count();
  };
  const sure = (place) => Number(place.querySelector(`[name="sure-${place.dataset.slot}"]:checked`)?.value) || null;
  const inWords = (place) => {
    const said = (input) => (input.tagName === "SELECT" ? input.selectedOptions[0]?.value && input.selectedOptions[0].textContent : input.value);
    if (place.dataset.raw === "chosen") return [...place.querySelectorAll(`[name="${named(place)}"]:checked`)].map((input) => input.closest("label").textContent.trim()).join("; ");
    if (place.dataset.raw === "text") return read(place).text;
    return parts(place).map((input) => [input.labels?.[0]?.textContent || input.getAttribute("aria-label") || "", said(input)]).filter((pair) => pair[1]).map((pair) => pair.join(": ").trim()).join("; ");
  };
  const answered = (place) => {
    if ("stands" in place.dataset) return true;
    const { text = "", chosen = [], parts: values = {} } = read(place);
    return Boolean(text.trim() || chosen.length || Object.values(values).some((value) => value.trim()));
  };

  // Progress: the bar and the dots at once, aloud only when the number is another one and the hand rests.
  let before = -1;
  function count() {
    const done = new Map(places().map((place) => [Number(place.dataset.slot), answered(place)]));
    dots.forEach((dot) => {
      const slot = Number(dot.dataset.dot);
      if (!done.has(slot)) { done.set(slot, dot.classList.contains("has")); return; }
      dot.classList.toggle("has", done.get(slot));
      dot.setAttribute("aria-label", queue.fill(done.get(slot) ? words.dotAnswered : words.dot, { n: slot }));
    });
    const n = [...done.values()].filter(Boolean).length;
    progress.value = n;
    const text = queue.fill(words.answered, { n, total: dots.length || progress.max });
    progress.setAttribute("aria-label", text);
    if (before !== -1 && before !== n) { clearTimeout(quiet); quiet = setTimeout(announce, 1500, text); }
    before = n;
  }

  // Saving
  const step = (place) => place.querySelector(`[name="was-${place.dataset.slot}"]`);
  const take = (place, now = true) => {
    const slot = Number(place.dataset.slot);
    clearTimeout(timers.get(slot));
    timers.delete(slot);
    if ("stands" in place.dataset) return;
    queue.put(slot, { response: read(place), certainty: sure(place), was: Number(step(place).value), words: inWords(place) });
    const verdict = place.querySelector("[data-verdict] .note-title");
    if (verdict) verdict.textContent = words.changed;
    count();
    if (now) queue.send(slot); else timers.set(slot, setTimeout(() => { timers.delete(slot); queue.send(slot); }, 800));
  };
  const echo = (place, text, bad) => {
    const line = place.querySelector("[data-echo]");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("error", bad);
    line.classList.toggle("soft", !bad);
  };
  const replace = (place, html) => {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    const made = box.content.firstElementChild;
    made.hidden = place.hidden;
    place.replaceWith(made);
    count();
    return made;
  };
  queue.listen(({ slot, ok, answer, last }) => {
    const place = slot && placeOf(slot);
    if (answer?.left !== undefined) setClock(answer.left);
    if (!place || !last) return;
    if (ok && answer.html) return void replace(place, answer.html);
    if (ok && step(place)) step(place).value = answer.step;
    echo(place, ok ? answer.echo : answer.sentence, !ok);
  });
  form.addEventListener("change", (event) => {
    const place = event.target.closest("[data-slot]");
    if (place) take(place);
  });
  form.addEventListener("input", (event) => {
    const place = event.target.matches("input:not([type]), input[type=text], textarea") && event.target.closest("[data-slot]");
    if (place) take(place, false);
  });
  form.addEventListener("keydown", (event) => { // Enter in a field keeps the answer; it neither checks nor hands in
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    const place = event.target.closest("[data-slot]");
    if (place) take(place);
  });
  queue.watch((slot, entry) => { const place = placeOf(slot); if (place && !("stands" in place.dataset)) write(place, entry.response, entry.certainty); });
  form.addEventListener("submit", (event) => {
    timers.forEach((timer, slot) => { clearTimeout(timer); queue.send(slot); });
    if (!navigator.onLine) { event.preventDefault(); queue.kept(); }
  });

  // Checking: the reply brings the question as it stands, and the focus goes to what was said of it.
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-check]");
    if (!button) return;
    event.preventDefault();
    const place = button.closest("[data-slot]"), slot = Number(place.dataset.slot), response = read(place);
    clearTimeout(timers.get(slot));
    timers.delete(slot);
    const same = JSON.stringify([step(place).value, response]);
    if (place.checking !== same) { place.checking = same; place.checkId = queue.fresh(); }
    button.setAttribute("aria-disabled", "true");
    try {
      const { ok, answer } = await queue.check({ slot, client_id: place.checkId, response, check: true });
      if (!ok) { echo(place, answer.sentence, true); place.querySelector("input, select, textarea")?.focus(); return; }
      queue.drop(slot);
      if (answer.left !== undefined) setClock(answer.left);
      if (!queue.pending()) queue.state(answer.saved, true);
      const verdict = replace(place, answer.html).querySelector("[data-verdict]");
      verdict?.focus();
      if (verdict) announce(verdict.querySelector(".note-title").textContent);
    } catch {
      take(place);
      echo(place, words.checkOffline, true);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });

  // One question at a time: on a phone, or when asked for; the address says which, so that "back" goes back.
  const all = form.dataset.single !== undefined || dots.length < 2;
  const toggle = form.querySelector("[data-mode]"), back = form.querySelector("[data-previous]"), next = form.querySelector("[data-next]");
  const review = form.querySelector("[data-review]"), stay = form.querySelector("[data-stay]");
  const remembered = (value) => { try { if (value) sessionStorage.setItem("lms-quiz-mode", value); return sessionStorage.getItem("lms-quiz-mode"); } catch { return value; } };
  let mode = all ? "all" : remembered() || (matchMedia("(max-width: 47.99rem)").matches ? "one" : "all");
  const asked = () => Number(/^#[qv](\d+)$/.exec(location.hash)?.[1]) || 0;
  const firstOpen = () => Number((dots.find((dot) => !dot.classList.contains("has")) || dots[0])?.dataset.dot) || 1;
  let at = 1;
  function show(slot, focus) {
    at = Math.min(Math.max(slot, 1), dots.length);
    const one = mode === "one";
    let heading = null;
    const headings = new Map();
    for (const part of form.querySelectorAll("[data-part], [data-slot]")) {
      if (part.matches("[data-part]")) heading = part;
      else { part.hidden = one && Number(part.dataset.slot) !== at; if (heading) headings.set(heading, headings.get(heading) || !part.hidden); }
    }
    headings.forEach((seen, part) => { part.hidden = !seen; });
    dots.forEach((dot) => { if (one && Number(dot.dataset.dot) === at) dot.setAttribute("aria-current", "step"); else dot.removeAttribute("aria-current"); });
    if (toggle) toggle.textContent = one ? words.all : words.one;
    back.hidden = !one || at === 1;
    next.hidden = !one || at === dots.length;
    review.hidden = one && at < dots.length;
    stay.hidden = one;
    if (focus) placeOf(at).querySelector(".question").focus();
  }
  if (!all) {
    const go = (slot) => { location.hash = `#q${slot}`; };
    back.addEventListener("click", () => go(at - 1));
    next.addEventListener("click", () => go(at + 1));
    toggle.setAttribute("role", "button");
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      mode = remembered(mode === "one" ? "all" : "one") || (mode === "one" ? "all" : "one");
      show(asked() || at, true);
    });
    toggle.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); toggle.click(); } });
    window.addEventListener("hashchange", () => { if (asked()) show(asked(), mode === "one"); else show(firstOpen(), mode === "one"); });
    show(asked() || (mode === "one" ? firstOpen() : 1), mode === "one" && asked() > 0);
  }
  if (location.hash.startsWith("#v")) document.getElementById(location.hash.slice(1))?.focus();

  // Time: the server's seconds, counted on here and put right by each reply. Aloud at 10, 5 and 1 minutes, and at the end.
  const clock = document.querySelector("[data-clock]");
  const marks = [600, 300, 60];
  let end = 0, ahead = [], over = false;
  function setClock(left) {
    const was = end;
    end = Date.now() + left * 1000;
    if (!was || end > was + 5000) ahead = marks.filter((mark) => mark < left);
    if (left > 0) over = false;
    tick();
  }
  const inTime = (left) => (left > 90 ? queue.fill(words.minutes, { n: Math.floor(left / 60) }) : left > 60 ? words.minute : queue.fill(words.seconds, { n: left }));
  function tick() {
    if (!end || over) return;
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    clock.textContent = inTime(left);
    if (ahead.length && left <= ahead[0]) {
      while (ahead.length && left <= ahead[0]) ahead.shift();
      announce(left > 60 ? queue.fill(words.minutes, { n: Math.round(left / 60) }) : words.minute);
    }
    if (!left) finish();
  }
  async function finish() {
    over = true;
    announce(words.over);
    timers.forEach((timer) => clearTimeout(timer));
    timers.clear();
    await Promise.race([queue.flush(), new Promise((done) => { setTimeout(done, 10000); })]);
    if (!navigator.onLine) { announce(words.overOffline); window.addEventListener("online", () => setTimeout(() => location.assign(form.dataset.quiz), 3000), { once: true }); return; }
    location.assign(form.dataset.quiz);
  }
  if (clock) { setClock(Number(clock.dataset.left)); setInterval(tick, 1000); }

  // What this device kept of an earlier visit: shown where the page knows of nothing newer, then sent.
  queue.slots().forEach((slot) => {
    const entry = queue.get(slot), place = placeOf(slot);
    if (!entry || !place || "stands" in place.dataset) return;
    if (entry.was >= Number(step(place).value)) write(place, entry.response, entry.certainty); else queue.show(slot);
  });
  count();
  if (queue.pending()) queue.flush();
})();
