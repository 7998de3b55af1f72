import { asColour, type Colour } from "@shared/logic/colours";
import { instantOf } from "@shared/logic/time";

import type { StoredCode } from "./local-store";

// When a phone asks for a new token (CREDENTIAL §3): past `renew_after` (half its life), when the colour changed, or
// when there is none. What is urgent goes at once, what is routine is spread so that phones do not come together (L7).

const HOUR = 3_600_000;
const ROUTINE_SPREAD = HOUR / 2;
/** A token that expired while the centre could not be reached is still shown until 72 hours after issue. */
const LAST_USE = 72 * HOUR;

export interface TokenTimes {
  issuedAt: number;
  expiresAt: number;
  renewAfter: number;
  colour: Colour;
}

export function timesOf(code: StoredCode): TokenTimes {
  const { issued_at, expires_at, renew_after, colour } = code.answer;
  return { issuedAt: instantOf(issued_at), expiresAt: instantOf(expires_at), renewAfter: instantOf(renew_after), colour: asColour(colour) };
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
  const due = token.renewAfter - now;
  const spread = Math.min(ROUTINE_SPREAD, Math.max(0, token.expiresAt - Math.max(now, token.renewAfter)) / 4);
  return Math.max(0, due) + Math.floor(random() * spread);
}
