// Ids made on the phone: UUIDv7 (RFC 9562), 48 bits of milliseconds, then a counter and random bits.
// Ids of one page sort in the order in which they were made.

let lastMs = 0;
let counter = 0;

/** @returns {string} a new id */
export function newId(now = Date.now()) {
  if (now > lastMs) {
    lastMs = now;
    counter = crypto.getRandomValues(new Uint16Array(1))[0] & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  const tail = crypto.getRandomValues(new Uint8Array(8));
  tail[0] = (tail[0] & 0x3f) | 0x80;
  const hex = [...tail].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const ms = lastMs.toString(16).padStart(12, "0");
  const version = (0x7000 | counter).toString(16);
  return `${ms.slice(0, 8)}-${ms.slice(8)}-${version}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}
