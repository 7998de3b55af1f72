import { ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { useRouter } from "vue-router";

import { ProblemError } from "@shared/api/problem";
import { messageOf } from "@shared/composables/useProblem";
import { serverClock } from "@shared/logic/server-clock";

import { keptKeys } from "../logic/key-keeper";
import { checkedOnThePhone } from "../logic/on-the-phone";
import { SameScan } from "../logic/same-scan";
import { toneOf } from "../logic/verdicts";
import { useGate } from "./useGate";
import { useSignals } from "./useSignals";

const handled = new SameScan();

/** What follows when the camera reads a text: the centre decides; without it the phone says what it can, in amber. */
export function useScanner(): { busy: Ref<boolean>; problem: Ref<string>; found: (text: string) => Promise<void> } {
  const busy = ref(false);
  const problem = ref("");
  const gate = useGate();
  const router = useRouter();
  const { signal } = useSignals();
  const { t } = useI18n();

  async function found(text: string): Promise<void> {
    if (busy.value) return;
    if (handled.has(text)) return void (problem.value = t("scan.justScanned"));
    busy.value = true;
    problem.value = "";
    try {
      const verdict = await gate.scan(text);
      handled.remember(text);
      signal(toneOf(verdict.verdict));
      await router.push({ name: verdict.verdict === "recheck" ? "recheck" : "verdict" });
    } catch (error) {
      if (error instanceof ProblemError && error.passing) {
        const site = gate.duty.value?.site?.name ?? "";
        const verdict = await checkedOnThePhone(text, await keptKeys(), serverClock.now(), site, t);
        handled.remember(text);
        gate.show(verdict);
        signal(toneOf(verdict.verdict));
        await router.push({ name: "verdict" });
      } else {
        problem.value = messageOf(error);
      }
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, found };
}
