import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";

import { ProblemError } from "@shared/api/problem";
import { useOnline } from "@shared/composables/useOnline";
import { messageOf } from "@shared/composables/useProblem";
import { useSession } from "@shared/composables/useSession";
import { waitAfter } from "@shared/logic/backoff";
import type { Colour } from "@shared/logic/colours";
import { serverClock } from "@shared/logic/server-clock";

import { recall, type StoredCode } from "../logic/local-store";
import { enrolAgain, hasLivePhone, renewCode } from "../logic/renew-code";
import { timesOf, waitUntilRenewal } from "../logic/renewal";

/**
 * The person's code on this phone, renewed in time. `keyLost`: the session lives, the centre knows a live key of this
 * shower, and this phone has none; `enrol` is the one step out of it, which ends the old code.
 */
export function useCode(personId: Ref<string>, centreColour: Ref<Colour | null>): {
  code: ShallowRef<StoredCode | null>;
  loaded: Ref<boolean>;
  keyLost: Ref<boolean>;
  busy: Ref<boolean>;
  problem: Ref<string>;
  renew: () => Promise<void>;
  enrol: () => Promise<void>;
  loseKey: () => void;
} {
  const code = shallowRef<StoredCode | null>(null);
  const loaded = ref(false);
  const keyLost = ref(false);
  const busy = ref(false);
  const problem = ref("");
  const online = useOnline();
  const { session, begunHere } = useSession();
  let timer = 0;
  let failures = 0;
  let stopped = false;

  /** Takes what `get` brings for the person of the page, or tries again later where the failure may pass. */
  async function take(get: (id: string) => Promise<StoredCode | null>): Promise<void> {
    window.clearTimeout(timer);
    const id = personId.value;
    try {
      const taken = await get(id);
      if (stopped || id !== personId.value) return;
      [failures, problem.value, keyLost.value] = [0, "", taken === null];
      code.value = taken;
      plan();
    } catch (error) {
      if (stopped) return;
      if (!(error instanceof ProblemError && error.offline)) problem.value = messageOf(error);
      if (!(error instanceof ProblemError) || error.passing) {
        const retryAfter = error instanceof ProblemError ? error.retryAfterSeconds : null;
        timer = window.setTimeout(() => void renew(), 2000 + waitAfter(retryAfter, failures++, Math.random));
      }
    }
  }

  /** A phone that was just signed in has nothing to lose yet; on any other, a missing key may be a lost one. */
  function renew(): Promise<void> {
    return take(async (id) => {
      const isHolder = id === session.value?.person_id;
      const maybeLost = code.value === null && (keyLost.value || !begunHere.value);
      if (maybeLost && (await hasLivePhone(id, { isHolder, maskedName: session.value?.masked_name ?? "" }))) return null;
      return renewCode(id, code.value?.renewedAt ?? 0);
    });
  }

  async function enrol(): Promise<void> {
    busy.value = true;
    await take(enrolAgain);
    busy.value = false;
  }

  /** Renewing waits for a colour from the centre: a person without a code has nothing to renew. */
  function plan(): void {
    window.clearTimeout(timer);
    // Before the phone's own store was read, a missing code says nothing.
    if (!loaded.value || !online.value || keyLost.value || (centreColour.value ?? "grey") === "grey") return;
    const wait = waitUntilRenewal(code.value ? timesOf(code.value) : null, centreColour.value, serverClock.now(), Math.random);
    timer = window.setTimeout(() => void renew(), Math.min(wait, 2 ** 31 - 1));
  }

  async function load(): Promise<void> {
    [loaded.value, keyLost.value, code.value] = [false, false, null];
    const id = personId.value;
    if (id === "") return;
    const stored = await recall("codes", id);
    if (stopped || id !== personId.value) return;
    code.value = stored ?? null;
    loaded.value = true;
    plan();
  }

  /** The key signs nothing any more: what is on the phone is of no use. */
  function loseKey(): void {
    [code.value, keyLost.value] = [null, true];
  }

  const wake = (): void => void (document.visibilityState === "visible" && plan());
  watch(personId, load, { immediate: true });
  watch([online, centreColour], plan);
  document.addEventListener("visibilitychange", wake);
  const forget = serverClock.whenSet(wake);
  onScopeDispose(() => {
    stopped = true;
    forget();
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
  });

  return { code, loaded, keyLost, busy, problem, renew, enrol, loseKey };
}
