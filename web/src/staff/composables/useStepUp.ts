import { computed, readonly, ref, type ComputedRef, type Ref } from "vue";

import { digitsFrom } from "@shared/logic/credential/stepUp";
import { DEFAULT_TIMES } from "@shared/logic/credential/times";

// Six digits for the next holder to type: a picture cannot answer them. They stand for a minute, by a clock that nobody
// can set, and one proof answers them. One for the whole app, so that they outlive the way from a verdict to the camera.
const digits = ref("");
const secondsLeft = ref(0);
let until = 0;
let timer = 0;

/** The digits on the screen, or "" while none are asked for. */
export function useStepUp(): {
  digits: Readonly<Ref<string>>;
  secondsLeft: Readonly<Ref<number>>;
  spaced: ComputedRef<string>;
  ask: () => void;
  end: () => void;
} {
  function ask(): void {
    digits.value = digitsFrom(() => crypto.getRandomValues(new Uint32Array(1))[0]!);
    until = performance.now() + DEFAULT_TIMES.digits * 1000;
    tick();
  }

  function end(): void {
    window.clearTimeout(timer);
    digits.value = "";
    secondsLeft.value = 0;
  }

  function tick(): void {
    window.clearTimeout(timer);
    secondsLeft.value = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    if (secondsLeft.value === 0) return end();
    timer = window.setTimeout(tick, 1000);
  }

  const spaced = computed(() => digits.value.replace(/^(...)(...)$/, "$1 $2"));
  return { digits: readonly(digits), secondsLeft: readonly(secondsLeft), spaced, ask, end };
}
