// Keeps each part of the letter as it is written. Without this file the page's buttons do the same.
(() => {
  const form = document.querySelector("[data-letter]");
  if (!form || !window.fetch) return;
  const saved = document.querySelector("[data-letter-saved]");
  const revision = form.querySelector("[name=revision]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const total = form.querySelector("[data-letter-total]");
  const waiting = new Set(); // parts whose text the server has not confirmed
  const stopped = new Set(); // parts that were changed elsewhere: the writer decides, by the buttons
  let busy = false, timer = 0, tries = 0;

  const steps = () => [...form.querySelectorAll("[data-step]")].map((row) => Object.fromEntries(
    ["what", "who", "when", "cost"].map((name) => [name, row.querySelector(`[name=step-${name}]`).value])));
  const value = (block) => (block === "steps" ? steps() : form.querySelector(`[data-block="${block}"]`).value);
  const say = (text) => { if (saved && saved.textContent !== text) saved.textContent = text; };

  async function send() {
    const block = [...waiting].find((one) => !stopped.has(one));
    if (busy || !block) return;
    busy = true;
    waiting.delete(block);
    let wait = 0;
    try {
      const reply = await fetch(form.dataset.letter, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ block, value: value(block), revision: Number(revision.value) }),
      });
      if (reply.status >= 500 || reply.redirected) throw new Error(reply.status);
      const said = await reply.json();
      tries = 0;
      if (reply.ok) {
        revision.value = said.revision;
        const words = form.querySelector(`[data-words="${block}"]`);
        if (words) words.textContent = said.words;
        if (total) total.textContent = said.total;
        say(said.saved);
      } else {
        stopped.add(block);
        say(said.sentence);
      }
    } catch {
      waiting.add(block);
      say(form.dataset.notSaved);
      tries += 1;
      wait = Math.min(30000, 1000 * 2 ** tries);
    }
    busy = false;
    if (waiting.size) timer = setTimeout(send, wait);
  }

  form.addEventListener("input", (event) => {
    const block = event.target.closest("[data-step]") ? "steps" : event.target.dataset.block;
    if (!block) return;
    waiting.add(block);
    clearTimeout(timer);
    timer = setTimeout(send, 1500);
  });
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => { if ((waiting.size || busy) && !leaving) event.preventDefault(); });
})();
