import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";
import { messageOf } from "@shared/composables/useProblem";
import { asColour, type Colour } from "@shared/logic/colours";
import { serverClock } from "@shared/logic/server-clock";

import { recall, remember } from "../logic/local-store";

export type Assessment = Schemas["AssessmentAnswer"];
export type Cause = Schemas["CauseAnswer"];

// Asked on opening, on coming back, and now and then while the page shows; jitter keeps phones apart (L7).
const EVERY_MS = 5 * 60_000;
const FRESH_MS = 30_000;

/** The colour with its reasons as the centre says it, or as it was last known when the centre cannot be reached. */
export function useAssessment(personId: Ref<string>): {
  assessment: Ref<Assessment | null>;
  colour: ComputedRef<Colour | null>;
  updatedAt: Ref<number | null>;
  reached: Ref<boolean | null>;
  problem: Ref<string>;
  load: () => Promise<void>;
} {
  const assessment = ref<Assessment | null>(null);
  const updatedAt = ref<number | null>(null);
  const reached = ref<boolean | null>(null);
  const problem = ref("");
  const colour = computed(() => (assessment.value ? asColour(assessment.value.colour) : null));
  let timer = 0;

  async function load(): Promise<void> {
    const id = personId.value;
    if (id === "") return;
    window.clearTimeout(timer);
    try {
      const answer = await bodyOf(api.GET("/api/v1/assessments/{person_id}", { params: { path: { person_id: id } } }));
      if (id !== personId.value) return;
      assessment.value = answer;
      updatedAt.value = serverClock.now();
      reached.value = true;
      problem.value = "";
      await remember("assessments", { personId: id, at: updatedAt.value, value: answer });
    } catch (error) {
      reached.value = false;
      if (!(error instanceof ProblemError) || !error.passing) problem.value = messageOf(error);
    }
    timer = window.setTimeout(() => void load(), EVERY_MS * (0.8 + 0.4 * Math.random()));
  }

  async function start(): Promise<void> {
    const id = personId.value;
    [assessment.value, updatedAt.value, reached.value] = [null, null, null];
    if (id === "") return;
    const kept = await recall("assessments", id);
    if (kept && id === personId.value && assessment.value === null) [assessment.value, updatedAt.value] = [kept.value, kept.at];
    await load();
  }

  function wake(): void {
    if (document.visibilityState !== "visible") return;
    if (reached.value !== true || serverClock.now() - (updatedAt.value ?? 0) > FRESH_MS) void load();
  }

  watch(personId, () => void start(), { immediate: true });
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  onScopeDispose(() => {
    window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
  });
  return { assessment, colour, updatedAt, reached, problem, load };
}
