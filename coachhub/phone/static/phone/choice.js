// Groups of buttons: of one kind one is chosen (pain 0–10, RPE, which knee), of the other several (what was noticed).
// Tapping a chosen one takes it back.

import { all } from "./dom.js";

export class Choice {
  #buttons;

  /** @param {Element} group @param {(value: string|null) => void} changed */
  constructor(group, changed) {
    this.#buttons = all("button", group);
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || !this.#buttons.includes(button)) return;
      this.value = this.value === button.value ? null : button.value;
      changed(this.value);
    });
  }

  /** @returns {string|null} */
  get value() {
    return this.#buttons.find((button) => button.getAttribute("aria-pressed") === "true")?.value ?? null;
  }

  set value(value) {
    for (const button of this.#buttons) {
      button.setAttribute("aria-pressed", String(value !== null && button.value === String(value)));
    }
  }
}

export class Several {
  #buttons;

  /** @param {Element} group @param {(values: string[]) => void} changed */
  constructor(group, changed) {
    this.#buttons = all("button", group);
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || !this.#buttons.includes(button)) return;
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      changed(this.values);
    });
  }

  /** @returns {string[]} in the order of the buttons */
  get values() {
    return this.#buttons.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.value);
  }

  set values(values) {
    for (const button of this.#buttons) button.setAttribute("aria-pressed", String(values.includes(button.value)));
  }
}
