import { MalformedError } from "@shared/logic/credential/cbor";
import { readSign1 } from "@shared/logic/credential/cose";
import { BEACON_BYTES, type Beacon, manifestOf } from "@shared/logic/credential/manifest";
import { DEFAULT_TIMES } from "@shared/logic/credential/times";

// The centre's beacon: four bytes that nobody knew before, the same for all phones. A proof with them was made after
// they were published, so that proofs signed ahead stand out. A help only: without it every code works as before.
// The manifest's signature is not checked here, for a phone has nobody to believe: a false beacon is one that no
// verifier knows, and counts as none.

const EVERY_MS = 5 * 60_000;
/** Phones that opened their pages together do not ask together again (L7). */
const SPREAD_MS = 60_000;
const KEY = "ankang.beacon";

/** The newest beacon that a manifest names; null when there is none or the file is something else. */
export function newestBeacon(file: Uint8Array): Beacon | null {
  try {
    return manifestOf(readSign1(file, "manifest").payload).beacons.at(-1) ?? null;
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

interface Shelf {
  read: (key: string) => string | null;
  write: (key: string, value: string) => void;
}

/** Keeps the newest beacon, across reloads too, and when it may be asked for again. Instants are server milliseconds. */
export class BeaconKeeper {
  #beacon: Beacon | null = null;
  #askAgainAt = 0;

  constructor(
    private readonly fetchManifest: () => Promise<Uint8Array | null>,
    private readonly shelf: Shelf,
    private readonly random: () => number,
  ) {
    this.#recall();
  }

  /** Milliseconds until the centre may be asked again; never longer than the longest wait, if the clock was set. */
  waitAt(now: number): number {
    return Math.min(Math.max(0, this.#askAgainAt - now), EVERY_MS + SPREAD_MS);
  }

  /** Asks for the newest beacon when it is time; whatever goes wrong, the one that is known stays. */
  async refresh(now: number): Promise<void> {
    if (this.#askAgainAt > now && this.#askAgainAt - now <= EVERY_MS + SPREAD_MS) return;
    this.#askAgainAt = now + EVERY_MS + Math.floor(this.random() * SPREAD_MS);
    this.#keep();
    const file = await this.fetchManifest();
    this.#beacon = (file && newestBeacon(file)) ?? this.#beacon;
    this.#keep();
  }

  /** What a proof made now carries: nothing older than ten minutes, which would say less than the proof's own time. */
  valueAt(now: number): Uint8Array | null {
    return this.#beacon && now - this.#beacon.at * 1000 <= DEFAULT_TIMES.beacon * 1000 ? this.#beacon.value : null;
  }

  #keep(): void {
    const { at, value } = this.#beacon ?? { at: 0, value: [] };
    this.shelf.write(KEY, JSON.stringify({ at, value: [...value], askAgainAt: this.#askAgainAt }));
  }

  #recall(): void {
    try {
      const kept = JSON.parse(this.shelf.read(KEY) ?? "null") as { at: number; value: number[]; askAgainAt: number } | null;
      if (!kept || !Number.isFinite(kept.askAgainAt)) return;
      this.#askAgainAt = kept.askAgainAt;
      if (kept.value.length === BEACON_BYTES) this.#beacon = { at: kept.at, value: Uint8Array.from(kept.value) };
    } catch {
      // What cannot be read is asked for anew.
    }
  }
}
