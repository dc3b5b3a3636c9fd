// Today: the morning-after answer, one tap with ten seconds to take it back, and what is not sent yet.

import { Choice } from "./choice.js";
import { one } from "./dom.js";
import { outbox } from "./page.js";
import { sentence } from "./refusals.js";

const TAKE_BACK_MS = 10000;

class Morning {
  #card;
  #key;
  #url;
  #scale;

  constructor(card) {
    this.#card = card;
    this.#key = `morning/${card.dataset.morning}`;
    this.#url = `/api/v1/sessions/${card.dataset.morning}/next-morning/`;
    this.#scale = new Choice(one('[data-scale="morning"]', card), (value) => this.#answer(value));
    one("[data-undo]", card).addEventListener("click", () => this.#undo());
    for (const name of ["sent", "refused"]) {
      outbox.addEventListener(name, ({ detail }) => detail.letter.key === this.#key && this.#settled(name, detail));
    }
    const waiting = outbox.get(this.#key);
    if (waiting) this.#show(waiting.body.value, { undo: false });
  }

  #answer(value) {
    if (value === null) return;
    outbox.put(this.#key, { method: "PUT", url: this.#url, body: { value: Number(value) } }, { waitMs: TAKE_BACK_MS });
    this.#show(value, { undo: true });
    one("[data-undo]", this.#card).focus();
  }

  #undo() {
    outbox.take(this.#key);
    this.#scale.value = null;
    one("[data-asking]", this.#card).hidden = false;
    one("[data-answered]", this.#card).hidden = true;
    one("[data-above]", this.#card).hidden = true;
  }

  #show(value, { undo }) {
    one("[data-asking]", this.#card).hidden = true;
    one("[data-answered]", this.#card).hidden = false;
    one("[data-answered] p", this.#card).textContent = `This morning: ${value}. Noted.`;
    one("[data-undo]", this.#card).hidden = !undo;
    one("[data-above]", this.#card).hidden = Number(value) <= 5;
  }

  #settled(name, { letter, reason }) {
    this.#show(letter.body.value, { undo: false });
    const words = name === "sent" ? `This morning: ${letter.body.value}. Sent.` : `This could not be sent: ${sentence(reason)}`;
    one("[data-answered] p", this.#card).textContent = words;
  }
}

/** What is not at the server: a warning sign before all, then what has to be corrected, else only how much. */
function unsent() {
  const letters = outbox.letters();
  const sign = letters.find((letter) => letter.body?.ticked?.length);
  const refused = letters.find((letter) => letter.refused && letter.key.startsWith("session/"));
  const line = one("[data-unsent]");
  line.hidden = !letters.length;
  if (sign) line.replaceChildren(link("/me/questions/", "A warning sign you ticked is not sent yet: what to do."));
  else if (refused) line.replaceChildren(link(`/me/log/?session=${refused.key.slice(8)}`, "A session was not taken: look at it."));
  else line.textContent = `${letters.length === 1 ? "One thing is" : `${letters.length} things are`} saved on this phone and not sent yet.`;
}

const link = (href, textContent) => Object.assign(document.createElement("a"), { href, textContent });

const card = document.querySelector("[data-morning]");
if (card) new Morning(card);
for (const name of ["change", "sent", "later", "refused"]) outbox.addEventListener(name, unsent);
// An answer to the warning questions that arrives only now changes what this page has to say.
outbox.addEventListener("sent", ({ detail }) => detail.letter.key.startsWith("check-in/") && location.reload());
unsent();
