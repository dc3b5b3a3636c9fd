// Numbers as people type and read them.

/**
 * @param {string} text what was typed: 87.5, 87,5, −5; empty is "not said"
 * @returns {number|null} NaN for something that is no number
 */
export function readNumber(text) {
  const plain = text.trim().replace(",", ".").replace(/^[−–]/, "-");
  if (!plain) return null;
  return /^-?\d*\.?\d+$/.test(plain) ? Number(plain) : NaN;
}

/** 87.5, 5; empty for null. */
export const writeNumber = (value) => (value === null || value === undefined ? "" : String(Math.round(value * 1000) / 1000));

const KG_PER_LB = 0.45359237;

/** A load of the unit `from` in the unit `to`, kg or lb: to a tenth, as loads are said. */
export function inUnit(load, from, to) {
  if (load === null || from === to) return load;
  return Math.round((to === "kg" ? load * KG_PER_LB : load / KG_PER_LB) * 10) / 10;
}

/**
 * Why a number cannot be taken: `rule.says`, or empty when it can.
 * @param {{says: string, min: number, max: number, whole?: boolean, needed?: boolean}} rule
 */
export function refusal(value, { says, min, max, whole = false, needed = false }) {
  if (value === null) return needed ? says : "";
  return value >= min && value <= max && (!whole || Number.isInteger(value)) ? "" : says;
}

/** Minutes and seconds: 1:42. */
export function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
