// The same QR so soon is the same person, whose phone is still before the camera. The centre counts it the same way,
// for as long; a live code draws another QR by then, so whatever shows this one later is a copy and goes to the centre.
const SAME_SCAN_MS = 15_000;

/** Remembers the QR that was handled last; `clock` counts milliseconds and never jumps. */
export class SameScan {
  #text = "";
  #until = 0;

  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** Whether this text was handled just now. */
  has(text: string): boolean {
    return text === this.#text && this.clock() < this.#until;
  }

  /** Its verdict is on the screen. */
  remember(text: string): void {
    this.#text = text;
    this.#until = this.clock() + SAME_SCAN_MS;
  }
}
