import { isRefused, nextStep, refusalWords, type Words } from "@shared/logic/credential/refusals";
import { verify, type Verified } from "@shared/logic/credential/verify";
import type { KeyBundle } from "@shared/logic/credential/keyBundle";

import type { Verdict } from "./verdicts";

type Translate = (key: string) => string;

/**
 * The verdict while the centre does not answer: never green. Until status lists are on the phone the standing of a code
 * is not known here, so even a genuine code is amber and the document decides; a code that is stale, expired or not ours
 * is refused by this phone alone. `atMs` is the verifier's clock.
 */
export async function checkedOnThePhone(
  qrText: string,
  keys: KeyBundle | null,
  atMs: number,
  siteName: string,
  t: Translate,
): Promise<Verdict> {
  if (!keys) return amber(null, siteName, atMs, t);
  const outcome = await verify(qrText, keys, Math.floor(atMs / 1000), { centreReachable: false });
  if (!isRefused(outcome)) return amber(outcome, siteName, atMs, t);
  return {
    ...amber(null, siteName, atMs, t),
    verdict: "refused",
    refusal: outcome.reason,
    headline: both(t, "verdict.notAccepted"),
    reason: refusalWords(outcome.reason),
    next_step: nextStep(outcome.reason),
  };
}

function amber(read: Verified | null, site_name: string, atMs: number, t: Translate): Verdict {
  const colour = read?.colour ?? null;
  return {
    visit_id: null,
    verdict: "cannot_check",
    refusal: null,
    headline: both(t, "verdict.cannotCheck"),
    reason: both(t, read ? "verdict.onPhone" : "verdict.enterDocument"),
    next_step: both(t, "verdict.enterDocument"),
    say: null,
    masked_name: read?.name ?? null,
    masked_document: read ? `****${read.documentTail}` : null,
    colour,
    colour_words: colour ? both(t, `shared.colour.${colour}`) : null,
    way: "scan",
    site_name,
    needs_temperature: false,
    first_reading_celsius: null,
    first_read_at: null,
    second_reading_after: null,
    decided_at: new Date(atMs).toISOString(),
  };
}

/** The words of one key in the language of the screen; a verdict made here is never stored. */
function both(t: Translate, key: string): Words {
  return { zh: t(key), en: t(key) };
}
