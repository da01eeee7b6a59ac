// Keeps each answer as it is given. Without this file the page's buttons do the same.
(() => {
  const form = document.querySelector("[data-quiz]");
  if (!form || !window.fetch) return;
  const saved = document.querySelector("[data-quiz-saved]");
  const progress = document.querySelector("[data-quiz-progress]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const queues = new Map(); // slot → the newest answer that the server has not confirmed
  const busy = new Set();
  const timers = new Map();
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);

  // What a question's inputs say, in one of three shapes: one text, chosen options, or a value for each of its parts.
  const read = (place) => {
    const name = `q-${place.dataset.slot}`;
    if (place.dataset.raw === "text") return { text: place.querySelector(`[name="${name}"]`).value };
    if (place.dataset.raw === "chosen") return { chosen: [...place.querySelectorAll(`[name="${name}"]:checked`)].map((input) => input.value) };
    const inputs = [...place.querySelectorAll(`[name^="${name}-"]`)].filter((input) => input.type !== "radio" || input.checked);
    return { parts: Object.fromEntries(inputs.map((input) => [input.name.slice(name.length + 1), input.value])) };
  };
  const answered = (place) => {
    const { text = "", chosen = [], parts = {} } = read(place);
    return Boolean(text.trim() || chosen.length || Object.values(parts).some((value) => value.trim()));
  };
  const say = (text) => { if (saved && saved.textContent !== text) saved.textContent = text; };
  const count = () => { if (progress) progress.value = [...form.querySelectorAll("[data-slot]")].filter(answered).length; };

  async function send(slot) {
    if (busy.has(slot) || !queues.has(slot)) return;
    busy.add(slot);
    const answer = queues.get(slot);
    const place = form.querySelector(`[data-slot="${slot}"]`);
    const echo = place.querySelector("[data-echo]");
    let wait = 0;
    try {
      const reply = await fetch(form.dataset.quiz, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ slot, client_id: answer.id, response: answer.response }),
      });
      if (reply.status >= 500 || reply.redirected) throw new Error(reply.status);
      const said = await reply.json();
      if (queues.get(slot) === answer) queues.delete(slot);
      if (reply.ok) {
        place.querySelector(`[name="was-${slot}"]`).value = said.step;
        echo.textContent = said.echo;
        echo.classList.remove("error");
        if (!queues.size) say(said.saved);
      } else {
        echo.textContent = said.sentence || form.dataset.refused;
        echo.classList.add("error");
        say(form.dataset.refused);
      }
    } catch {
      say(form.dataset.notSaved);
      answer.tries = (answer.tries || 0) + 1;
      wait = Math.min(30000, 1000 * 2 ** answer.tries);
    }
    busy.delete(slot);
    if (queues.has(slot)) setTimeout(send, wait, slot);
  }

  const take = (place) => {
    const slot = Number(place.dataset.slot);
    queues.set(slot, { id: fresh(), response: read(place) });
    count();
    send(slot);
  };
  form.addEventListener("change", (event) => {
    const place = event.target.closest("[data-slot]");
    if (place) { clearTimeout(timers.get(place)); take(place); }
  });
  form.addEventListener("input", (event) => {
    const place = event.target.matches("input:not([type]), input[type=text], textarea") && event.target.closest("[data-slot]");
    if (!place) return;
    clearTimeout(timers.get(place));
    timers.set(place, setTimeout(take, 800, place));
  });
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", () => queues.forEach((_answer, slot) => send(slot)));
  window.addEventListener("beforeunload", (event) => { if (queues.size && !leaving) event.preventDefault(); });
})();
