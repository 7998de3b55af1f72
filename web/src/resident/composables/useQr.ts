import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";

import { serverClock } from "@shared/logic/server-clock";

import { qrTextFor } from "../logic/device-key";
import type { StoredCode } from "../logic/local-store";
import { freshnessOf, timesOf, type Freshness } from "../logic/renewal";
import { useBeacon } from "./useBeacon";

export const QR_SECONDS = 15;

/**
 * The QR of a code, signed anew every 15 seconds with or without a network, and at once when the code changed, when
 * digits were typed, when the phone wakes or its clock was set. `whenUnsignable` is called where the key signs nothing.
 */
export function useQr(
  code: ShallowRef<StoredCode | null>,
  nonce: Ref<Uint8Array | null>,
  whenUnsignable: () => void,
): { qrText: Ref<string>; run: Ref<number>; freshness: ComputedRef<Freshness | null> } {
  const qrText = ref("");
  const run = ref(0);
  const judgedAt = ref(serverClock.now());
  const { beaconAt } = useBeacon();
  let timer = 0;
  let drawing = 0;

  const freshness = computed(() => (code.value ? freshnessOf(timesOf(code.value), judgedAt.value) : null));

  async function draw(): Promise<void> {
    window.clearTimeout(timer);
    const mine = ++drawing;
    judgedAt.value = serverClock.now();
    const text = code.value && freshness.value !== "dead" ? await signed(code.value) : "";
    if (mine !== drawing) return; // another drawing began meanwhile, or the page was left
    if (text !== "") run.value += 1;
    qrText.value = text;
    timer = window.setTimeout(() => void draw(), QR_SECONDS * 1000);
  }

  async function signed(shown: StoredCode): Promise<string> {
    const now = serverClock.now();
    try {
      return await qrTextFor(shown, now, { nonce: nonce.value, beacon: beaconAt(now) });
    } catch {
      if (shown === code.value) whenUnsignable();
      return "";
    }
  }

  function wake(): void {
    // A sleeping phone's timers stand still, and a QR made by a wrong clock is refused as a picture.
    if (document.visibilityState === "visible") void draw();
  }

  watch([code, nonce], () => void draw(), { immediate: true });
  document.addEventListener("visibilitychange", wake);
  const forget = serverClock.whenSet(wake);
  onScopeDispose(() => {
    drawing = -1;
    forget();
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
  });

  return { qrText, run, freshness };
}
