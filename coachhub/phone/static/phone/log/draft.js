// A session being written down. Every change is kept on the phone at once and put into the outbox.

import { newId } from "../ids.js";

const SETTLE_MS = 1500; // taps that follow each other are sent together
const OPEN_FOR_MS = 12 * 3600 * 1000; // after this long, opening the page begins a new session

export const letterOf = (id) => `session/${id}`;
const keyOf = (id) => `draft/${id}`;

export class Draft {
  #store;
  #outbox;

  /** @param {{store: import("../store.js").Store, outbox: import("../outbox.js").Outbox, session: object}} parts */
  constructor({ store, outbox, session }) {
    this.#store = store;
    this.#outbox = outbox;
    this.session = session;
  }

  /**
   * The session to go on with: the one asked for, as it waits on this phone or else as stored; without an id the
   * one left open, or a new one.
   */
  static open({ store, outbox, asked = "", stored = null, now = new Date() }) {
    const left = store.get("draft/current");
    const id = asked || (left && now - new Date(left.opened) < OPEN_FOR_MS ? left.id : "");
    const kept = id ? store.get(keyOf(id)) : null;
    const newer = kept && (!stored || outbox.get(letterOf(id)));
    const session = newer ? kept : (stored ?? kept ?? { id: id || newId(), started_at: now.toISOString(), lifts: [] });
    return new Draft({ store, outbox, session });
  }

  get id() {
    return this.session.id;
  }

  lift(id) {
    return this.session.lifts.find((lift) => lift.id === id);
  }

  /** Change the session; what has something in it is sent. */
  change(how) {
    how(this.session);
    this.#store.set(keyOf(this.id), this.session);
    this.#store.set("draft/current", { id: this.id, opened: this.session.started_at });
    const body = asEntry(this.session);
    if (body.lifts.length) this.#outbox.put(letterOf(this.id), this.#request(body), { waitMs: SETTLE_MS });
  }

  /** The session is complete: it is sent now, and opening the page again begins a new one. */
  finish() {
    this.#outbox.hasten(letterOf(this.id));
    if (this.#store.get("draft/current")?.id === this.id) this.#store.remove("draft/current");
    const forget = () => !this.#outbox.get(letterOf(this.id)) && this.#store.remove(keyOf(this.id));
    this.#outbox.addEventListener("sent", forget);
    forget();
  }

  addLift(exercise) {
    const lift = { id: newId(), exercise: exercise.key, heel_raise: false, noticed: [], pain_worst: null, sets: [] };
    this.change((session) => session.lifts.push(lift));
    return lift;
  }

  removeLift(id) {
    this.change((session) => (session.lifts = session.lifts.filter((lift) => lift.id !== id)));
  }

  #request(body) {
    return { method: "PUT", url: `/api/v1/sessions/${this.id}/`, body };
  }
}

/** The session as the API takes it: without what was not said, and without exercises that nothing was said about. */
export function asEntry(session) {
  const lifts = session.lifts.filter((lift) => lift.sets.length || lift.pain_worst || lift.noticed?.length);
  return said({
    ...session,
    lifts: lifts.map((lift) => said({ ...lift, pain_worst: pain(lift.pain_worst), sets: lift.sets.map(said) })),
    pain_before: pain(session.pain_before),
    pain_after: pain(session.pain_after),
  });
}

const pain = (answer) => answer && said(answer);

function said(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => ![null, undefined, ""].includes(value)));
}
