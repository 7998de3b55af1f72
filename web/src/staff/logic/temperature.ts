// Readings as the gate enters them: eight large keys for what is usual, digits for the rest. Degrees Celsius.

export const LEAST_CELSIUS = 34;
export const MOST_CELSIUS = 43;

/** The seven usual readings below the limit, a tenth apart, the highest last. */
export function usualReadings(limitCelsius: number): string[] {
  const top = Math.min(36.8, limitCelsius - 0.1);
  return Array.from({ length: 7 }, (_, step) => (top - 0.6 + step * 0.1).toFixed(1));
}

/** The number that was typed, or null when it is no body temperature. */
export function readingOf(text: string): number | null {
  const match = /^\s*(\d{2}(?:[.,]\d)?)\s*$/.exec(text);
  if (!match?.[1]) return null;
  const celsius = Number(match[1].replace(",", "."));
  return celsius >= LEAST_CELSIUS && celsius <= MOST_CELSIUS ? celsius : null;
}
