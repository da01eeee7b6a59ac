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
  const announce = (text) => { live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); };

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
  let before = -1, quiet = 0;
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
