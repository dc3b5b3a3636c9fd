// Values on an even grid of time, as overlay.json and curve.json hold them: null where nothing was measured.

/** The value at a time, between two neighbours in proportion; null in a gap or outside. */
export function valueAt(values, startS, hz, time) {
  const place = (time - startS) * hz;
  const before = Math.floor(place);
  const left = values[before] ?? null;
  const right = values[Math.min(before + 1, values.length - 1)] ?? null;
  if (left === null || right === null) return null;
  return left + (right - left) * (place - before);
}

/** All joints at a time by name, as [x, y] in 0..1 of the picture or null; null where nobody was seen. */
export function jointsAt(overlay, time) {
  const place = (time - overlay.start_s) * overlay.hz;
  const before = Math.floor(place);
  const left = overlay.frames[before];
  const right = overlay.frames[Math.min(before + 1, overlay.frames.length - 1)];
  if (!left || !right) return null;
  const share = place - before;
  return Object.fromEntries(
    overlay.joints.map((name, i) => {
      const [a, b] = [left[i], right[i]];
      return [name, a && b ? [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share] : null];
    }),
  );
}

/** With its sign and a true minus: −0.14. */
export function signed(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  if (!Number(text)) return text;
  return (value > 0 ? "+" : "−") + text;
}
