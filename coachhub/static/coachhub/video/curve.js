// The measurement over the set: line, likely range, the band that is in line, the reps, and the playhead.
import { signed, valueAt } from "./series.js";

const FONT = "13px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";
const HEIGHT = 250;
const TOP = 26; // px for the names of the reps

/** A colour of the theme as the canvas takes it: custom properties may hold light-dark(). */
function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function translucent(rgb, alpha) {
  return rgb.replace(/^rgba?\(([^)]+)\)$/, (_, parts) => `rgba(${parts.split(/,|\//).slice(0, 3).join(",")},${alpha})`);
}

/** What the chart shows: the ratio's change, or the working leg's own offset where only one leg is measured. */
export function seriesOf(curve) {
  const negative = (values) => values.map((value) => (value === null ? null : -value));
  if (curve.dkasr.value.some((value) => value !== null)) {
    const { value, low, high } = curve.dkasr;
    return { lines: [{ label: "", values: value }], low, high, limits: curve.limits, digits: 2, unit: "" };
  }
  const lines = ["left", "right"]
    .map((side) => ({ label: side, values: negative(curve.offset_pct[side]) }))
    .filter((one) => one.values.some((value) => value !== null));
  return { lines, low: null, high: null, limits: null, digits: 0, unit: "\u00a0%" };
}

/**
 * @param {HTMLElement} box where the chart goes
 * @param {object} curve curve.json
 * @param {{index: number, start: number, end: number, drift: boolean}[]} reps
 * @param {object} clock the playhead, moved by a click or a drag on the chart
 */
