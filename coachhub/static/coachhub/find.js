// Find an athlete: the server answers with options, the arrow keys choose one, Enter opens it.
const form = document.querySelector("[data-find]");
const input = form?.querySelector("input");
const list = form?.querySelector("[role=listbox]");

function options() {
  return [...list.querySelectorAll("[role=option][data-href]")];
}

function show(visible) {
  list.hidden = !visible;
  input.setAttribute("aria-expanded", String(visible));
  if (!visible) choose(null);
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function step(by) {
  const all = options();
  if (!all.length) return;
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(all[(at + by + all.length) % all.length] ?? all[0]);
}

function chosen() {
  return options().find((option) => option.getAttribute("aria-selected") === "true");
}

if (form) {
  list.addEventListener("htmx:afterSwap", () => {
    show(Boolean(input.value.trim() && list.children.length));
    choose(options()[0] ?? null);
  });
  input.addEventListener("input", () => show(false)); // what is listed answers an older question
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (list.hidden || !chosen()) return;
    event.preventDefault();
    location.assign(chosen().dataset.href);
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", () => show(false));
}
