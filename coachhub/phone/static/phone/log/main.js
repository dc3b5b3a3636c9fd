// The log page: one session, view by view. The address after # says which view, so that "back" works as everywhere.

import { all, one, pageData, showView } from "../dom.js";
import { outbox, store } from "../page.js";
import { Warning } from "../warning.js";
import { Choose } from "./choose.js";
import { Draft } from "./draft.js";
import { Finish } from "./finish.js";
import { Lift } from "./lift.js";
import { Overview } from "./overview.js";
import { Rest } from "./rest.js";
import { weekday, sayWork } from "./words.js";

const page = pageData("log-data");
const asked = new URLSearchParams(location.search).get("session") ?? "";
const draft = Draft.open({ store, outbox, asked, stored: page.stored });
const exercises = new Map(page.exercises.map((exercise) => [exercise.key, exercise]));

const shared = { draft, outbox, exercises, page, rest: new Rest(one('[data-view="lift"]'), store) };
const views = { choose: new Choose(shared), lift: new Lift(shared), overview: new Overview(shared), finish: new Finish(shared) };

/** The movement that a warning sign is about: that of the session's leg exercises, if it is one and the same. */
function movement() {
  const legs = draft.session.lifts.map((lift) => exercises.get(lift.exercise)).filter((exercise) => exercise?.legs);
  const found = new Set(legs.map((exercise) => exercise.movement));
  return found.size === 1 ? [...found][0] : "";
}

const warning = new Warning({
  store,
  outbox,
  about: () => ({ session: draft.id, movement: movement() }),
  none: () => {
    draft.finish();
    location.hash = "#done";
  },
  stopped: () => draft.finish(),
});

function name() {
  const legs = draft.session.lifts.some((lift) => exercises.get(lift.exercise)?.legs);
  return legs ? `${weekday(draft.session.started_at)}, legs` : weekday(draft.session.started_at);
}

function summary() {
  const lines = draft.session.lifts.map((lift) => `${exercises.get(lift.exercise)?.name ?? lift.exercise} ${sayWork(lift.sets)}`);
  one("[data-summary]").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("p"), { className: "ch-line-item ph-plain", textContent: line })),
  );
}

function route() {
  const [view, id] = location.hash.slice(1).split("/");
  if (view === "stop" && warning.open) return;
  const known = view === "lift" ? draft.lift(id) : ["choose", "overview", "finish", "questions", "done"].includes(view);
  if (!known) {
    location.replace(draft.session.lifts.length ? "#overview" : "#choose");
    return;
  }
  for (const day of all("[data-day]")) day.textContent = name();
  views[view]?.show(id);
  if (view === "done") summary();
  showView(view);
}

addEventListener("hashchange", route);
outbox.addEventListener("refused", () => views[location.hash.slice(1).split("/")[0]]?.refused?.());
route();
