import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";

import { messageOf } from "@shared/composables/useProblem";
import { useOnline } from "@shared/composables/useOnline";
import type { Colour } from "@shared/logic/colours";
import { waitAfter } from "@shared/logic/backoff";
import { ProblemError } from "@shared/api/problem";
import { serverClock } from "@shared/logic/server-clock";

import { qrTextFor } from "../logic/device-key";
import { openStore, type StoredCode } from "../logic/local-store";
import { freshnessOf, timesOf, waitUntilRenewal, type Freshness } from "../logic/renewal";
import { renewCode } from "../logic/renew-code";

export const QR_SECONDS = 15;

/** The person's code on this phone: a fresh QR every 15 seconds, with or without a network, renewed in time. */
export function useCode(personId: Ref<string>, centreColour: Ref<Colour | null>): {
  code: ShallowRef<StoredCode | null>;
  loaded: Ref<boolean>;
  qrText: Ref<string>;
  run: Ref<number>;
  freshness: ComputedRef<Freshness | null>;
  problem: Ref<string>;
  renew: () => Promise<void>;
} {
  const code = shallowRef<StoredCode | null>(null);
  const loaded = ref(false);
  const qrText = ref("");
  const run = ref(0);
  const problem = ref("");
  const judgedAt = ref(serverClock.now());
  const online = useOnline();
  let drawTimer = 0;
  let renewTimer = 0;
  let failures = 0;
  let stopped = false;

  const freshness = computed(() => (code.value ? freshnessOf(timesOf(code.value), judgedAt.value) : null));

  async function draw(): Promise<void> {
    window.clearTimeout(drawTimer);
    judgedAt.value = serverClock.now();
    const shown = code.value;
    if (shown && freshness.value !== "dead") {
      const text = await qrTextFor(shown, serverClock.now());
      if (stopped || shown !== code.value) return;
      qrText.value = text;
      run.value += 1;
    } else {
      qrText.value = "";
    }
    drawTimer = window.setTimeout(() => void draw(), QR_SECONDS * 1000);
  }

  async function renew(): Promise<void> {
    window.clearTimeout(renewTimer);
    const id = personId.value;
    try {
      const renewed = await renewCode(id, code.value?.renewedAt ?? 0);
      if (stopped || id !== personId.value) return;
      failures = 0;
      problem.value = "";
      code.value = renewed;
      await draw();
      plan();
    } catch (error) {
      if (stopped) return;
      if (!(error instanceof ProblemError && error.offline)) problem.value = messageOf(error);
      if (!(error instanceof ProblemError) || error.passing) {
        const retryAfter = error instanceof ProblemError ? error.retryAfterSeconds : null;
        renewTimer = window.setTimeout(() => void renew(), 2000 + waitAfter(retryAfter, failures++, Math.random));
      }
    }
  }

  /** Renewing waits for a colour from the centre: a person without a code has nothing to renew. */
  function plan(): void {
    window.clearTimeout(renewTimer);
    if (!online.value || centreColour.value === null || centreColour.value === "grey") return;
    const wait = waitUntilRenewal(code.value ? timesOf(code.value) : null, centreColour.value, serverClock.now(), Math.random);
    renewTimer = window.setTimeout(() => void renew(), Math.min(wait, 2 ** 31 - 1));
  }

  async function load(): Promise<void> {
    loaded.value = false;
    code.value = null;
    qrText.value = "";
    const id = personId.value;
    if (id === "") return;
    const stored = await (await openStore()).get("codes", id);
    if (stopped || id !== personId.value) return;
    code.value = stored ?? null;
    loaded.value = true;
    await draw();
    plan();
  }

  // A sleeping phone's timers stand still, and a QR made by a wrong clock is refused as a picture: neither waits its turn.
  function wake(): void {
    if (document.visibilityState !== "visible") return;
    void draw();
    plan();
  }

  watch(personId, load, { immediate: true });
  watch([online, centreColour], plan);
  document.addEventListener("visibilitychange", wake);
  const forget = serverClock.whenSet(wake);
  onScopeDispose(() => {
    stopped = true;
    forget();
    window.clearTimeout(drawTimer);
    window.clearTimeout(renewTimer);
    document.removeEventListener("visibilitychange", wake);
  });

  return { code, loaded, qrText, run, freshness, problem, renew };
}
