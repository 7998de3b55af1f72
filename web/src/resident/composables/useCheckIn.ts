import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";
import { messageOf } from "@shared/composables/useProblem";
import { serverClock } from "@shared/logic/server-clock";
import { localDay } from "@shared/logic/time";

import { requestOf, type CheckInForm } from "../logic/check-in-form";
import { recall, remember, type WaitingCheckIn } from "../logic/local-store";
import { dismissWaiting, keepForLater, uploadWaiting, waitingFor } from "../logic/upload-check-ins";

export type CheckInState = Schemas["CheckInAnswer"];

/** One person's daily report: the run so far, sending today's, and what still waits for a network. */
export function useCheckIn(personId: Ref<string>): {
  state: Ref<CheckInState | null>;
  waiting: Ref<WaitingCheckIn[]>;
  waitsToday: ComputedRef<boolean>;
  problem: Ref<string>;
  load: () => Promise<void>;
  send: (form: CheckInForm, key: string, method: "self" | "proxy") => Promise<"sent" | "kept">;
  dismiss: (key: string) => Promise<void>;
} {
  const state = ref<CheckInState | null>(null);
  const waiting = ref<WaitingCheckIn[]>([]);
  const problem = ref("");
  const waitsToday = computed(() => waiting.value.some((item) => item.day === localDay(serverClock.now()) && !item.refusal));

  async function keep(answer: CheckInState): Promise<void> {
    state.value = answer;
    await remember("checkIns", { personId: answer.person_id, at: serverClock.now(), value: answer });
  }

  async function load(): Promise<void> {
    const id = personId.value;
    if (id === "") return;
    const kept = await recall("checkIns", id);
    if (kept && kept.value.today === localDay(serverClock.now())) state.value ??= kept.value;
    try {
      await uploadWaiting(serverClock.now());
      await keep(await bodyOf(api.GET("/api/v1/check-ins/{person_id}", { params: { path: { person_id: id } } })));
      problem.value = "";
    } catch (error) {
      if (!(error instanceof ProblemError && error.offline)) problem.value = messageOf(error);
    }
    waiting.value = await waitingFor(id);
  }

  async function send(form: CheckInForm, key: string, method: "self" | "proxy"): Promise<"sent" | "kept"> {
    const id = personId.value;
    try {
      const body = requestOf(form, key, method, null);
      await keep(await bodyOf(api.POST("/api/v1/check-ins/{person_id}", { params: { path: { person_id: id } }, body })));
      return "sent";
    } catch (error) {
      if (!(error instanceof ProblemError && error.offline)) throw error;
      // The server may have taken it before the line broke: the same key makes the later upload the same check-in.
      const now = serverClock.now();
      await keepForLater({ key, personId: id, day: localDay(now), body: requestOf(form, key, method, new Date(now).toISOString()) });
      waiting.value = await waitingFor(id);
      return "kept";
    }
  }

  async function dismiss(key: string): Promise<void> {
    await dismissWaiting(key);
    waiting.value = await waitingFor(personId.value);
  }

  const retry = (): void => void load();
  const wake = (): void => void (document.visibilityState === "visible" && load());
  watch(personId, () => ((state.value = null), void load()), { immediate: true });
  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", wake);
  onScopeDispose(() => {
    window.removeEventListener("online", retry);
    document.removeEventListener("visibilitychange", wake);
  });
  return { state, waiting, waitsToday, problem, load, send, dismiss };
}
