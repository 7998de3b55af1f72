// Judging a code with what the verifier itself knows: keys, lists and clock, no centre asked. The counterpart of
// `core/credential/judging.py`: the ladder is entered by the age of the lists alone, without an operator.
import type { Colour } from "./claims";
import { hasListsOf, type KeyBundle } from "./keyBundle";
import { type KnownLists, valueOf } from "./knownLists";
import { beaconAt, type Manifest } from "./manifest";
import { PAPER_PREFIX, type PaperClaims, verifyPaper } from "./paper";
import { isRefused, type Refused, refused } from "./refusals";
import { colourOver, isPaperList, paperColour, STATUS } from "./statusList";
import { DEFAULT_TIMES, type Times } from "./times";
import { type Verified, verify } from "./verify";

/** How far down the ladder the verifier stands. */
export type Rung = "fresh" | "aged" | "amber" | "manual";

/** What a verifier holds. Lists are null before the first sync; `newest` is the manifest of the days. */
export interface Knowledge {
  keys: KeyBundle;
  days: KnownLists | null;
  paper: KnownLists | null;
  newest: Manifest | null;
}

/** A genuine code and what counts of it now. */
export interface Judged {
  kind: "judged";
  code: Verified | PaperClaims;
  colour: Colour;
  rung: Rung;
  /** Compare the document, whatever the colour. */
  amber: boolean;
  /** No phone has signed, so the document is compared always. */
  isPaper: boolean;
  /** By its beacon the proof cannot be older than this (Unix seconds); null without one that the verifier knows. */
  madeAfter: number | null;
}

export interface JudgingConditions {
  times?: Readonly<Times>;
  /** As in `verify`. */
  digits?: Uint8Array | null;
}

/** Where on the ladder a verifier stands whose lists are this old; without any (null), at its end. */
export function rungAt(ageSeconds: number | null, times: Readonly<Times> = DEFAULT_TIMES): Rung {
  if (ageSeconds === null || ageSeconds > times.listAmber) return "manual";
  if (ageSeconds > times.listNormal) return "amber";
  return ageSeconds <= times.listFresh ? "fresh" : "aged";
}

/**
 * What counts of a scanned text at the verifier's instant (Unix seconds), or at that of its lists when that is later.
 * Refusals: those of `verify` and `verifyPaper`, `dead_code`, `list_too_old`.
 */
export async function judge(
  text: string,
  known: Knowledge,
  at: number,
  conditions: JudgingConditions = {},
): Promise<Judged | Refused> {
  const { times = DEFAULT_TIMES, digits = null } = conditions;
  if (text.startsWith(PAPER_PREFIX)) return judgePaper(text, known, at, times);
  const { days, keys, newest } = known;
  const now = atLeast(days, at);
  const rung = rungAt(days && now - days.at, times);
  const code = await verify(text, keys, now, { times, centreReachable: rung === "fresh", digits });
  if (isRefused(code)) return code;
  if (rung === "manual" || days === null) return refused("list_too_old", "lists: none, or older than three days");
  // A token of the permanent family would be judged by the wrong meaning of its two bits.
  if (isPaperList(code.codeName.listId)) return refused("malformed", "token: names a list of the permanent family");
  // Another issuer's list of the same id speaks of other people: its codes count as signed, the document is compared.
  const isCovered = hasListsOf(keys, code.issuer);
  const colour = colourOver(isCovered ? valueOf(days, code.codeName) : STATUS.asSigned, code.colour);
  if (colour === null) return refused("dead_code", "lists: the code is dead");
  return {
    kind: "judged",
    code,
    colour,
    rung,
    amber: code.grace || rung === "amber" || !isCovered,
    isPaper: false,
    madeAfter: newest && beaconAt(newest, code.beacon),
  };
}

async function judgePaper(
  text: string,
  { paper, keys }: Knowledge,
  at: number,
  times: Readonly<Times>,
): Promise<Judged | Refused> {
  const now = atLeast(paper, at);
  const code = await verifyPaper(text, keys, now, times);
  if (isRefused(code)) return code;
  const rung = rungAt(paper && now - paper.at, times);
  if (rung === "manual" || paper === null || !hasListsOf(keys, code.issuer))
    return refused("list_too_old", "paper list: none of this issuer, or older than three days");
  const colour = paperColour(valueOf(paper, code.codeName));
  if (colour === null) return refused("dead_code", "paper list: the code is dead or has no colour");
  return { kind: "judged", code, colour, rung, amber: rung === "amber", isPaper: true, madeAfter: null };
}

// Lists of days that are over were dropped by their time: a clock behind it must not judge by what is gone.
function atLeast(lists: KnownLists | null, at: number): number {
  return lists === null ? at : Math.max(at, lists.at);
}
