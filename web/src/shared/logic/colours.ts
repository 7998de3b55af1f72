/** What a code can show; grey is "unknown" and is never green. */
export type Colour = "green" | "yellow" | "red" | "grey";

export const COLOURS: readonly Colour[] = ["green", "yellow", "red", "grey"];

/** The colour, or grey for anything that is not one: the unknown never looks green. */
export function asColour(value: unknown): Colour {
  return COLOURS.find((colour) => colour === value) ?? "grey";
}
