// One exercise: its sets so far, the set being done, the worst pain in it and what was noticed.

import { Several } from "../choice.js";
import { fromTemplate, one } from "../dom.js";
import { newId } from "../ids.js";
import { inUnit } from "../numbers.js";
import { letterOf } from "./draft.js";
import { refusedPlaces } from "../refusals.js";
import { Pain } from "./pain.js";
import { SetCard } from "./set_card.js";
import { sayRpe, saySet, sayWarmUps, sayWork } from "./words.js";

const UNDO_MS = 10000;

export class Lift {
  #shared;
  #id = "";
  #root = one('[data-view="lift"]');
  #sets = one("[data-sets]", this.#root);
  #warmUpsOpen = false;
  #card;
  #pain;
  #noticed;
  #undo = { timer: 0, back: null };

  constructor(shared) {
    this.#shared = shared;
    this.#card = new SetCard(one("[data-card]", this.#root), shared.page, {
      save: (set) => this.#save(set),
      remove: (id) => this.#remove(id),
      cancel: () => this.#next(),
    });
    this.#pain = new Pain(one("[data-pain]", this.#root), shared.page, (answer) =>
      this.#change((lift) => (lift.pain_worst = answer)),
    );
    this.#noticed = new Several(one('[data-chips="noticed"]', this.#root), (values) =>
      this.#change((lift) => (lift.noticed = values)),
    );
    one("[data-again]", this.#root).addEventListener("click", () => this.#repeat((set) => !set.warm_up));
    one("[data-warm-up-again]", this.#root).addEventListener("click", () => this.#repeat((set) => set.warm_up));
    one("[data-undo]", this.#root).addEventListener("click", () => this.#takeBack());
    one("[data-remove]", this.#root).addEventListener("click", () => this.#removeLift());
    this.#heelRaise.addEventListener("click", () => {
      this.#change((lift) => (lift.heel_raise = !lift.heel_raise));
      this.#heelRaise.setAttribute("aria-pressed", String(this.#lift.heel_raise));
    });
  }

  get #lift() {
    return this.#shared.draft.lift(this.#id);
  }

  get #exercise() {
    const known = this.#shared.exercises.get(this.#lift.exercise);
    return known ?? { name: this.#lift.exercise, kind: "this exercise", last: null, filmed: false, noticing: false };
  }

  get #heelRaise() {
    return one("[data-heel-raise]", this.#root);
  }

  show(id) {
    this.#id = id;
    this.#warmUpsOpen = false;
    this.#forgetUndo();
    const { name, kind, last } = this.#exercise;
    one("[data-name]", this.#root).textContent = name;
    one("[data-last]", this.#root).textContent = last ? `Last time, ${last.when}: ${sayWork(last.sets)}` : "";
    this.#heelRaise.setAttribute("aria-pressed", String(this.#lift.heel_raise));
    this.#pain.show(kind, this.#lift.pain_worst);
    this.#showNoticed();
    this.#render();
    this.#next();
    this.refused();
  }

  /** Asked where there is a way down, and shown wherever something was noted. */
  #showNoticed() {
    const noticed = this.#lift.noticed ?? []; // a session begun before it was asked
    one("[data-noticed]", this.#root).hidden = !this.#exercise.noticing && !noticed.length;
    this.#noticed.values = noticed;
  }

  /** What the server did not take, at its place. */
  refused() {
    const letter = this.#shared.outbox.get(letterOf(this.#shared.draft.id));
    const found = letter?.refused ? refusedPlaces(letter).filter((place) => place.lift === this.#id) : [];
    const asked = ["pain", "noticed"]; // with a place of their own for what is wrong
    const about = (field) => found.filter((place) => !place.set && place.field.startsWith(field));
    this.#say("[data-lift-error]", about("").filter((place) => !asked.some((field) => place.field.startsWith(field))));
    for (const field of asked) this.#say(`[data-${field}-error]`, about(field));
    for (const place of found.filter((one) => one.set)) {
      const line = this.#sets.querySelector(`[data-set="${place.set}"] .ph-error`);
      if (line) Object.assign(line, { textContent: place.message, hidden: false });
    }
  }

  #say(where, places) {
    const message = places.map((place) => place.message).join(" ");
    Object.assign(one(where, this.#root), { textContent: message, hidden: !message });
  }

  #change(how) {
    this.#shared.draft.change(() => how(this.#lift));
  }

  #save(set) {
    const isNew = !set.id;
    this.#change((lift) => {
      if (isNew) lift.sets.push({ ...set, id: newId() });
      else lift.sets = lift.sets.map((one) => (one.id === set.id ? set : one));
    });
    if (isNew) this.#shared.rest.start();
    this.#render();
    this.#next();
  }

  #repeat(which) {
    const again = this.#exercise.last.sets.filter(which).map((set) => ({ ...set, id: newId() }));
    this.#change((lift) => lift.sets.push(...again));
    this.#render();
    this.#next();
  }

  #remove(id) {
    const before = this.#lift.sets;
    this.#change((lift) => (lift.sets = lift.sets.filter((set) => set.id !== id)));
    this.#offerUndo("Set deleted.", () => this.#change((lift) => (lift.sets = before)));
    this.#render();
    this.#next();
  }

  #removeLift() {
    const { draft } = this.#shared;
    const before = draft.session.lifts;
    draft.removeLift(this.#id);
    this.#shared.removed = { name: this.#exercise_name(before), back: () => draft.change((session) => (session.lifts = before)) };
    location.hash = "#overview";
  }

  #exercise_name(lifts) {
    const lift = lifts.find((one) => one.id === this.#id);
    return this.#shared.exercises.get(lift.exercise)?.name ?? lift.exercise;
  }

  /** The card for the next set: the numbers of the one before, else of last time. */
  #next() {
    const done = this.#lift.sets.filter((set) => !set.warm_up);
    const last = (this.#exercise.last?.sets ?? []).filter((set) => !set.warm_up);
    const template = done.at(-1) ?? last[0] ?? { reps: 5, load: null };
    const planned = last[done.length] ?? template;
    const { unit } = this.#shared.page; // a set before may be in the other one, from before the athlete changed it
    const load = done.length ? inUnit(template.load, template.unit, unit) : planned.load;
    this.#card.offer({ number: done.length + 1, reps: done.length ? template.reps : planned.reps, load, unit });
    this.#sets.querySelectorAll("[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
    const fresh = !this.#lift.sets.length && this.#exercise.last;
    this.#offerAgain("[data-warm-up-again]", fresh && last.length !== this.#exercise.last.sets.length, () => {
      return `Warm-up as last time: ${sayWarmUps(this.#exercise.last.sets.filter((set) => set.warm_up))}`;
    });
    this.#offerAgain("[data-again]", this.#exercise.last && last.length && !done.length, () => {
      return `All as last time: ${sayWork(last.map((set) => ({ ...set, rpe: null })))}`;
    });
  }

  #offerAgain(selector, offered, words) {
    const button = one(selector, this.#root);
    button.hidden = !offered;
    button.textContent = offered ? words() : "";
  }

  #render() {
    const { sets } = this.#lift;
    const warmUps = sets.filter((set) => set.warm_up);
    const folded = warmUps.length > 1 && !this.#warmUpsOpen;
    const rows = folded ? [this.#warmUpRow(warmUps)] : warmUps.map((set) => this.#row(set, "W"));
    const work = sets.filter((set) => !set.warm_up).map((set, index) => this.#row(set, String(index + 1)));
    this.#sets.replaceChildren(...rows, ...work);
    this.#sets.hidden = !sets.length;
    this.refused();
  }

  #warmUpRow(sets) {
    const row = fromTemplate("set-row", { number: "W", said: sayWarmUps(sets), aside: "warm-up" });
    one("button", row).addEventListener("click", () => {
      this.#warmUpsOpen = true;
      this.#render();
    });
    return row;
  }

  #row(set, number) {
    const aside = set.warm_up ? "warm-up" : set.rpe ? sayRpe(set.rpe).split(":")[0] : "";
    const row = fromTemplate("set-row", { number, said: saySet(set), aside });
    row.dataset.set = set.id;
    one("button", row).setAttribute("aria-label", `Change set ${number}: ${saySet(set)}${aside && `, ${aside}`}`);
    one("button", row).addEventListener("click", () => {
      this.#card.edit(set, set.warm_up ? "Warm-up set" : `Set ${number}`);
      row.setAttribute("aria-current", "true");
    });
    if (this.#exercise.filmed && !set.warm_up) {
      const film = one("a", row);
      film.href = `/me/film/?set=${set.id}&exercise=${encodeURIComponent(this.#lift.exercise)}`;
      film.setAttribute("aria-label", `Film set ${number}`);
      film.hidden = false;
      one(".ph-done", row).hidden = true;
    }
    return row;
  }

  #offerUndo(words, back) {
    this.#undo.back = back;
    const line = one("[data-undo-line]", this.#root);
    one("span", line).textContent = words;
    line.hidden = false;
    clearTimeout(this.#undo.timer);
    this.#undo.timer = setTimeout(() => this.#forgetUndo(), UNDO_MS);
  }

  #takeBack() {
    this.#undo.back?.();
    this.#forgetUndo();
    this.#render();
    this.#next();
  }

  #forgetUndo() {
    clearTimeout(this.#undo.timer);
    this.#undo.back = null;
    one("[data-undo-line]", this.#root).hidden = true;
  }
}
