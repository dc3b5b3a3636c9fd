// What the server refused, at the place where it was typed.

/** The reason in one sentence: what is wrong with a field, else what is wrong at all. */
export const sentence = (reason) => Object.values(reason.fields ?? {})[0]?.[0] ?? reason.message;

/**
 * Where in a session each refusal belongs. The server names places as lifts.0.sets.2.reps.
 * @param {object} letter the refused letter, with `body` as it was sent
 * @returns {{lift: string|null, set: string|null, field: string, message: string}[]}
 */
export function refusedPlaces(letter) {
  return Object.entries(letter.refused.fields ?? {}).map(([path, messages]) => {
    const [, liftIndex, setIndex] = path.match(/^lifts\.(\d+)(?:\.sets\.(\d+))?/) ?? [];
    const lift = letter.body.lifts[liftIndex];
    const parts = path.split(".");
    return {
      lift: lift?.id ?? null,
      set: lift?.sets[setIndex]?.id ?? null,
      field: parts.find((part) => part.startsWith("pain")) ?? parts.at(-1),
      message: messages.join(" "),
    };
  });
}
