// On every page of the athlete: the one outbox, sending what waits, and the words that say how it stands.

import { Outbox } from "./outbox.js";
import { Store } from "./store.js";

const SOON_MS = 30000;

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** What the server wants with everything written: its token, and who wrote it, since by now another may be signed in. */
export function headers() {
  return { "X-CSRFToken": cookie("csrftoken"), "X-Athlete": document.body.dataset.athlete };
}

async function send(letter, { keepalive = false, signal }) {
  const response = await fetch(letter.url, {
    method: letter.method,
    keepalive,
    signal,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", ...headers() },
    body: letter.body && JSON.stringify(letter.body),
  });
  const body = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  return { ok: response.ok, status: response.status, body };
}

export const store = new Store(document.body.dataset.athlete);
export const outbox = new Outbox({ store, send });

const where = () => (store.lasting ? "saved on this phone" : "kept while this page is open");

/** @returns {["sent"|"waiting"|"refused", string]} how what was written stands, and its words */
export function standing() {
  const letters = outbox.letters();
  if (letters.some((letter) => letter.refused)) return ["refused", "not taken yet"];
  if (!letters.length) return ["sent", "sent"];
  if (outbox.signedOut) return ["waiting", `${where()}; sign in again to send`];
  return ["waiting", where()];
}

function show() {
  const [state, words] = standing();
  for (const status of document.querySelectorAll("[data-outbox-status]")) {
    status.hidden = false;
    status.dataset.outboxStatus = state;
    status.querySelector("span").textContent = words;
  }
  for (const line of document.querySelectorAll("[data-outbox-line] span")) {
    line.textContent =
      state === "sent" ? "Sent." : `${words[0].toUpperCase()}${words.slice(1)}. It is sent by itself when there is signal.`;
  }
}

for (const name of ["change", "sent", "later", "refused"]) outbox.addEventListener(name, show);
addEventListener("online", () => outbox.hurry());
addEventListener("pagehide", () => outbox.leave());
document.addEventListener("visibilitychange", () => (document.hidden ? outbox.leave() : outbox.hurry()));
setInterval(() => outbox.flush(), SOON_MS);
if (outbox.letters().length) show();
outbox.hurry();
