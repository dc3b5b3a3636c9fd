// The warning questions on a page of their own.

import { showView } from "./dom.js";
import { outbox, store } from "./page.js";
import { Warning } from "./warning.js";

const session = new URLSearchParams(location.search).get("session") ?? undefined;

const warning = new Warning({
  store,
  outbox,
  about: () => ({ session, movement: "" }),
  none: () => (location.hash = "#noted"),
});

function route({ focus = true } = {}) {
  const view = location.hash.slice(1);
  if (view === "stop" && warning.open) return;
  showView(view === "noted" ? "noted" : "questions", { focus });
}

addEventListener("hashchange", route);
route({ focus: false });
