// The keyboard belongs to the monitor from the start, and whenever the window has it again.
window.addEventListener("DOMContentLoaded", () => {
  const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
  new MutationObserver(focus).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  window.addEventListener("focus", focus);
  document.addEventListener("click", focus);
});
