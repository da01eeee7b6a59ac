// Answers by keyboard: 1, 2, 3, S, Ctrl+Enter. Without this file Tab, the arrows and Enter do the same.
(() => {
  const form = document.querySelector("[data-confirm]");
  if (!form) return;
  const answers = [...form.querySelectorAll("input[name=answer]")];
  const correct = form.querySelector("[data-correct]");
  const skip = form.querySelector("[data-skip]");
  form.querySelector("[data-keys]").hidden = false;
  const choose = (input) => {
    input.checked = true;
    input.focus();
    if (correct && input.value === "corrected") correct.open = true;
  };
  answers.forEach((input) => input.addEventListener("change", () => choose(input)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    const typing = event.target.matches("textarea, input:not([type=radio]), select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = ["1", "2", "3"].indexOf(event.key);
    if (place >= 0 && answers[place]) { event.preventDefault(); choose(answers[place]); }
    if (event.key.toLowerCase() === "s" && skip) { event.preventDefault(); skip.click(); }
  });
})();
