import { VerifierClock } from "@shared/logic/credential/verifierClock";
import { serverClock } from "@shared/logic/server-clock";
import { readPreference, writePreference } from "@shared/logic/storage";

// The gate's clock: what `VerifierClock` makes of the phone's two clocks. The device's own is first set right by the
// offset that the last answer of the centre told, so that a wrong clock stays right after a start without a network.
const KEY = "ankang.staff.newest-time";
/** The phone slept when its clock went on this much further than the monotonic one, which stands still meanwhile. */
const SLEPT_SECONDS = 5;

export class GateClock {
  readonly #verifier: VerifierClock;
  #last: { device: number; monotonic: number } | null = null;

  constructor(
    private readonly device: () => number = () => serverClock.now() / 1000,
    private readonly monotonic: () => number = () => performance.now() / 1000,
  ) {
    const floor = Number(readPreference(KEY));
    this.#verifier = new VerifierClock(Number.isFinite(floor) ? floor : 0);
  }

  /** The gate's present instant in Unix seconds. */
  now(): number {
    const [device, monotonic] = [this.device(), this.monotonic()];
    const slept = this.#last && device - this.#last.device - (monotonic - this.#last.monotonic) > SLEPT_SECONDS;
    if (slept) this.#verifier.slept();
    this.#last = { device, monotonic };
    return this.#verifier.now(device, monotonic);
  }

  /** Seconds that only grow, for `answered`. */
  ticks(): number {
    return this.monotonic();
  }

  /** A signed file says that it was at least this late. */
  sawSignedTime(at: number): void {
    this.#verifier.sawSignedTime(at);
    writePreference(KEY, String(this.#verifier.floor));
  }

  /** The centre answered a fresh nonce with this time, at this reading of `ticks`. */
  answered(at: number, ticks: number): void {
    this.#verifier.answered(at, ticks);
    this.#last = { device: this.device(), monotonic: this.monotonic() };
    writePreference(KEY, String(this.#verifier.floor));
  }

  /** A genuine proof, also one that was refused for its time. */
  sawProof(name: { listId: number; index: number }, proofAt: number): void {
    this.#verifier.sawProof(name, proofAt, this.device());
  }
}

export const gateClock = new GateClock();
