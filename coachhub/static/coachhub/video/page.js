// The video page: loads what was measured and puts player, skeleton, reps and curve on one playhead.
import { makeClock } from "./clock.js";
import { wireControls } from "./controls.js";
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

async function wire(film) {
  const video = film.querySelector("video");
  const clock = makeClock(video, Number(film.dataset.fps) || 30);
  const reps = readReps([...document.querySelectorAll("[data-rep-chip]")]);
  const repAt = wireReps(reps, clock);
  wireControls(film, clock, () => repAt(clock.time) ?? reps.find((rep) => rep.start > clock.time) ?? reps[0] ?? null);
  const unplayable = () => {
    film.querySelector("[data-unplayable]").hidden = false;
    film.classList.add("is-unplayable");
  };
  video.addEventListener("error", unplayable);
  if (video.error) unplayable();

  const [overlay, curve] = await Promise.all([load(film.dataset.overlay), load(film.dataset.curve)]);
  const skeleton = overlay && makeSkeleton(film.querySelector("canvas"), video, overlay);
  for (const toggle of film.querySelectorAll("[data-toggle]")) {
    toggle.addEventListener("click", () => {
      const visible = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(visible));
      skeleton?.show(toggle.dataset.toggle, visible);
    });
  }
  await known(video);
  const chart = document.querySelector("[data-curve-chart]");
  const say = chart && curve ? makeCurve(chart, curve, reps, clock) : null;
  const reading = document.querySelector("[data-curve-reading]");

  const worst = curve ? worstMoment(curve) : null;
  if (worst !== null && clock.time === 0) clock.seek(worst);
  clock.onTime((time) => {
    const change = curve ? valueAt(curve.dkasr.value, curve.start_s, curve.hz, time) : null;
    const inward = change !== null && change <= curve.limits.some;
    skeleton?.draw(time, inward);
    tag(film.querySelector("[data-rep]"), sayRep(repAt(time), time));
    tag(film.querySelector("[data-inward]"), inward ? `inward ${signed(-change).replace("+", "")}` : "");
    tag(film.querySelector("[data-clock]"), `${time.toFixed(2)} s`);
    if (say) {
      reading.querySelector("b").textContent = `${time.toFixed(1)} s`;
      reading.querySelector("span").textContent = say(time);
    }
  });
}

const measuring = document.querySelector("[data-measuring]");
if (measuring) followMeasurement(measuring);
const film = document.querySelector("[data-film]");
if (film) wire(film);
