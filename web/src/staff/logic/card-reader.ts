// A reader of identity cards at USB types like a keyboard, faster than anybody's fingers, and ends with Enter.

/** Between two characters of a reader lie a few milliseconds; of the quickest fingers, eighty. */
const FASTEST_FINGERS_MS = 60;
/** Shorter bursts are fingers that rolled over two keys. */
const SHORTEST_NUMBER = 6;
const CITIZEN_NUMBER = /^\d{17}[\dX]$/;

/** Hears the keys of a page; answers the number when a reader has typed one whole, else null. */
export class CardReader {
  #typed = "";
  #lastAt = 0;

  hear(key: string, atMs: number): string | null {
    const number = this.#typed;
    const isQuick = atMs - this.#lastAt <= FASTEST_FINGERS_MS;
    if (key === "Enter") {
      this.#typed = "";
      return isQuick && number.length >= SHORTEST_NUMBER ? number.toUpperCase() : null;
    }
    if (!/^[0-9A-Za-z]$/.test(key)) return null; // Shift before an X, for one
    this.#typed = (isQuick ? number : "") + key;
    this.#lastAt = atMs;
    return null;
  }
}

/** Whether a number can only be that of a resident identity card. */
export function isCitizenNumber(number: string): boolean {
  return CITIZEN_NUMBER.test(number);
}
