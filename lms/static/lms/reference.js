// Keys of the quick reference: "/" goes to the search, arrows walk the results. The pages work without it.
(() => {
  const field = document.getElementById("q");
  const links = () => [...document.querySelectorAll("[data-results] h2 a")];
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !typing && field) {
      event.preventDefault();
      field.focus();
      field.select();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (typing && document.activeElement !== field) return;
    const found = links();
    const at = found.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    const goal = next < 0 ? field : found[next];
    if (!goal || !found.length) return;
    event.preventDefault();
    goal.focus();
  });
})();
