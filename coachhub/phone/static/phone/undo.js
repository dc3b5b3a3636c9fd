// Deleting from a list: gone at once, and for ten seconds it can be taken back.

import { all, one } from "./dom.js";
import { outbox, store } from "./page.js";
import { sentence } from "./refusals.js";

const TAKE_BACK_MS = 10000;

class Row {
  #row;
  #note;

  constructor(row) {
    this.#row = row;
    one("[data-delete]", row).addEventListener("click", () => this.#delete());
    if (outbox.get(this.#key)?.method === "DELETE") row.hidden = true;
    outbox.addEventListener("refused", ({ detail }) => detail.letter.key === this.#key && this.#back(sentence(detail.reason)));
  }

  get #key() {
    return this.#row.dataset.deleteKey;
  }

  #delete() {
    const { deleteUrl, deleteName } = this.#row.dataset;
    outbox.put(this.#key, { method: "DELETE", url: deleteUrl }, { waitMs: TAKE_BACK_MS });
    store.remove(this.#key.replace("session/", "draft/")); // or opening the log page would write it again
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-text", textContent: "Undo" });
    undo.addEventListener("click", () => {
      outbox.take(this.#key);
      this.#back();
    });
    const words = Object.assign(document.createElement("span"), { textContent: deleteName });
    this.#note = Object.assign(document.createElement("p"), { className: "ch-between ph-undo" });
    this.#note.setAttribute("role", "status");
    this.#note.append(words, undo);
    this.#row.after(this.#note);
    this.#row.hidden = true;
    undo.focus();
    setTimeout(() => this.#note?.remove(), TAKE_BACK_MS);
  }

  #back(reason = "") {
    this.#note?.remove();
    this.#row.hidden = false;
    one("[data-delete]", this.#row).focus();
    if (reason) this.#row.append(Object.assign(document.createElement("p"), { className: "ph-error", textContent: reason }));
  }
}

for (const row of all("[data-delete-key]")) new Row(row);
