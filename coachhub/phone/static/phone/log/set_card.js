// The card of one set: weight, reps, how hard, warm-up or not. New ones are saved, saved ones are changed.

import { Choice } from "../choice.js";
import { all, one } from "../dom.js";
import { Stepper } from "../stepper.js";
import { sayRpe } from "./words.js";

export class SetCard {
  #root;
  #page;
  #load;
  #reps;
  #rpe;
  #rpeValue = null;
  #set = null; // the set being changed, null for a new one
  #name = "";

  /** @param {{save: Function, remove: Function, cancel: Function}} act */
  constructor(root, page, act) {
    this.#root = root;
    this.#page = page;
    const { limits, step, unit } = page;
    this.#load = new Stepper(one("[data-load]", root), { says: `Weight is 0 to ${limits.load} ${unit}.`, min: 0, max: limits.load, step });
    this.#reps = new Stepper(one("[data-reps]", root), { says: `Reps are 1 to ${limits.reps}.`, min: 1, max: limits.reps, step: 1, whole: true, needed: true });
    this.#rpe = new Choice(one("[data-rpe]", root), (value) => this.#sayRpe(value === null ? null : Number(value)));
    this.#warmUp.addEventListener("click", () => this.#setWarmUp(this.#warmUp.getAttribute("aria-pressed") !== "true"));
    one("[data-save]", root).addEventListener("click", () => this.#take() && act.save(this.#values()));
    one("[data-delete]", root).addEventListener("click", () => act.remove(this.#set.id));
    one("[data-cancel]", root).addEventListener("click", () => act.cancel());
    root.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) one("[data-save]", root).click();
    });
  }

  get #warmUp() {
    return one("[data-warm-up]", this.#root);
  }

  /** A new set with these numbers already there. */
  offer({ number, reps, load, unit }) {
    this.#set = null;
    this.#name = `Set ${number}`;
    this.#show({ reps, load, unit, rpe: null, warm_up: false });
  }

  /** Change a saved set. */
  edit(set, name) {
    this.#set = set;
    this.#name = name;
    this.#show(set);
    this.#root.scrollIntoView({ block: "nearest" });
  }

  #show({ reps, load, unit, rpe, warm_up }) {
    this.#load.value = load;
    this.#reps.value = reps;
    one("[data-load] small", this.#root).firstChild.textContent = unit;
    this.#sayRpe(rpe);
    this.#setWarmUp(warm_up);
    one("[data-editing]", this.#root).hidden = !this.#set;
  }

  #sayRpe(rpe) {
    this.#rpeValue = rpe;
    this.#rpe.value = rpe === null || rpe === undefined ? null : String(rpe);
    one("[data-rpe-words]", this.#root).textContent = sayRpe(rpe);
  }

  #setWarmUp(on) {
    this.#warmUp.setAttribute("aria-pressed", String(on));
    const name = on && !this.#set ? "Warm-up set" : this.#name;
    one("[data-card-title]", this.#root).textContent = name;
    one("[data-save]", this.#root).textContent = this.#set ? "Save the change" : `Save ${name.toLowerCase()}`;
    for (const part of all("[data-rpe], [data-rpe-words]", this.#root)) part.hidden = on;
  }

  #take() {
    const wrong = [this.#load, this.#reps].filter((stepper) => !stepper.check());
    wrong[0]?.focus();
    return !wrong.length;
  }

  #values() {
    const warmUp = this.#warmUp.getAttribute("aria-pressed") === "true";
    return {
      id: this.#set?.id,
      reps: this.#reps.value,
      load: this.#load.value,
      unit: this.#set?.unit ?? this.#page.unit,
      rpe: warmUp ? null : this.#rpeValue,
      warm_up: warmUp,
    };
  }
}
