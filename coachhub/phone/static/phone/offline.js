// The Learn page is there without signal, before it was ever opened. It says less while a warning sign is open: so a
// ticked sign takes away at once what is kept, and once the server knows of it the shorter page is kept instead.

import { outbox } from "./page.js";

const WORKER = "/me/worker.js";
const LEARN = "/me/learn/";
const PREFIX = "learn/";
const DAY_MS = 24 * 3600 * 1000; // default: older than that, it is asked for anew
const mine = PREFIX + document.body.dataset.athlete;

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
}

const isSign = (letter) => Boolean(letter.body?.ticked?.length);

async function renew() {
  if (outbox.letters().some(isSign)) return forget(); // the server does not know of it yet
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ athlete: document.body.dataset.athlete });
}

/** Whether what is kept is somebody else's, old, or may say more than it should. */
async function isOutdated() {
  if (location.pathname === LEARN || document.querySelector("[data-red-flag]")) return true;
  if (!(await caches.has(mine))) return true;
  const kept = await (await caches.open(mine)).match(LEARN);
  return !kept || Date.now() - Date.parse(kept.headers.get("Date")) > DAY_MS;
}

async function begin() {
  await navigator.serviceWorker.register(WORKER);
  if (outbox.letters().some(isSign)) await forget();
  else if (navigator.onLine && (await isOutdated())) await renew();
}

if ("serviceWorker" in navigator && "caches" in window) {
  outbox.addEventListener("change", () => outbox.letters().some(isSign) && forget());
  outbox.addEventListener("sent", ({ detail }) => isSign(detail.letter) && renew());
  document.querySelector("[data-sign-out]")?.addEventListener("submit", forget);
  begin().catch(() => {}); // some browsers have both and refuse them, in a private window for instance
}
