// The worst pain in an exercise, asked once; which knee and where only when there is any.

import { Choice } from "../choice.js";
import { one } from "../dom.js";

export class Pain {
  #root;
  #page;
  #changed;
  #answer = null;
  #value;
  #side;
  #place;

  constructor(root, page, changed) {
    this.#root = root;
    this.#page = page;
    this.#changed = changed;
    this.#value = new Choice(one('[data-scale="worst"]', root), (value) => this.#say({ value: value === null ? null : Number(value) }));
    this.#side = new Choice(one('[data-chips="side"]', root), (side) => this.#say({ side: side ?? "" }));
    this.#place = new Choice(one('[data-chips="place"]', root), (place) => this.#say({ place: place ?? "" }));
  }

  show(kind, answer) {
    one("[data-pain-title]", this.#root).textContent = `Knee in ${kind}, worst so far`;
    this.#answer = answer;
    this.#render();
  }

  #say(part) {
    const answer = { side: "", place: "", ...this.#answer, ...part };
    if (!answer.value) Object.assign(answer, { side: "", place: "" });
    this.#answer = answer.value === null ? null : answer;
    this.#render();
    this.#changed(this.#answer);
  }

  #render() {
    const value = this.#answer?.value ?? null;
    this.#value.value = value;
    this.#side.value = this.#answer?.side || null;
    this.#place.value = this.#answer?.place || null;
    one("[data-pain-more]", this.#root).hidden = !value;
    const advice = one("[data-pain-advice]", this.#root);
    advice.textContent = this.#advice(value);
    advice.hidden = !advice.textContent;
  }

  /** Bands of the product: above 5 stop the exercise; 4 and 5 adjust, which is not said beside an open red flag. */
  #advice(value) {
    if (value > 5) return "Above 5: stop this exercise for today, and tell your coach.";
    if (value > 3 && !this.#page.red_flag) return "4 or 5: go lighter, slower or less deep, and see whether it eases.";
    return "";
  }
}
