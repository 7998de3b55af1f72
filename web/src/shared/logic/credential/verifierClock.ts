// The verifier's clock: the newest signed time plus the time since, however wrong the device's own clock is. The
// counterpart of `core/credential/verifier_clock.py`, which says why; instants are Unix seconds.
import type { CodeName } from "./claims";

export const MAX_PROOFS = 21;
/** Fewer proofs say nothing: one holder's clock may be wrong, the median of five seldom is. */
export const LEAST_PROOFS = 5;
/** Beyond it a phone's clock is broken, or the picture is old; it says nothing about this device. */
const MOST_DRIFT_SECONDS = 2 * 86_400;
/** Below it the device's clock is as good as the phones'. */
const LEAST_DRIFT_SECONDS = 30;

/** Tells the time from what the device reads: its clock and its monotonic seconds, both given by the caller. */
export class VerifierClock {
  private anchor: { at: number; monotonic: number } | null = null;
  private readonly proofs = new Map<string, number>();

  /** `floor` is the newest signed time seen, kept over restarts. */
  constructor(public floor: number) {}

  /** A signed file says that it was at least this late. */
  sawSignedTime(at: number): void {
    this.floor = Math.max(this.floor, at);
  }

  /** The centre answered a fresh nonce with this time, at this reading of the monotonic clock. */
  answered(at: number, monotonic: number): void {
    this.sawSignedTime(at);
    this.anchor = { at, monotonic };
  }

  /** The device slept and its monotonic clock may have stood still: the answer no longer leads to the present. */
  slept(): void {
    this.anchor = null;
  }

  /**
   * A genuine proof of this code was made at `proofAt` by its phone's clock, also one refused for its time. Each code
   * counts once, its latest proof: a picture shown again and again moves nothing.
   */
  sawProof(name: CodeName, proofAt: number, deviceNow: number): void {
    const seconds = proofAt - deviceNow;
    if (Math.abs(seconds) > MOST_DRIFT_SECONDS) return;
    const key = `${name.listId}/${name.index}`;
    this.proofs.delete(key);
    this.proofs.set(key, seconds);
    for (const oldest of this.proofs.keys()) {
      if (this.proofs.size <= MAX_PROOFS) break;
      this.proofs.delete(oldest);
    }
  }

  /** How far the device's clock is behind, by the median of recent proofs; 0 while they are few or agree. */
  get driftSeconds(): number {
    if (this.proofs.size < LEAST_PROOFS) return 0;
    const sorted = [...this.proofs.values()].sort((one, other) => one - other);
    const drift = (sorted[(sorted.length - 1) >>> 1]! + sorted[sorted.length >>> 1]!) / 2;
    return Math.abs(drift) >= LEAST_DRIFT_SECONDS ? drift : 0;
  }

  /** The present instant. */
  now(deviceNow: number, monotonic: number): number {
    if (this.anchor) return Math.max(this.floor, this.anchor.at + (monotonic - this.anchor.monotonic));
    return Math.max(this.floor, deviceNow + this.driftSeconds);
  }
}
