// Keyboard: j and k move from row to row; any other key presses what carries it as data-key, in the row that has the
// focus, else outside of all rows: without a focus no row is meant. ? lists the keys. Nothing happens while somebody
// types or holds a modifier.
const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.activeElement?.closest?.("[data-row]");
let last = 0; // where the focus was, for a row that goes away under it

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
}

function focusRow(index) {
  const all = rows();
  if (!all.length) return;
  last = Math.max(0, Math.min(index, all.length - 1));
  all[last].focus();
  all[last].scrollIntoView({ block: "nearest" });
}

function move(step) {
  const at = rows().indexOf(current());
  focusRow(at < 0 ? (step > 0 ? 0 : last) : at + step);
}

function press(key) {
  const row = current();
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const target = found.find((one) => one.closest("[data-row]") === (row ?? null)) ?? document.querySelector(`[data-key-page="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (!press(event.key)) return;
  event.preventDefault();
});

document.addEventListener("focusin", () => {
  const at = rows().indexOf(current());
  if (at >= 0) last = at;
});

// After a part of the page was replaced: a form that has just opened takes the focus; and where the row that had it is
// gone, the one in its place goes on from there.
let before = null;
document.addEventListener("htmx:beforeSwap", () => {
  before = current()?.id ?? before;
});
document.addEventListener("htmx:afterSettle", () => {
  const opened = document.querySelector("[data-focus]");
  opened?.focus();
  opened?.removeAttribute("data-focus");
  if (document.activeElement === document.body && before) focusRow(last);
  before = null;
});
