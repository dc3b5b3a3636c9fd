// Joints and knee lines over the picture. The ground is a video, light or dark as it was filmed: its own few colours.
import { jointsAt } from "./series.js";

const WHITE = "#ffffff";
const INK = "#14181b";
const AMBER = "#ffc04d";
const PLUMB = "#dfe5ea";
const BONES = [
  ["left_hip", "right_hip"],
  ["left_hip", "left_knee"],
  ["left_knee", "left_ankle"],
  ["left_ankle", "left_toe"],
  ["right_hip", "right_knee"],
  ["right_knee", "right_ankle"],
  ["right_ankle", "right_toe"],
  ["left_shoulder", "right_shoulder"],
  ["left_shoulder", "left_hip"],
  ["right_shoulder", "right_hip"],
];
const SMALL = ["left_toe", "right_toe"];
const JOINTS = ["left_shoulder", "right_shoulder", "left_hip", "right_hip", "left_ankle", "right_ankle", ...SMALL];

const REACH_PX = 28; // so near to a joint it is meant, by a finger too

/** @param {HTMLCanvasElement} canvas as large as the video element */
export function makeSkeleton(canvas, video) {
  const pen = canvas.getContext("2d");
  const shown = { skeleton: true, knees: true, toes: true };
  let overlay = null; // overlay.json
  let held = null; // a joint that is being moved, where it is put
  let last = { time: 0, inward: false };

  function fit() {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    draw(last.time, last.inward);
  }

  /** Where the picture lies within the video element, which may leave bars beside it. */
  function picture() {
    const [wide, high] = [video.videoWidth || canvas.width, video.videoHeight || canvas.height];
    const scale = Math.min(canvas.width / wide, canvas.height / high);
    const [width, height] = [wide * scale, high * scale];
    return { left: (canvas.width - width) / 2, top: (canvas.height - height) / 2, width, height };
  }

  function line(from, to, { colour = WHITE, width, dash = [] }) {
    if (!from || !to) return;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }

  function dot(at, radius, colour) {
    if (!at) return;
    pen.setLineDash([]);
    pen.fillStyle = colour;
    pen.strokeStyle = INK;
    pen.lineWidth = radius * 0.35;
    pen.beginPath();
    pen.arc(...at, radius, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  function ring(at, radius) {
    pen.setLineDash([]);
    for (const [colour, width] of [[INK, 3], [WHITE, 1.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width * (window.devicePixelRatio || 1);
      pen.beginPath();
      pen.arc(...at, radius, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /** Where on the picture something happened, as shares of it; outside it less than 0 or more than 1. */
  function shareAt(event) {
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    const { left, top, width, height } = picture();
    return [((event.clientX - box.left) * ratio - left) / width, ((event.clientY - box.top) * ratio - top) / height];
  }

  /** @param {boolean} inward whether the knees are beyond what is in line at this moment */
  function draw(time, inward) {
    last = { time, inward };
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const seen = overlay && jointsAt(overlay, time);
    if (!seen) return;
    if (held) seen[held.name] = held.at;
    const { left, top, width, height } = picture();
    const at = (name) => seen[name] && [left + seen[name][0] * width, top + seen[name][1] * height];
    const unit = Math.max(1.5, Math.min(width, height) / 160);
    pen.lineCap = "round";
    if (shown.skeleton) for (const [a, b] of BONES) line(at(a), at(b), { width: unit });
    for (const side of ["left", "right"]) {
      const [knee, toe] = [at(`${side}_knee`), at(`${side}_toe`)];
      if (!knee || !toe) continue;
      const up = [toe[0], Math.min(knee[1], toe[1]) - 8 * unit];
      if (shown.toes) line(toe, up, { colour: PLUMB, width: unit * 0.6, dash: [1.2 * unit, 2 * unit] });
      if (shown.knees) line([toe[0], knee[1]], knee, { colour: inward ? AMBER : WHITE, width: unit * (inward ? 1.6 : 0.8) });
    }
    if (shown.skeleton) for (const name of JOINTS) dot(at(name), unit * (SMALL.includes(name) ? 1.2 : 1.9), WHITE);
    if (shown.skeleton || shown.knees) {
      for (const name of ["left_knee", "right_knee"]) dot(at(name), unit * 1.9, inward ? AMBER : WHITE);
    }
    if (held) ring(at(held.name), unit * 4);
  }

  new ResizeObserver(fit).observe(canvas);
  fit();
  return {
    canvas,
    draw,
    shareAt,
    use(found) {
      overlay = found;
      held = null;
      draw(last.time, last.inward);
    },
    /** @param {{name: string, at: number[]} | null} joint drawn there until it is let go */
    hold(joint) {
      held = joint;
      draw(last.time, last.inward);
    },
    placeOf(name) {
      return (overlay && jointsAt(overlay, last.time)?.[name]) ?? null;
    },
    /** The name of the joint that is meant by a pointer, of these; null if none is near. */
    jointNear(event, names) {
      const { width, height } = picture();
      const ratio = canvas.width / canvas.getBoundingClientRect().width;
      const [x, y] = shareAt(event);
      const away = (at) => Math.hypot((at[0] - x) * width, (at[1] - y) * height) / ratio;
      const placed = names.map((name) => ({ name, at: held?.name === name ? held.at : this.placeOf(name) })).filter((one) => one.at);
      placed.sort((a, b) => away(a.at) - away(b.at));
      return placed.length && away(placed[0].at) <= REACH_PX ? placed[0].name : null;
    },
    show(part, visible) {
      shown[part] = visible;
      draw(last.time, last.inward);
    },
  };
}
