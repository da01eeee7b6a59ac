// The editor's comforts: put things in at the caret, go to a line, keep unsaved text on this device. The page works without.
(() => {
  const form = document.querySelector("[data-editor]");
  if (!form) return;
  const area = form.querySelector("#e-text");
  const fields = ["title", "summary", "text", "questions", "resources"].map((name) => form.elements[name]);
  const caret = form.querySelector("[data-caret]");
  const restore = form.querySelector("[data-restore]");
  const key = `lms-editor-${form.dataset.editor}`;
  const expected = Number(form.dataset.expected);

  const values = () => fields.map((field) => field.value);
  const read = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const keep = (sent) => { try { localStorage.setItem(key, JSON.stringify({ values: values(), expected, sent })); } catch { /* full or forbidden */ } };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };
  const changed = () => area.dispatchEvent(new Event("input", { bubbles: true }));
  const where = () => {
    if (caret) caret.textContent = `${caret.dataset.words} ${area.value.slice(0, area.selectionStart).split("\n").length}`;
  };

  document.addEventListener("click", (event) => {
    const put = event.target.closest("[data-insert]");
    const line = event.target.closest("[data-line]");
    if (put) {
      event.preventDefault();
      area.focus();
      area.setRangeText(put.dataset.insert, area.selectionStart, area.selectionEnd, "end");
      changed();
    } else if (line) {
      event.preventDefault();
      if (line.dataset.line === "0") { form.elements.title.focus(); return; }
      const lines = area.value.split("\n");
      const begin = lines.slice(0, Number(line.dataset.line) - 1).join("\n").length + (Number(line.dataset.line) > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(begin, begin + (lines[Number(line.dataset.line) - 1] || "").length);
      where();
    } else if (event.target.closest("[data-forget]")) {
      forget();
    }
  });

  const kept = read();
  if (kept && kept.values && form.hasAttribute("data-fresh")) {
    if ((kept.sent && kept.expected !== expected) || String(kept.values) === String(values())) forget();
    else restore.hidden = false;
  }
  form.querySelector("[data-restore-yes]").addEventListener("click", () => {
    const before = read();
    if (before) { fields.forEach((field, place) => { field.value = before.values[place]; }); changed(); }
    restore.hidden = true;
    area.focus();
  });
  form.querySelector("[data-restore-no]").addEventListener("click", () => { forget(); restore.hidden = true; area.focus(); });

  let timer = 0;
  form.addEventListener("input", () => { restore.hidden = true; clearTimeout(timer); timer = setTimeout(() => keep(false), 500); });
  for (const name of ["keyup", "click", "focus"]) area.addEventListener(name, where);
  form.addEventListener("submit", () => { clearTimeout(timer); keep(true); });
})();
