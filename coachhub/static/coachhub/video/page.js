// The video page: loads what was measured and puts player, skeleton, reps and curve on one playhead.
import { makeClock } from "./clock.js";
import { wireControls } from "./controls.js";
import { wireCorrections } from "./correct.js";
import { makeCurve } from "./curve.js";
import { followMeasurement } from "./progress.js";
import { readReps, sayRep, wireReps } from "./reps.js";
import { signed, valueAt } from "./series.js";
import { makeSkeleton } from "./skeleton.js";

async function load(address) {
  if (!address) return null;
  const response = await fetch(address).catch(() => null);
  return response?.ok ? response.json() : null;
}

/** Where the knees stand furthest inward: what a coach wants to see first; null where nothing was measured. */
function worstMoment(curve) {
  const values = curve.dkasr.value;
  const least = Math.min(...values.filter((value) => value !== null));
  return Number.isFinite(least) ? curve.start_s + values.indexOf(least) / curve.hz : null;
}

function tag(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

/** Waits until the video's length is known, or is known to stay unknown. */
function known(video) {
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA || video.error) return Promise.resolve();
  return new Promise((ready) => {
    for (const name of ["loadedmetadata", "error"]) video.addEventListener(name, ready, { once: true });
  });
}

/** What was measured, beside the player: wired anew whenever a correction has exchanged it. */
async function wireAnswer(answer, film, clock, skeleton, shown) {
  const ends = [];
  shown.end?.();
  shown.end = () => ends.splice(0).forEach((end) => end());
  const { reps, at, end } = wireReps(readReps([...answer.querySelectorAll("[data-rep-chip]")]), clock);
  shown.reps = reps;
  shown.at = at;
  ends.push(end, wireCorrections(answer, clock, skeleton));

  const [overlay, curve] = await Promise.all([load(answer.dataset.overlay), load(answer.dataset.curve)]);
  await known(film.querySelector("video"));
  if (!answer.isConnected) return;
  skeleton.use(overlay);
  const box = answer.querySelector("[data-curve-chart]");
  const chart = box && curve ? makeCurve(box, curve, reps, clock) : null;
  if (chart) ends.push(chart.end);
  const reading = answer.querySelector("[data-curve-reading]");
  const worst = curve ? worstMoment(curve) : null;
  if (worst !== null && clock.time === 0) clock.seek(worst);
  ends.push(
    clock.onTime((time) => {
      const change = curve ? valueAt(curve.dkasr.value, curve.start_s, curve.hz, time) : null;
      const inward = change !== null && change <= curve.limits.some;
      skeleton.draw(time, inward);
      tag(film.querySelector("[data-rep]"), sayRep(at(time), time));
      tag(film.querySelector("[data-inward]"), inward ? `inward ${signed(-change).replace("+", "")}` : "");
      tag(film.querySelector("[data-clock]"), `${time.toFixed(2)} s`);
      if (chart) {
        reading.querySelector("b").textContent = `${time.toFixed(1)} s`;
        reading.querySelector("span").textContent = chart.say(time);
      }
    }),
  );
}

function wire(film) {
  const video = film.querySelector("video");
  const clock = makeClock(video, Number(film.dataset.fps) || 30);
  const skeleton = makeSkeleton(film.querySelector("canvas"), video);
  const shown = { reps: [], at: () => null, end: null };
  const current = () => shown.at(clock.time) ?? shown.reps.find((rep) => rep.start > clock.time) ?? shown.reps[0] ?? null;
  wireControls(film, clock, current);
  const unplayable = () => {
    film.querySelector("[data-unplayable]").hidden = false;
    film.classList.add("is-unplayable");
  };
  video.addEventListener("error", unplayable);
  if (video.error) unplayable();
  for (const toggle of film.querySelectorAll("[data-toggle]")) {
    toggle.addEventListener("click", () => {
      const visible = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(visible));
      skeleton.show(toggle.dataset.toggle, visible);
    });
  }

  let wired = null;
  const answer = () => {
    const now = document.getElementById("answer");
    if (now === wired) return;
    wired = now;
    wireAnswer(now, film, clock, skeleton, shown);
  };
  document.body.addEventListener("htmx:afterSettle", answer);
  answer();
}

const measuring = document.querySelector("[data-measuring]");
if (measuring) followMeasurement(measuring);
const film = document.querySelector("[data-film]");
if (film) wire(film);
