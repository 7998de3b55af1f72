import { asColour, type Colour } from "@shared/logic/colours";
import { instantOf } from "@shared/logic/time";

import type { StoredCode } from "./local-store";

// When a phone asks for a new token (CREDENTIAL §3): past `renew_after` (half its life), when the colour changed, or
// when there is none. What is urgent goes at once, what is routine is spread so that phones do not come together (L7).

const HOUR = 3_600_000;
/** Each token has its own moment within these hours after `renew_after`. */
const ROUTINE_SPREAD = 4 * HOUR;
/** People open their codes at the same gate in the same minute: a renewal that is due waits up to this long. */
const OPENING_SPREAD = 20_000;
/** A token that expired while the centre could not be reached is still shown until 72 hours after issue. */
const LAST_USE = 72 * HOUR;

export interface TokenTimes {
  issuedAt: number;
  expiresAt: number;
  renewAfter: number;
  colour: Colour;
  /** Where in the spread this token's moment lies, 0 to 1: drawn once, so that opening the page again does not defer it. */
  share: number;
}

export function timesOf(code: StoredCode): TokenTimes {
  const { issued_at, expires_at, renew_after, colour } = code.answer;
  return {
    issuedAt: instantOf(issued_at),
    expiresAt: instantOf(expires_at),
    renewAfter: instantOf(renew_after),
    colour: asColour(colour),
    share: shareOf(code.token),
  };
}

// The last bytes of a signature are as good as drawn at random, and stay with their token without being stored.
function shareOf(token: Uint8Array): number {
  return ((token.at(-2) ?? 0) * 256 + (token.at(-1) ?? 0)) / 65_536;
}

export type Freshness = "valid" | "expired" | "dead";

/** Whether the token is valid, expired but still worth showing, or of no use to anybody. */
export function freshnessOf(token: TokenTimes, now: number): Freshness {
  if (now < token.expiresAt) return "valid";
  return now < token.issuedAt + LAST_USE ? "expired" : "dead";
}

/** Milliseconds until the phone should ask for a new token; 0 is at once. `colour` is what the centre says now. */
export function waitUntilRenewal(token: TokenTimes | null, colour: Colour | null, now: number, random: () => number): number {
  if (!token || now >= token.expiresAt) return 0;
  if (colour !== null && colour !== "grey" && colour !== token.colour) return 0;
  const due = token.renewAfter + token.share * Math.min(ROUTINE_SPREAD, (token.expiresAt - token.renewAfter) / 2);
  if (now < due) return due - now;
  // The nearer the end, the shorter the wait.
  return Math.floor(random() * Math.min(OPENING_SPREAD, (token.expiresAt - now) / 60));
}

/** How old a code is and how long it lasts without a network, in milliseconds; null once it has expired. */
export function validityOf(token: TokenTimes, now: number): { age: number; left: number } | null {
  return now < token.expiresAt ? { age: Math.max(0, now - token.issuedAt), left: token.expiresAt - now } : null;
}
