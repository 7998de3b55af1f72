import type { Verdict } from "./verdicts";

type Translate = (key: string) => string;

/** The words of one key in the language of the screen; a verdict made here is never stored. */
function both(t: Translate, key: string): { zh: string; en: string } {
  return { zh: t(key), en: t(key) };
}

/**
 * The verdict while the centre does not answer: never green. Until status lists are on the phone the standing of a code
 * is not known here, so even a well-signed code is amber and the document decides.
 */
export async function checkedOnThePhone(
  _qrText: string,
  siteName: string,
  t: Translate,
): Promise<Verdict> {
  return {
    visit_id: null,
    verdict: "cannot_check",
    refusal: null,
    headline: both(t, "verdict.cannotCheck"),
    reason: both(t, "verdict.enterDocument"),
    next_step: both(t, "verdict.enterDocument"),
    say: null,
    masked_name: null,
    masked_document: null,
    colour: null,
    colour_words: null,
    way: "scan",
    site_name: siteName,
    needs_temperature: false,
    second_reading_after: null,
    first_reading_celsius: null,
    decided_at: new Date().toISOString(),
  };
}
