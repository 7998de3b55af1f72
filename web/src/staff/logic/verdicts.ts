import type { DeepReadonly } from "vue";

import type { Schemas } from "@shared/api/client";
import type { VerdictTone } from "@shared/ui/VerdictScreen.vue";

/** A verdict on the screen: the centre's answer, or what this phone made of a code by itself. */
export interface Verdict extends VerdictAnswer {
  /** The key of a scan that the phone keeps for upload; what follows it goes the same way. */
  scanKey?: string;
  /** The code's name, by which the phone knows somebody who is scanned again. */
  codeName?: string;
  /** The document is compared before the door says anything: paper, and lists older than a day. */
  compareFirst?: boolean;
  /** Staff have compared it. */
  compared?: boolean;
}
type VerdictAnswer = Schemas["VerdictAnswer"];

/** The centre's answer as the screen takes it: paper names its holder only with the document (SPEC P9). */
export function paperFirst(answer: VerdictAnswer): Verdict {
  return answer.way === "paper" && answer.needs_temperature ? { ...answer, compareFirst: true } : answer;
}

/** How a verdict looks: a refused code is a stop; what cannot be said, or not yet, is amber or grey, never green. */
export function toneOf({ verdict, compareFirst }: { verdict: Verdict["verdict"]; compareFirst?: boolean }): VerdictTone {
  if (compareFirst && (verdict === "pass" || verdict === "recheck")) return "cannot_check";
  return verdict === "refused" ? "stop" : verdict;
}

/** Whether two verdicts are of the same visit, by the key of this phone's scan or else by the centre's name for it. */
export function isSameVisit(one: DeepReadonly<Verdict>, other: DeepReadonly<Verdict>): boolean {
  return one.scanKey ? one.scanKey === other.scanKey : one.visit_id === other.visit_id;
}

type Temperature = Schemas["TemperatureAnswer"];

/** Whether the reading opened the door, so that the next person may be scanned at once. */
export function letsIn(answer: Temperature): boolean {
  // Whoever goes by the separate lane with a fever is let in, and staff read what comes next.
  return answer.verdict === "pass" && answer.outcome.startsWith("normal");
}

/** The verdict of a visit after a reading; `readings` are both figures in words, once there are two. */
export function afterReading(before: Verdict, answer: Temperature, readings: (first: string, second: string) => string): Verdict {
  const second = answer.second_reading_celsius;
  const both = second === null ? "" : ` · ${readings(answer.first_reading_celsius.toFixed(1), second.toFixed(1))}`;
  return {
    ...before,
    verdict: answer.verdict,
    headline: answer.headline,
    reason: { zh: answer.reason.zh + both, en: answer.reason.en + both },
    next_step: answer.next_step,
    say: null,
    colour: answer.colour ?? before.colour,
    colour_words: answer.colour_words ?? before.colour_words,
    first_reading_celsius: answer.first_reading_celsius,
    first_read_at: answer.first_read_at,
    second_reading_after: answer.second_reading_after,
    needs_temperature: false,
  };
}

/** Sound and vibration that differ by verdict: [frequency in Hz, seconds] for each tone, milliseconds for each buzz. */
export const SIGNALS: Record<VerdictTone, { tones: [number, number][]; buzz: number[] }> = {
  pass: { tones: [[1320, 0.12]], buzz: [80] },
  stop: { tones: [[220, 0.35], [220, 0.35]], buzz: [350, 120, 350] },
  recheck: { tones: [[660, 0.15], [660, 0.15], [660, 0.15]], buzz: [150, 90, 150, 90, 150] },
  cannot_check: { tones: [[440, 0.2]], buzz: [200, 100, 200] },
  grey: { tones: [[330, 0.3]], buzz: [250] },
};

/** Minutes and seconds until an instant, "0:00" once it has come. */
export function timeLeft(until: string, nowMs: number): { seconds: number; text: string } {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000));
  return { seconds, text: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` };
}
