// One proof opens one door once: whoever shows the same one again has a copy. A proof is named by what it says, never
// by its signature, because anybody can make another good signature from one (ECDSA is malleable).
const WINDOW_SECONDS = 180;

/** Remembers the proofs that this phone has taken, for as long as one could still be accepted. */
export class ReplayCache {
  readonly #until = new Map<string, number>();

  /** Whether this proof was taken before; `at` are Unix seconds of the gate's clock. */
  has(codeName: string, proofAt: number, at: number): boolean {
    return (this.#until.get(`${codeName}/${proofAt}`) ?? 0) >= at;
  }

  /** The proof was taken. */
  remember(codeName: string, proofAt: number, at: number): void {
    for (const [name, until] of this.#until) if (until < at) this.#until.delete(name);
    this.#until.set(`${codeName}/${proofAt}`, at + WINDOW_SECONDS);
  }

  /** The names of the proofs and until when (Unix seconds) each is remembered, for a start that comes after this one. */
  entries(): [name: string, until: number][] {
    return [...this.#until];
  }

  /** Takes what an earlier start remembered; what this one knows already lasts as long as the longer of the two. */
  takeUp(entries: Iterable<readonly [name: string, until: number]>): void {
    for (const [name, until] of entries) this.#until.set(name, Math.max(until, this.#until.get(name) ?? 0));
  }
}
