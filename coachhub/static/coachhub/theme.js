// Light or dark: the person's choice (a cookie, which the server renders), else the device's.
// Loaded before the style sheets, so that no page flashes in the wrong one.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const chosen = root.dataset.bsTheme;

function follow() {
  root.dataset.bsTheme = dark.matches ? "dark" : "light";
}

if (!chosen) {
  follow();
  dark.addEventListener("change", follow);
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  dark.removeEventListener("change", follow);
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  document.cookie = `theme=${root.dataset.bsTheme};path=/;max-age=31536000;samesite=lax`;
  document.dispatchEvent(new CustomEvent("themechange"));
});
