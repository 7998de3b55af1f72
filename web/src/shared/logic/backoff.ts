// Clients back off with jitter (L7): after an outage sixty million phones must not come back in the same second.

export interface Backoff {
  /** First wait in milliseconds. */
  base: number;
  /** Longest wait in milliseconds. */
  cap: number;
}

export const GENTLE: Backoff = { base: 1_000, cap: 120_000 };

/** The wait before the given attempt (0 is the first retry): "full jitter", anywhere between 0 and the doubled base. */
export function waitBefore(attempt: number, random: () => number, { base, cap }: Backoff = GENTLE): number {
  const most = Math.min(cap, base * 2 ** Math.min(attempt, 30));
  return Math.floor(random() * most);
}

/** What the server asked for wins over our own wait, with up to a fifth more so that not all return together. */
export function waitAfter(retryAfterSeconds: number | null, attempt: number, random: () => number, backoff = GENTLE): number {
  if (retryAfterSeconds === null) return waitBefore(attempt, random, backoff);
  return Math.floor(retryAfterSeconds * 1000 * (1 + random() * 0.2));
}
