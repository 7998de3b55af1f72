import type { Colour } from "@shared/logic/colours";

import type { Freshness } from "./renewal";

// What the code page shows, from what the centre said last and from the token on the phone. Unknown is never green:
// whatever does not fit together is grey and says so (SPEC P14, L6).

export type ShownKind = "code" | "no_code" | "cannot_decide" | "expired" | "renewing" | "unknown" | "key_lost";

export interface ShownState {
  kind: ShownKind;
  colour: Colour;
  /** An expired token is still drawn: a checkpoint whose own list is old accepts it with the document (CREDENTIAL §3). */
  showsQr: boolean;
}

const GREY = "grey" as const;

export function shownState(
  centre: Colour | null,
  greyReason: "no_code" | "cannot_decide" | null,
  token: Colour | null,
  freshness: Freshness | null,
  reached: boolean | null,
  keyLost = false,
): ShownState {
  if (centre === GREY) return { kind: greyReason ?? "cannot_decide", colour: GREY, showsQr: false };
  if (keyLost) return { kind: "key_lost", colour: GREY, showsQr: false };
  if (token === null || freshness === null) return { kind: reached === false ? "unknown" : "renewing", colour: GREY, showsQr: false };
  if (freshness === "dead") return { kind: reached === false ? "expired" : "renewing", colour: GREY, showsQr: false };
  if (freshness === "expired") return { kind: "expired", colour: GREY, showsQr: true };
  if (centre !== null && centre !== token) return { kind: "renewing", colour: GREY, showsQr: false };
  return { kind: "code", colour: token, showsQr: true };
}
