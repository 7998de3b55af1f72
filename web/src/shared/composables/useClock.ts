import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from "vue";

import { serverClock } from "../logic/server-clock";
import { localDay } from "../logic/time";

/**
 * Server time that ticks with each second, and today's day in Anhui. `phoneAhead`: by how many milliseconds the phone's
 * own clock is ahead (negative: behind) where its owner should hear of it, else 0.
 */
export function useClock(): { now: Ref<number>; today: ComputedRef<string>; phoneAhead: ComputedRef<number> } {
  const now = ref(serverClock.now());
  let timer = 0;

  function tick(): void {
    now.value = serverClock.now();
    timer = window.setTimeout(tick, 1000 - (now.value % 1000) + 5);
  }
  tick();
  onScopeDispose(() => window.clearTimeout(timer));

  return {
    now,
    today: computed(() => localDay(now.value)),
    phoneAhead: computed(() => (now.value > 0 && serverClock.phoneIsWrong ? -serverClock.offset : 0)),
  };
}
