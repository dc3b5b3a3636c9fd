// The session as a list of its exercises.

import { fromTemplate, one } from "../dom.js";
import { letterOf } from "./draft.js";
import { refusedPlaces, sentence } from "../refusals.js";
import { sayWarmUps, sayWork } from "./words.js";

const UNDO_MS = 10000;

export class Overview {
  #shared;
  #root = one('[data-view="overview"]');
  #timer = 0;

  constructor(shared) {
    this.#shared = shared;
    one("[data-removed] button", this.#root).addEventListener("click", () => {
      this.#shared.removed?.back();
      this.#shared.removed = null;
      this.show();
    });
  }

  show() {
    const { draft, removed } = this.#shared;
    one("[data-lifts]", this.#root).replaceChildren(...draft.session.lifts.map((lift) => this.#row(lift)));
    const line = one("[data-removed]", this.#root);
    line.hidden = !removed;
    one("span", line).textContent = removed ? `${removed.name} removed.` : "";
    clearTimeout(this.#timer);
    if (removed) this.#timer = setTimeout(() => ((line.hidden = true), (this.#shared.removed = null)), UNDO_MS);
    this.refused();
  }

  refused() {
    const letter = this.#shared.outbox.get(letterOf(this.#shared.draft.id));
    const found = letter?.refused ? refusedPlaces(letter) : [];
    const line = one("[data-session-error]", this.#root);
    const own = found.filter((place) => !place.lift).map((place) => place.message);
    line.textContent = letter?.refused ? own.join(" ") || sentence(letter.refused) : "";
    line.hidden = !line.textContent;
    for (const row of this.#root.querySelectorAll("[data-lift]")) {
      const message = found.find((place) => place.lift === row.dataset.lift)?.message ?? "";
      Object.assign(one(".ph-error", row), { textContent: message, hidden: !message });
    }
  }

  #row(lift) {
    const warmUps = lift.sets.filter((set) => set.warm_up);
    const said = [warmUps.length ? `warm-up ${sayWarmUps(warmUps)}` : "", sayWork(lift.sets)].filter(Boolean).join("; ");
    const row = fromTemplate("lift-row", {
      name: this.#shared.exercises.get(lift.exercise)?.name ?? lift.exercise,
      said: said || "no set yet",
      pain: lift.pain_worst ? `pain ${lift.pain_worst.value}` : "",
    });
    row.href = `#lift/${lift.id}`;
    row.dataset.lift = lift.id;
    return row;
  }
}
