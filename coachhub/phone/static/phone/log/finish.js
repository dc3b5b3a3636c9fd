// The end of a session: the knee now, and what may be said about the whole of it.

import { Choice } from "../choice.js";
import { all, one } from "../dom.js";
import { readNumber, refusal, writeNumber } from "../numbers.js";
import { letterOf } from "./draft.js";
import { refusedPlaces } from "../refusals.js";

const RULES = {
  minutes: { says: "Minutes are 1 to 600.", min: 1, max: 600, whole: true },
  sleep_hours: { says: "Hours of sleep are 0 to 24.", min: 0, max: 24 },
};

export class Finish {
  #shared;
  #root = one('[data-view="finish"]');
  #scales = {};

  constructor(shared) {
    this.#shared = shared;
    for (const name of ["after", "session_rpe", "soreness"]) {
      this.#scales[name] = new Choice(one(`[data-scale="${name}"]`, this.#root), (value) => this.#chosen(name, value));
    }
    for (const field of all("[data-field]", this.#root)) field.addEventListener("change", () => this.#typed(field));
    one("[data-minutes-so-far]", this.#root).addEventListener("click", (event) => {
      const field = one("#minutes");
      field.value = event.currentTarget.value;
      this.#typed(field);
    });
    one("[data-finish]", this.#root).addEventListener("click", () => this.#finish());
  }

  show() {
    const { session } = this.#shared.draft;
    this.#scales.after.value = session.pain_after?.value ?? null;
    this.#scales.session_rpe.value = session.session_rpe ?? null;
    this.#scales.soreness.value = session.soreness ?? null;
    one("#minutes").value = writeNumber(session.minutes);
    one("#sleep_hours").value = writeNumber(session.sleep_hours);
    one("#note").value = session.note ?? "";
    one("#started_at").value = localTime(new Date(session.started_at));
    this.#offerMinutes(session);
    this.refused();
  }

  refused() {
    const letter = this.#shared.outbox.get(letterOf(this.#shared.draft.id));
    const found = letter?.refused ? refusedPlaces(letter).filter((place) => !place.lift) : [];
    for (const line of all("[data-error]", this.#root)) {
      const message = found.find((place) => place.field === line.dataset.error)?.message ?? "";
      Object.assign(line, { textContent: message, hidden: !message });
    }
    if (found.length) one("[data-more-details]", this.#root).open = true;
  }

  /** How long it has been, to be taken over by a tap; only while that is plausible. */
  #offerMinutes(session) {
    const so_far = Math.round((Date.now() - new Date(session.started_at)) / 60000);
    const button = one("[data-minutes-so-far]", this.#root);
    button.hidden = so_far < 5 || so_far > 240;
    button.value = String(so_far);
    button.textContent = `${so_far} so far`;
  }

  #chosen(name, value) {
    const number = value === null ? null : Number(value);
    this.#shared.draft.change((session) => {
      if (name === "after") session.pain_after = number === null ? null : { value: number };
      else session[name] = number;
    });
  }

  #typed(field) {
    const value = this.#check(field);
    if (value !== undefined) this.#shared.draft.change((session) => (session[field.dataset.field] = value));
  }

  /** What was typed; undefined, and the reason said at the field, when it cannot be taken. */
  #check(field) {
    const name = field.dataset.field;
    const { value, reason } = read(name, field.value);
    Object.assign(one(`[data-error="${name}"]`, this.#root), { textContent: reason, hidden: !reason });
    field.setAttribute("aria-invalid", String(Boolean(reason)));
    return reason ? undefined : value;
  }

  #finish() {
    const wrong = all("input[data-field]", this.#root).find((field) => this.#check(field) === undefined);
    if (wrong) {
      one("[data-more-details]", this.#root).open = true;
      wrong.focus();
      return;
    }
    const { stored } = this.#shared.page;
    if (stored) this.#shared.draft.finish();
    location.hash = stored ? "#done" : "#questions";
  }
}

/** What was typed into a field, and why it cannot be taken. */
function read(name, text) {
  if (name === "note") return { value: text.trim(), reason: "" };
  if (name === "started_at") {
    const when = new Date(text);
    return Number.isNaN(when.getTime())
      ? { value: null, reason: "Say day and time." }
      : { value: when.toISOString(), reason: when > new Date(Date.now() + 3600000) ? "This is in the future." : "" };
  }
  const value = readNumber(text);
  return { value, reason: refusal(value, RULES[name]) };
}

/** For an input of type datetime-local. */
function localTime(when) {
  const shifted = new Date(when.getTime() - when.getTimezoneOffset() * 60000);
  return shifted.toISOString().slice(0, 16);
}
