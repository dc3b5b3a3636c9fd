// The strip of reps: a click goes to where a rep begins, and the rep under the playhead is marked.

/** @param {HTMLElement[]} chips */
export function readReps(chips) {
  return chips.map((chip) => ({
    chip,
    index: Number(chip.dataset.index),
    start: Number(chip.dataset.start),
    bottom: Number(chip.dataset.bottom),
    end: Number(chip.dataset.end),
    drift: Boolean(chip.dataset.drift),
  }));
}

/** @returns the reps, the one at a time, and what takes the listening off again */
export function wireReps(reps, clock) {
  const at = (time) => reps.find((rep) => time >= rep.start && time < rep.end) ?? null;
  for (const rep of reps) {
    rep.chip.addEventListener("click", () => {
      const start = rep.start + clock.frame; // the picture shown is the one before: of the rep, not ahead of it
      if (clock.loop) clock.setLoop({ start, end: rep.end });
      clock.seek(start);
    });
  }
  const end = clock.onTime((time) => {
    const now = at(time);
    for (const rep of reps) {
      if (rep === now) rep.chip.setAttribute("aria-current", "true");
      else rep.chip.removeAttribute("aria-current");
    }
  });
  return { reps, at, end };
}

/** Rep 4, coming up. */
export function sayRep(rep, time) {
  if (!rep) return "";
  return `Rep ${rep.index}, ${time < rep.bottom ? "lowering" : "coming up"}`;
}
