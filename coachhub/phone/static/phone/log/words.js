// Sets and loads as people say them.

import { writeNumber } from "../numbers.js";

const HELD = "\u00a0"; // a number and its unit stay on one line, as on the pages that the server writes

export function sayLoad(load, unit) {
  if (load === null || load === undefined) return "";
  return load === 0 ? "body weight" : `${writeNumber(load)}${HELD}${unit}`;
}

/** 5 × 87.5 kg; 5 reps without a load. */
export function saySet({ reps, load, unit }) {
  const said = sayLoad(load, unit);
  return said ? `${reps}${HELD}×${HELD}${said}` : `${reps} reps`;
}

/** Warm-ups in one line: 20, 40, 60 kg. */
export function sayWarmUps(sets) {
  const loads = sets.map((set) => sayLoad(set.load, set.unit) || `${set.reps} reps`);
  const unit = `${HELD}${sets[0].unit}`;
  const short = loads.every((load) => load.endsWith(unit));
  return short ? `${loads.map((load) => load.slice(0, -unit.length)).join(", ")}${unit}` : loads.join(", ");
}

/** 4 × 5 at 85 kg, RPE 7; each run of equal work sets once. */
export function sayWork(sets) {
  const runs = [];
  for (const set of sets.filter((one) => !one.warm_up)) {
    const last = runs.at(-1);
    if (last && last.set.reps === set.reps && last.set.load === set.load && last.set.unit === set.unit) last.count += 1;
    else runs.push({ count: 1, set });
  }
  const words = runs.map(({ count, set }) => {
    const load = sayLoad(set.load, set.unit);
    return `${count}${HELD}×${HELD}${set.reps}${load && ` at ${load}`}`;
  });
  const rpe = sets.filter((one) => !one.warm_up).map((one) => one.rpe);
  const same = rpe.length && rpe[0] && rpe.every((one) => one === rpe[0]);
  return words.join(", ") + (same ? `, RPE${HELD}${rpe[0]}` : "");
}

const LEFT_IN_YOU = {
  6: "four more reps were in you",
  6.5: "three or four more reps were in you",
  7: "three more reps were in you",
  7.5: "two or three more reps were in you",
  8: "two more reps were in you",
  8.5: "one or two more reps were in you",
  9: "one more rep was in you",
  9.5: "perhaps one more rep was in you",
  10: "no rep was left in you",
};

export function sayRpe(rpe) {
  if (rpe === null || rpe === undefined) return "How hard was it? Tap one, or leave it.";
  return `RPE ${rpe}: ${LEFT_IN_YOU[rpe] ?? "five or more reps were in you"}`;
}

export const weekday = (when) => new Date(when).toLocaleDateString("en-GB", { weekday: "long" });
