import type { Schemas } from "@shared/api/client";
import type { VerdictTone } from "@shared/ui/VerdictScreen.vue";

export type Verdict = Schemas["VerdictAnswer"];

/** How a verdict of the centre looks: a refused code is a stop, what cannot be checked is amber. */
export function toneOf(verdict: Verdict["verdict"]): VerdictTone {
  return verdict === "refused" ? "stop" : verdict;
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
