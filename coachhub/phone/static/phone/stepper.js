// A number with big buttons for less and more; the number can also be typed.

import { all, one } from "./dom.js";
import { readNumber, refusal, writeNumber } from "./numbers.js";

export class Stepper {
  #root;
  #input;
  #rule;

  /** @param {Element} root holds two buttons, an input and its error line  @param {object} rule see refusal(); with `step` */
  constructor(root, rule) {
    this.#root = root;
    this.#rule = rule;
    this.#input = one("input", root);
    const [less, more] = all("button", root);
    less.addEventListener("click", () => this.#step(-1));
    more.addEventListener("click", () => this.#step(1));
    this.#input.addEventListener("focus", () => this.#input.select());
    this.#input.addEventListener("input", () => this.#complain(""));
    this.#input.addEventListener("change", () => this.check());
  }

  /** @returns {number|null} NaN while something else is typed */
  get value() {
    return readNumber(this.#input.value);
  }

  set value(value) {
    this.#input.value = writeNumber(value);
    this.#complain("");
  }

  /** Say at the field what is wrong with it; what was typed stays. @returns {boolean} whether it can be taken */
  check() {
    const reason = refusal(this.value, this.#rule);
    this.#complain(reason);
    return !reason;
  }

  complain(reason) {
    this.#complain(reason);
  }

  focus() {
    this.#input.focus();
  }

  #step(direction) {
    const { step, min, max } = this.#rule;
    const from = Number.isFinite(this.value) ? (this.value ?? 0) : 0;
    const next = direction > 0 ? Math.floor(from / step + 1e-9) * step + step : Math.ceil(from / step - 1e-9) * step - step;
    this.value = Math.min(max, Math.max(min, next));
    this.#input.dispatchEvent(new Event("change"));
  }

  #complain(reason) {
    const line = document.getElementById(this.#input.getAttribute("aria-describedby"));
    line.textContent = reason;
    line.hidden = !reason;
    this.#input.setAttribute("aria-invalid", String(Boolean(reason)));
    this.#root.classList.toggle("is-wrong", Boolean(reason));
  }
}
