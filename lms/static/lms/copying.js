// Copies one of several texts that are shown in fields. Without this file they are selected and copied by hand.
(() => {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copying]").forEach((part) => {
    const field = part.querySelector("[data-copying-text]");
    const button = part.querySelector("[data-copying-button]");
    if (!field || !button) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
    });
  });
})();
