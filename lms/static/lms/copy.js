// Copies a text that is shown in a field. Without this file it is selected and copied by hand.
(() => {
  const field = document.querySelector("[data-copy]");
  const button = document.querySelector("[data-copy-button]");
  if (!field || !button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
})();
