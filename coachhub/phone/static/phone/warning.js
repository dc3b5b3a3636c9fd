// The warning questions. Ticking one shows the stop page at once, from what is already in the page; the answer is kept
// on the phone in the same moment and sent until the server has it. For ten seconds it can be taken back.

import { Choice } from "./choice.js";
import { all, one, pageData, showView } from "./dom.js";
import { newId } from "./ids.js";
import { sentence } from "./refusals.js";

const TAKE_BACK_MS = 10000;
const TIERS = ["A", "B", "C"];

export class Warning {
  #store;
  #outbox;
  #about;
  #act;
  #words = pageData("stop-words");
  #knee;
  #sent = false;

  /**
   * @param {{store: object, outbox: import("./outbox.js").Outbox, about: () => {session?: string, movement: string},
   *   none: () => void, stopped?: () => void}} parts
   */
  constructor({ store, outbox, about, none, stopped = () => {} }) {
    this.#store = store;
    this.#outbox = outbox;
    this.#about = about;
    this.#act = { none, stopped };
    this.#knee = new Choice(one('[data-chips="knee"]'), (side) => this.#sayKnee(side));
    for (const row of all(".ch-ask")) row.addEventListener("click", () => this.#toggle(row));
    one("[data-none]").addEventListener("click", () => this.#noneOfThese());
    one("[data-see]").addEventListener("click", () => this.#show());
    one("[data-more]").addEventListener("click", () => history.back());
    one("[data-mistake]").addEventListener("click", () => this.#takeBack());
    for (const name of ["sent", "later", "refused"]) outbox.addEventListener(name, ({ detail }) => this.#heard(name, detail));
    this.#goOn();
  }

  /** Whether there is something ticked to show. */
  get open() {
    return Boolean(this.#answer);
  }

  get #answer() {
    return this.#store.get("warning");
  }

  set #answer(answer) {
    if (answer) this.#store.set("warning", answer);
    else this.#store.remove("warning");
  }

  /** After a reload: what was ticked and not sent is on the screen again. */
  #goOn() {
    const answer = this.#answer;
    if (!answer) return;
    if (!this.#outbox.get(keyOf(answer))) {
      this.#answer = null;
      return;
    }
    for (const row of all(".ch-ask")) row.setAttribute("aria-checked", String(answer.ticked.includes(row.value)));
    this.#knee.value = answer.side ?? null;
    this.#show();
    if (this.#outbox.get(keyOf(answer)).tries) this.#heard("later", { letter: { key: keyOf(answer) } });
  }

  #toggle(row) {
    const on = row.getAttribute("aria-checked") !== "true";
    row.setAttribute("aria-checked", String(on));
    const ticked = all('.ch-ask[aria-checked="true"]').map((one) => one.value);
    if (!ticked.length) {
      this.#takeBack({ stay: true });
      return;
    }
    this.#write({ ticked });
    if (on) this.#show();
    else this.#offer();
  }

  #sayKnee(side) {
    this.#write({ side: side ?? undefined }, side ? 0 : TAKE_BACK_MS);
  }

  /** Keep the answer and put it into the outbox. One that the server may have already is followed by a new one. */
  #write(part, waitMs = TAKE_BACK_MS) {
    const before = this.#answer;
    const now = new Date().toISOString();
    const waiting = before && !this.#sent && this.#outbox.get(keyOf(before));
    const fresh = !waiting || waiting.begun;
    const answer = { ...before, ...this.#about(), ...part, ...(fresh ? { id: newId(), answered_at: now, shown_at: now } : {}) };
    this.#sent = false;
    this.#answer = answer;
    this.#outbox.put(keyOf(answer), letterOf({ ...answer, none_of_these: false }), { waitMs });
    this.#act.stopped();
    this.#tellWords("Your coach will be told in a moment.", waitMs ? "say which knee, or wait 10 seconds" : "being sent");
    one("[data-mistake]").hidden = !waitMs;
  }

  #noneOfThese() {
    const answer = { id: newId(), answered_at: new Date().toISOString(), ...this.#about(), ticked: [] };
    this.#outbox.put(keyOf(answer), letterOf({ ...answer, none_of_these: true }));
    this.#act.none();
  }

  #takeBack({ stay = false } = {}) {
    const answer = this.#answer;
    if (answer && !this.#sent) this.#outbox.take(keyOf(answer));
    this.#answer = null;
    this.#sent = false;
    this.#knee.value = null;
    for (const row of all(".ch-ask")) row.setAttribute("aria-checked", "false");
    this.#offer();
    if (!stay) history.back();
  }

  /** Below the questions: "none of these" while nothing is ticked, else the way back to what to do. */
  #offer() {
    one("[data-none]").hidden = this.open;
    one("[data-see]").hidden = !this.open;
  }

  #show() {
    const { ticked, movement } = this.#answer;
    const rows = ticked.map((key) => one(`.ch-ask[value="${key}"]`));
    const tier = TIERS.find((one) => rows.some((row) => row.dataset.tier === one));
    for (const top of all('[data-view="stop"] [data-tier]')) top.hidden = top.dataset.tier !== tier;
    rows.sort((one, other) => TIERS.indexOf(one.dataset.tier) - TIERS.indexOf(other.dataset.tier));
    one("[data-quote]").textContent = `You ticked: ${rows.map((row) => `“${row.textContent.trim()}”`).join(" and ")}.`;
    const words = this.#words[movement ?? ""];
    for (const slot of all("[data-stop-words]")) slot.textContent = words.stop;
    one("[data-paused-words]").textContent = words.paused;
    this.#offer();
    if (location.hash !== "#stop") location.hash = "#stop";
    showView("stop");
  }

  #heard(what, { letter, reason }) {
    const answer = this.#answer;
    if (!answer || letter.key !== keyOf(answer)) return;
    if (what === "later") {
      this.#tellWords("Your coach will be told as soon as there is signal.", "saved on this phone; if you can, tell somebody yourself now");
    } else if (what === "refused") {
      this.#tellWords("This could not be sent.", `${sentence(reason)} Tell your coach yourself.`);
    } else if (!this.#outbox.get(keyOf(answer))) {
      this.#sent = true;
      this.#followUp(answer.id);
    }
    one("[data-mistake]").hidden = true;
  }

  /** From here on the server knows who was told; its line asks again by itself until somebody was. */
  #followUp(id) {
    const line = document.createElement("div");
    line.setAttribute("hx-get", `/me/stop/${id}/told/`);
    line.setAttribute("hx-trigger", "load");
    line.setAttribute("hx-swap", "outerHTML");
    one("[data-told-soon]").hidden = true;
    one("[data-told]").replaceChildren(line);
    window.htmx.process(line);
    const sheet = one("[data-sheet]");
    sheet.href = `/me/stop/${id}/sheet/`;
    sheet.hidden = false;
  }

  #tellWords(title, more) {
    const bold = document.createElement("b");
    bold.textContent = title;
    const small = Object.assign(document.createElement("span"), { className: "ch-s ch-2", textContent: more });
    one("[data-told-words]").replaceChildren(bold, document.createElement("br"), small);
    one("[data-told-soon]").hidden = false;
    one("[data-told]").replaceChildren();
  }
}

const keyOf = (answer) => `check-in/${answer.id}`;

/** The answer as the API takes it. */
const letterOf = (answer) => ({ method: "POST", url: "/api/v1/check-ins/", body: answer });
