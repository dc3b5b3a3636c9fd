// What was written on the phone and is not at the server yet. Each thing waits under one key; writing it again
// replaces what waits. It is sent again and again until the server has it: ids are made on the phone, so a
// repeat changes nothing. What the server refuses stays here with the reason until it is corrected.

import { newId } from "./ids.js";

const KEEP = "outbox/";
const BACKOFF_MS = [2000, 5000, 15000, 30000, 60000];
const PATIENCE_MS = 30000; // with a server that says nothing; then the next letter has its turn

/**
 * @typedef {object} Letter
 * @property {string} key what it is about
 * @property {"PUT"|"POST"|"DELETE"} method
 * @property {string} url
 * @property {object} [body]
 * @property {number} since when it was first written, ms
 * @property {number} due when to send it, ms
 * @property {number} tries
 * @property {boolean} begun whether it was ever on its way, so that the server may have it
 * @property {string} token changes with every writing
 * @property {object} [refused] the server's reason
 */

export class Outbox extends EventTarget {
  #store;
  #send;
  #now;
  #patienceMs;
  #onItsWay = new Set(); // letters that are being sent
  #busy = null;
  #timer = 0;
  signedOut = false;

  /** @param {{store: import("./store.js").Store, send: Function, now?: () => number, patienceMs?: number}} parts */
  constructor({ store, send, now = Date.now, patienceMs = PATIENCE_MS }) {
    super();
    this.#store = store;
    this.#send = send;
    this.#now = now;
    this.#patienceMs = patienceMs;
  }

  /** Write something to be sent, after `waitMs` in which it can still be taken back. */
  put(key, request, { waitMs = 0 } = {}) {
    const since = this.get(key)?.since ?? this.#now();
    const letter = { ...request, key, since, due: this.#now() + waitMs, tries: 0, begun: false, token: newId() };
    this.#store.set(KEEP + key, letter);
    this.#tell("change", { letter });
    this.#wake();
  }

  /** Send it now, without waiting for more to be written: something that follows rests on it. */
  hasten(key) {
    const letter = this.get(key);
    if (!letter || letter.refused || letter.due <= this.#now()) return;
    this.#store.set(KEEP + key, { ...letter, due: this.#now() });
    this.#wake();
  }

  /** @returns {Letter|null} */
  get(key) {
    return this.#store.get(KEEP + key);
  }

  /** Take something back that was not sent yet. @returns {boolean} whether it was still here */
  take(key) {
    const letter = this.get(key);
    if (!letter) return false;
    this.#store.remove(KEEP + key);
    this.#tell("change", { letter });
    return true;
  }

  /** @returns {Letter[]} everything that is not at the server, oldest first */
  letters() {
    return this.#store
      .keys(KEEP)
      .map((key) => this.#store.get(key))
      .filter(Boolean)
      .sort((one, other) => one.since - other.since);
  }

  /** Send what is due, one after the other. */
  flush() {
    this.#busy ??= this.#sendDue().finally(() => {
      this.#busy = null;
      this.#wake();
    });
    return this.#busy;
  }

  /** Everything at once, without waiting: the page is being left. Only a deletion keeps its time to be taken back. */
  leave() {
    for (const letter of this.letters()) {
      const early = letter.method === "DELETE" && letter.due > this.#now();
      if (this.#mayGo(letter) && !early) this.#deliver(letter, { keepalive: true });
    }
  }

  /** Try again now what was on its way before; what can still be taken back keeps its time. */
  hurry() {
    for (const letter of this.letters()) if (letter.begun) this.hasten(letter.key);
    return this.flush();
  }

  async #sendDue() {
    for (const { key } of this.letters()) {
      const letter = this.get(key); // as it is by now: taken back, or written anew, while another was on its way
      if (!letter || !this.#mayGo(letter) || letter.due > this.#now()) continue;
      if (!(await this.#deliver(letter, {}))) return;
    }
  }

  /** @returns {Promise<boolean>} whether it makes sense to go on with the next one */
  async #deliver(letter, options) {
    this.#onItsWay.add(letter);
    try {
      return await this.#exchange(letter, options);
    } finally {
      this.#onItsWay.delete(letter);
      this.#wake();
    }
  }

  async #exchange(letter, options) {
    let answer;
    if (!letter.begun && this.#isThere(letter)) this.#store.set(KEEP + letter.key, { ...letter, begun: true });
    try {
      answer = await this.#send(letter, { ...options, signal: AbortSignal.timeout?.(this.#patienceMs) });
    } catch {
      this.#later(letter);
      return false;
    }
    this.signedOut = answer.status === 401 || answer.status === 403;
    if (answer.ok || (letter.method === "DELETE" && [404, 410].includes(answer.status))) {
      this.#sent(letter, answer.body);
      return true;
    }
    if (this.signedOut || answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
      this.#later(letter);
      return false;
    }
    this.#refuse(letter, answer.body?.error ?? { message: "CoachHub could not take this.", fields: {} });
    return true;
  }

  #sent(letter, body) {
    if (this.#isThere(letter)) this.#store.remove(KEEP + letter.key);
    this.#tell("sent", { letter, body });
  }

  #later(letter) {
    if (this.#isThere(letter)) {
      const wait = BACKOFF_MS[Math.min(letter.tries, BACKOFF_MS.length - 1)];
      this.#store.set(KEEP + letter.key, { ...letter, begun: true, tries: letter.tries + 1, due: this.#now() + wait });
    }
    this.#tell("later", { letter });
  }

  #refuse(letter, reason) {
    if (!this.#isThere(letter)) return;
    this.#store.set(KEEP + letter.key, { ...letter, refused: reason });
    this.#tell("refused", { letter, reason });
  }

  /** Whether this writing of it still waits, and not a newer one. */
  #isThere(letter) {
    return this.get(letter.key)?.token === letter.token;
  }

  /** Not what was refused, and not what could overtake an older writing of the same: the last to arrive would count. */
  #mayGo(letter) {
    const before = [...this.#onItsWay].some((one) => one.key === letter.key && one.token !== letter.token);
    return !letter.refused && !before;
  }

  /** Look again when the next letter is due. */
  #wake() {
    clearTimeout(this.#timer);
    const due = this.letters()
      .filter((letter) => this.#mayGo(letter))
      .map((letter) => letter.due);
    if (due.length) this.#timer = setTimeout(() => this.flush(), Math.max(0, Math.min(...due) - this.#now()));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
