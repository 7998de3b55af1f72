import { readPreference, writePreference } from "./storage";

// A code is judged by the checkpoint's clock, so the phone keeps the offset of its own clock from the server's and
// makes its proofs in server time (CREDENTIAL §3). The offset survives a reload without network.
const KEY = "ankang.clock-offset";
const TOLERABLE_MS = 60_000;
// An HTTP Date header has whole seconds and a cache may have kept it: it only corrects a gap that is larger than that.
const HEADER_BLUR_MS = 2_500;

export class ServerClock {
  #offset: number;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly phone: () => number = () => Date.now()) {
    const stored = Number(readPreference(KEY));
    this.#offset = Number.isFinite(stored) ? stored : 0;
  }

  /** Server time in milliseconds. */
  now(): number {
    return this.phone() + this.#offset;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Whether the phone's clock is so wrong that its owner should hear of it. */
  get phoneIsWrong(): boolean {
    return Math.abs(this.#offset) > TOLERABLE_MS;
  }

  /** Takes an exact server time; the answer is assumed to have left half-way through the round trip. */
  observe(serverTime: number, sentAt: number, receivedAt: number): void {
    const before = this.#offset;
    this.#offset = Math.round(serverTime - (sentAt + receivedAt) / 2);
    writePreference(KEY, String(this.#offset));
    if (Math.abs(this.#offset - before) > HEADER_BLUR_MS) this.#listeners.forEach((listener) => listener());
  }

  /** Calls `listener` whenever the time jumped: the phone's clock was set, or its first answer came. Answers with the end of it. */
  whenSet(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes the coarse time of a response header. */
  observeHeader(serverTime: number, sentAt: number, receivedAt: number): void {
    const offset = serverTime + 500 - (sentAt + receivedAt) / 2;
    if (Math.abs(offset - this.#offset) > HEADER_BLUR_MS) this.observe(serverTime + 500, sentAt, receivedAt);
  }
}

export const serverClock = new ServerClock();
