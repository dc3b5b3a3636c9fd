// The rest timer: starts when a set is saved, survives a reload, and hums when the rest is over.

import { one } from "../dom.js";
import { clock } from "../numbers.js";

const REST_S = 180; // default; what was chosen last is remembered

export class Rest {
  #root;
  #store;
  #ticking = 0;

  constructor(root, store) {
    this.#root = root;
    this.#store = store;
    one("[data-more-rest]", root).addEventListener("click", () => this.#lengthen(30));
    if (this.#rest) this.#tick();
  }

  start() {
    this.#store.set("rest", { began: Date.now(), length: this.#store.get("rest-length") ?? REST_S, told: false });
    this.#tick();
  }

  get #rest() {
    return this.#store.get("rest");
  }

  #lengthen(seconds) {
    const rest = this.#rest;
    if (!rest) return;
    const length = rest.length + seconds;
    this.#store.set("rest", { ...rest, length, told: false });
    this.#store.set("rest-length", length);
    this.#tick();
  }

  #tick() {
    clearTimeout(this.#ticking);
    const rest = this.#rest;
    const passed = (Date.now() - rest.began) / 1000;
    const over = passed >= rest.length;
    const stale = passed > rest.length + 600;
    one("[data-rest]", this.#root).hidden = stale;
    one("[data-more-rest]", this.#root).hidden = stale;
    one("[data-rest-left]", this.#root).textContent = over ? "over" : clock(rest.length - passed);
    one("[data-rest-of]", this.#root).textContent = over ? "" : `of ${clock(rest.length)}`;
    if (over && !rest.told) {
      this.#store.set("rest", { ...rest, told: true });
      if (passed < rest.length + 5) navigator.vibrate?.([200, 100, 200]);
    }
    if (!stale) this.#ticking = setTimeout(() => this.#tick(), over ? 30000 : 250);
  }
}
