// The design editor's comforts: put a field in at the caret, go to a line that has a problem. The page works without.
(() => {
  const form = document.querySelector("[data-design]");
  if (!form) return;
  const areas = { html: form.querySelector("#e-html"), css: form.querySelector("#e-css") };
  const caret = form.querySelector("[data-caret]");
  const where = (area) => {
    caret.textContent = `${area === areas.css ? "CSS" : "HTML"}, ${caret.dataset.words} ${area.value.slice(0, area.selectionStart).split("\n").length}`;
  };
  document.querySelectorAll("[data-put]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const put = event.target.closest("[data-put]"), line = event.target.closest("[data-line]");
    if (put) {
      const area = areas.html;
      area.focus();
      area.setRangeText(put.dataset.put, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      where(area);
    } else if (line && areas[line.dataset.part]) {
      event.preventDefault();
      const area = areas[line.dataset.part], lines = area.value.split("\n"), at = Number(line.dataset.line) - 1;
      const begin = lines.slice(0, at).join("\n").length + (at > 0 ? 1 : 0);
      area.focus();
      area.setSelectionRange(begin, begin + (lines[at] || "").length);
      where(area);
    }
  });
  for (const area of Object.values(areas)) for (const name of ["keyup", "click", "focus"]) area.addEventListener(name, () => where(area));
  let saved = areas.html.value + areas.css.value;
  form.addEventListener("submit", () => { saved = null; });
  window.addEventListener("beforeunload", (event) => { if (saved !== null && saved !== areas.html.value + areas.css.value) event.preventDefault(); });
})();
