// Sends the files of a letter in pieces of 256 KB, so that a broken line goes on where it stopped; after a closed tab the same
// file goes on when it is chosen again. Without this file the form sends them whole with its own buttons.
(() => {
  const place = document.querySelector("[data-upload]");
  if (!place || !window.fetch || !window.FormData || !File.prototype.slice) return;
  const PIECE = 256 * 1024, TRIES = 7, PATIENCE = 90000;
  const form = place.closest("form"), input = place.querySelector("input[type=file]"), say = place.dataset;
  const list = place.querySelector("[data-upload-list]"), lines = place.querySelector("[data-upload-lines]");
  const said = place.querySelector("[data-upload-said]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const queue = [];
  let busy = false, wake = null;

  const megabytes = (n) => `${(n / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} MB`;
  const words = (text, line) => text.replace("{name}", line.file.name).replace("{done}", megabytes(line.at)).replace("{all}", megabytes(line.file.size)).replace("{most}", say.most);

  // The same file has the same name here, whichever day it is chosen.
  function idOf(file) {
    let mix = 2166136261;
    for (const sign of `${file.name}/${file.type}`) mix = Math.imul(mix ^ sign.codePointAt(0), 16777619) >>> 0;
    return `${file.size}-${file.lastModified}-${mix.toString(16)}`;
  }

  function begin(file) {
    const line = { file, id: idOf(file), at: 0, gone: false, halt: null };
    line.box = document.createElement("div");
    line.box.className = "stack stack-s card-flat";
    line.text = document.createElement("p");
    line.text.className = "small";
    line.bar = document.createElement("progress");
    line.bar.max = file.size;
    line.bar.setAttribute("aria-label", file.name);
    line.acts = document.createElement("p");
    line.acts.className = "actions";
    line.box.append(line.text, line.bar, line.acts);
    lines.append(line.box);
    return line;
  }

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  function show(line, text, aloud) {
    line.bar.value = line.at;
    line.text.textContent = words(text, line);
    if (aloud) said.textContent = line.text.textContent;
  }

  function drop(line) {
    line.gone = true;
    if (line.halt) line.halt.abort();
    line.box.remove();
    if (wake) wake();
  }

  const pause = (ms) => new Promise((done) => { wake = done; setTimeout(done, ms); });
  window.addEventListener("online", () => wake && wake());

  async function ask(line, body) {
    line.halt = new AbortController();
    const over = setTimeout(() => line.halt.abort(), PATIENCE);
    try {
      const where = body ? say.upload : `${say.upload}?client_id=${encodeURIComponent(line.id)}`;
      const reply = await fetch(where, {
        method: body ? "POST" : "GET", body, credentials: "same-origin", signal: line.halt.signal,
        headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      if (reply.redirected || reply.status === 401 || reply.status === 403) return { out: true };
      if (reply.status >= 500 || reply.status === 429) throw new Error(reply.status);
      return { ok: reply.ok, ...(await reply.json()) };
    } finally {
      clearTimeout(over);
    }
  }

  function piece(line) {
    const body = new FormData();
    body.append("client_id", line.id);
    body.append("name", line.file.name);
    body.append("size", line.file.size);
    body.append("offset", line.at);
    body.append("piece", line.file.slice(line.at, line.at + PIECE), "piece");
    return body;
  }

  // Ends with "done", "stopped" (may go on), "refused" (a sentence was shown) or "gone".
  async function send(line) {
    let tries = 0, known = false;
    while (!line.gone) {
      try {
        const answer = await ask(line, known ? piece(line) : null);
        if (line.gone) break;
        if (answer.out) return show(line, say.out, true), "refused";
        if (!known) {
          known = true;
          line.at = answer.ok && !answer.done && answer.size === line.file.size ? answer.received : 0;
        } else if (answer.done) {
          line.at = line.file.size;
          list.innerHTML = answer.list; // made by the server's template, escaped there
          said.textContent = `${line.file.name}: ${answer.sentence}`;
          return "done";
        } else if (Number.isInteger(answer.received)) {
          if (answer.received === line.at) tries += 1;
          line.at = answer.received;
          if (answer.ok) tries = 0;
        } else {
          return show(line, answer.sentence, true), "refused";
        }
        if (tries < TRIES) show(line, say.sending, false);
      } catch {
        if (line.gone) break;
        known = false;
        tries += 1;
        if (tries < TRIES) {
          show(line, say.waiting, tries === 1);
          await pause(Math.min(30000, 500 * 2 ** tries));
        }
      }
      if (tries >= TRIES) return show(line, say.stopped, true), "stopped";
    }
    return "gone";
  }

  async function work() {
    if (busy) return;
    busy = true;
    while (queue.length) {
      const line = queue.shift();
      if (line.gone) continue;
      line.acts.replaceChildren(button(say.cancel, () => drop(line)));
      const end = await send(line);
      if (end === "done") line.box.remove();
      if (end === "refused") line.acts.replaceChildren(button(say.cancel, () => drop(line)));
      if (end === "stopped") {
        const again = button(say.goOn, () => { queue.push(line); work(); });
        line.acts.replaceChildren(again, button(say.cancel, () => drop(line)));
      }
    }
    busy = false;
  }

  input.addEventListener("change", () => {
    for (const file of input.files) {
      const line = begin(file);
      if (file.size > Number(say.most) * 1048576) {
        show(line, say.large, true);
        line.acts.replaceChildren(button(say.cancel, () => drop(line)));
      } else {
        show(line, say.sending, queue.length === 0 && !busy);
        queue.push(line);
      }
    }
    input.value = ""; // they go in pieces, not with the form
    work();
  });

  form.addEventListener("submit", (event) => {
    if (!busy) return;
    event.preventDefault();
    said.textContent = say.wait;
    const note = lines.querySelector("[data-upload-note]") || lines.appendChild(document.createElement("p"));
    note.dataset.uploadNote = "";
    note.className = "note note-warn";
    note.textContent = say.wait;
    note.scrollIntoView({ block: "nearest" });
  });
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
