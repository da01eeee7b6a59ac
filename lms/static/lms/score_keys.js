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