export function makeCurve(box, curve, reps, clock) {
  const shown = seriesOf(curve);
  const times = shown.lines[0]?.values.map((_, i) => curve.start_s + i / curve.hz) ?? [];
  const known = [...shown.lines.flatMap((one) => one.values), ...(shown.low ?? []), ...(shown.high ?? [])].filter((v) => v !== null);
  const least = Math.min(...known, shown.limits ? shown.limits.clear - 0.03 : -5);
  const most = Math.max(0.03, ...known);
  const end = Math.max(clock.duration, times.at(-1) ?? 0);
  let ink = {};
  let plot = null;

  function readColours() {
    ink = Object.fromEntries(
      ["ink", "ink-2", "line", "control", "band", "accent", "look", "look-mark", "ok", "paper"].map((name) => [name, colour(`--ch-${name}`)]),
    );
  }

  function ground(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    const y = (value) => u.valToPos(value, "y", true);
    const x = (value) => u.valToPos(value, "x", true);
    ctx.save();
    if (shown.limits) {
      ctx.fillStyle = ink.band;
      ctx.fillRect(bbox.left, bbox.top, bbox.width, y(shown.limits.some) - bbox.top);
    }
    ctx.strokeStyle = ink.line;
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y(0));
    ctx.lineTo(bbox.left + bbox.width, y(0));
    for (const edge of new Set(reps.flatMap((rep) => [rep.start, rep.end]))) {
      ctx.moveTo(x(edge), bbox.top);
      ctx.lineTo(x(edge), bbox.top + bbox.height);
    }
    ctx.stroke();
    names(u, ctx, x, ratio);
    ctx.restore();
  }

  function names(u, ctx, x, ratio) {
    const room = reps.length ? u.bbox.width / reps.length / ratio : 0;
    ctx.textAlign = "center";
    for (const rep of reps) {
      ctx.font = `600 ${FONT}`.replace("13px", `${13 * ratio}px`);
      ctx.fillStyle = rep.drift ? ink.look : ink.ink;
      ctx.fillText(room > 46 ? `rep ${rep.index}` : `${rep.index}`, x((rep.start + rep.end) / 2), u.bbox.top - 10 * ratio);
    }
    ctx.font = FONT.replace("13px", `${13 * ratio}px`);
    ctx.textAlign = "left";
    ctx.fillStyle = ink["ink-2"];
    ctx.fillText("inward ↓", u.bbox.left + 6 * ratio, u.bbox.top + u.bbox.height - 8 * ratio);
    if (shown.limits) {
      ctx.fillStyle = ink.ok;
      ctx.fillText("in line", u.bbox.left + 6 * ratio, u.valToPos(shown.limits.some, "y", true) - 6 * ratio);
    }
  }

  function playhead(u) {
    const { ctx, bbox } = u;
    const x = u.valToPos(clock.time, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = ink.accent;
    ctx.lineWidth = 1.5 * ratio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 4 * ratio);
    ctx.lineTo(x, bbox.top + bbox.height + 4 * ratio);
    ctx.stroke();
    for (const one of shown.lines) {
      const value = valueAt(one.values, curve.start_s, curve.hz, clock.time);
      if (value === null) continue;
      ctx.strokeStyle = ink.paper;
      ctx.lineWidth = 2 * ratio;
      ctx.beginPath();
      ctx.arc(x, u.valToPos(value, "y", true), 6 * ratio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
    }
    ctx.restore();
  }

  function options() {
    const ribbon = shown.low ? [{ label: "likely, low" }, { label: "likely, high" }] : [];
    const axis = { stroke: ink["ink-2"], font: FONT, ticks: { show: false }, grid: { show: false } };
    return {
      width: box.clientWidth,
      height: HEIGHT,
      padding: [TOP, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [0, end] }, y: { range: [least, most + 0.01] } },
      axes: [
        { ...axis, size: 30, values: (_, ticks) => ticks.map((tick) => `${tick} s`), space: 80 },
        { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => (tick ? signed(tick, shown.digits) + shown.unit : "0")), splits: shown.limits ? () => [0, shown.limits.some, shown.limits.clear] : undefined },
      ],
      bands: shown.low ? [{ series: [shown.lines.length + 2, shown.lines.length + 1], fill: translucent(ink.ink, 0.11) }] : [],
      series: [
        {},
        ...shown.lines.map((one, i) => ({ label: one.label || "tracking", stroke: i ? ink["ink-2"] : ink.ink, dash: i ? [5, 4] : undefined, width: 1.75, points: { show: false } })),
        ...ribbon.map((one) => ({ ...one, stroke: "transparent", width: 0, points: { show: false } })),
      ],
      hooks: { drawClear: [ground], draw: [playhead] },
    };
  }

  function build() {
    plot?.destroy();
    readColours();
    const ribbon = shown.low ? [shown.low, shown.high] : [];
    plot = new uPlot(options(), [times, ...shown.lines.map((one) => one.values), ...ribbon], box);
  }

  function scrub(event) {
    const left = plot.over.getBoundingClientRect().left;
    clock.seek(plot.posToVal(event.clientX - left, "x"));
  }

  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    scrub(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (box.hasPointerCapture(event.pointerId)) scrub(event);
  });
  build();
  const sized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }));
  sized.observe(box);
  const themed = new MutationObserver(build);
  themed.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  const off = clock.onTime(() => plot.redraw(false));

  function leave() {
    off();
    sized.disconnect();
    themed.disconnect();
    plot.destroy();
  }

  /** What is said of a moment: value and likely range of each line. */
  function say(time) {
    const at = (values) => valueAt(values, curve.start_s, curve.hz, time);
    const parts = shown.lines
      .map((one) => ({ label: one.label, value: at(one.values) }))
      .filter((one) => one.value !== null)
      .map((one) => `${one.label ? `${one.label} knee ` : ""}${signed(one.value, shown.unit ? 1 : 2)}${shown.unit}`);
    if (!parts.length) return "not measured here";
    const [low, high] = shown.low ? [at(shown.low), at(shown.high)] : [null, null];
    const likely = low === null || high === null ? "" : ` (${signed(low)} to ${signed(high)})`;
    const what = shown.unit ? "of leg length against no drift at the same depth" : "knee to ankle separation, against no drift at the same depth";
    return `${parts.join(", ")}${likely}, ${what}`;
  }

  return { say, end: leave };
}
