import type { VerdictTone } from "@shared/ui/VerdictScreen.vue";

import { SIGNALS } from "../logic/verdicts";

let audio: AudioContext | null = null;

/** Lets a verdict be heard and felt. Browsers allow sound after the first touch; without it the screen still speaks. */
export function useSignals(): { signal: (tone: VerdictTone) => void } {
  function signal(tone: VerdictTone): void {
    const { tones, buzz } = SIGNALS[tone];
    navigator.vibrate?.(buzz);
    try {
      audio ??= new AudioContext();
      let at = audio.currentTime;
      for (const [frequency, seconds] of tones) {
        const oscillator = audio.createOscillator();
        oscillator.frequency.value = frequency;
        oscillator.connect(audio.destination);
        oscillator.start(at);
        oscillator.stop(at + seconds);
        at += seconds + 0.12;
      }
    } catch {
      // No sound device: shape, word and vibration remain.
    }
  }
  return { signal };
}
