// Choosing an exercise: recent ones first, found by name; one that waits says why.

import { Choice } from "../choice.js";
import { fromTemplate, one } from "../dom.js";
import { sayWork } from "./words.js";

export class Choose {
  #shared;
  #root = one('[data-view="choose"]');
  #list = one("[data-exercises]", this.#root);
  #find = one("[data-find]", this.#root);
  #before = new Choice(one('[data-scale="before"]', this.#root), (value) => this.#sayBefore(value));

  constructor(shared) {
    this.#shared = shared;
    this.#find.addEventListener("input", () => this.#render());
    one("[data-before-said] button", this.#root).addEventListener("click", () => this.#showBefore({ open: true }));
  }

  show() {
    this.#find.value = "";
    const empty = !this.#shared.draft.session.lifts.length;
    one("[data-back]", this.#root).href = empty ? "/me/" : "#overview";
    this.#showBefore({ open: empty && !this.#shared.draft.session.pain_before });
    this.#render();
  }

  #sayBefore(value) {
    this.#shared.draft.change((session) => (session.pain_before = value === null ? null : { value: Number(value) }));
    this.#showBefore({ open: value === null });
  }

  #showBefore({ open }) {
    const said = this.#shared.draft.session.pain_before;
    this.#before.value = said ? String(said.value) : null;
    one("[data-before]", this.#root).hidden = !open;
    const line = one("[data-before-said]", this.#root);
    line.hidden = open || !said;
    one("span", line).textContent = said ? `The knee before training: ${said.value}` : "";
  }

  #render() {
    const wanted = this.#find.value.trim().toLowerCase();
    const found = this.#shared.page.exercises.filter((exercise) => exercise.name.toLowerCase().includes(wanted));
    this.#list.replaceChildren(...found.map((exercise) => this.#row(exercise)));
    one("[data-nothing-found]", this.#root).hidden = found.length > 0;
  }

  #row(exercise) {
    const { last, paused } = exercise;
    const said = last ? `${last.when}: ${sayWork(last.sets) || "warm-up only"}` : exercise.kind;
    const row = fromTemplate("exercise-row", { name: exercise.name, said: paused ? "paused" : said });
    row.classList.toggle("is-paused", Boolean(paused));
    row.addEventListener("click", () => (paused ? this.#why(row, paused) : this.#take(exercise)));
    return row;
  }

  #why(row, paused) {
    if (row.nextElementSibling?.matches(".ph-paused-panel")) return;
    const panel = fromTemplate("paused-panel", { title: `${paused.title}.`, ticked: paused.ticked });
    one("a", panel).href = `/me/stop/${paused.check_in}/`;
    row.after(panel);
  }

  #take(exercise) {
    const lift = this.#shared.draft.addLift(exercise);
    location.hash = `#lift/${lift.id}`;
  }
}
