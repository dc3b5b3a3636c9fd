// Tells the server which alerts are on a screen that somebody can see, once each. A hidden tab has shown nothing.
const told = new Set();

async function tell() {
  const page = document.querySelector("[data-seen]");
  if (!page || document.visibilityState !== "visible") return;
  const shown = [...page.querySelectorAll("[data-alerts]")].flatMap((one) => one.dataset.alerts.trim().split(/\s+/));
  const fresh = shown.filter((id) => id && !told.has(id));
  if (!fresh.length) return;
  fresh.forEach((id) => told.add(id));
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  await fetch(page.dataset.seen, { method: "POST", headers, body: new URLSearchParams(fresh.map((id) => ["alert", id])) })
    .catch(() => fresh.forEach((id) => told.delete(id)));
}

tell();
document.addEventListener("visibilitychange", tell);
document.addEventListener("htmx:afterSettle", tell);
