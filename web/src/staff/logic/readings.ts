import type { Schemas } from "@shared/api/client";
import type { Words } from "@shared/logic/credential/refusals";

import type { Verdict } from "./verdicts";

// The two readings while the centre is away, as `checkpoints/model/temperatures.py` has them. A second high reading is
// registered when the record is uploaded, with the time at which it was taken.
type Temperature = Schemas["TemperatureAnswer"];
type Translate = (key: string, values?: Record<string, unknown>) => string;

/** From which reading on a second one is taken, when, and the site's own limit. */
export interface ReadingRules {
  abnormalCelsius: number;
  secondAfterMinutes: number;
  siteCelsius: number;
}

/** What a reading leads to on this phone; the second one comes after its time, which the page waits for. */
export function readingOnThePhone(before: Verdict, celsius: number, rules: ReadingRules, atMs: number, t: Translate): Temperature {
  const first = before.first_reading_celsius;
  const isHigh = celsius >= rules.abnormalCelsius;
  const base = {
    visit_id: before.visit_id ?? "",
    first_reading_celsius: first ?? celsius,
    first_read_at: before.first_read_at ?? iso(atMs),
    second_reading_celsius: first === null ? null : celsius,
    second_reading_after: null,
    colour: before.colour,
    colour_words: before.colour_words,
  };
  if (isHigh && first === null) {
    const minutes = rules.secondAfterMinutes;
    const words = wordsOf(t, "recheck.headline", "local.toIsolation", "recheck.one", { minutes });
    return { ...base, ...words, outcome: "recheck", verdict: "recheck", second_reading_after: iso(atMs + minutes * 60_000) };
  }
  if (isHigh) {
    const words = wordsOf(t, "verdict.mayNotEnter", "local.twiceHigh", "local.registeredLater");
    return { ...base, ...words, outcome: "registration_waits", verdict: "stop" };
  }
  const outcome = first === null ? "normal" : "normal_after_recheck";
  if (celsius >= rules.siteCelsius) {
    const words = wordsOf(t, "verdict.mayNotEnter", "local.tooWarmHere", "local.notRegistered", { limit: rules.siteCelsius.toFixed(1) });
    return { ...base, ...words, outcome, verdict: "stop" };
  }
  return { ...base, ...wordsOf(t, "local.pass", "local.normal", "local.goIn"), outcome, verdict: "pass" };
}

function wordsOf(
  t: Translate,
  headline: string,
  reason: string,
  next: string,
  values: Record<string, unknown> = {},
): { headline: Words; reason: Words; next_step: Words } {
  const both = (key: string) => ({ zh: t(key, values), en: t(key, values) });
  return { headline: both(headline), reason: both(reason), next_step: both(next) };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
