import { ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { useRouter } from "vue-router";

import { ProblemError } from "@shared/api/problem";
import { messageOf } from "@shared/composables/useProblem";
import { readProof } from "@shared/logic/credential/verify";

import { SameScan } from "../logic/same-scan";
import { toneOf, type Verdict } from "../logic/verdicts";
import { useGate } from "./useGate";
import { useJudge } from "./useJudge";
import { useSignals } from "./useSignals";
import { useStepUp } from "./useStepUp";

const handled = new SameScan();

/** What follows when the camera reads a text: the centre decides; while it does not answer, this phone judges. */
export function useScanner(): { busy: Ref<boolean>; problem: Ref<string>; found: (text: string) => Promise<void> } {
  const busy = ref(false);
  const problem = ref("");
  const gate = useGate();
  const judge = useJudge();
  const stepUp = useStepUp();
  const router = useRouter();
  const { signal } = useSignals();
  const { t } = useI18n();

  async function found(text: string): Promise<void> {
    if (busy.value) return;
    // The holder's phone still shows its last QR while they type: only one that answers something is judged.
    if (stepUp.digits.value && hasNoAnswer(text)) return void (problem.value = t("stepUp.waiting"));
    if (handled.has(text)) return void (problem.value = t("scan.justScanned"));
    busy.value = true;
    problem.value = "";
    try {
      const verdict = await verdictOf(text, stepUp.digits.value);
      handled.remember(text);
      stepUp.end();
      signal(toneOf(verdict));
      await router.push({ name: verdict.verdict === "recheck" ? "recheck" : "verdict" });
    } catch (error) {
      problem.value = messageOf(error);
    } finally {
      busy.value = false;
    }
  }

  function hasNoAnswer(text: string): boolean {
    const proof = readProof(text);
    return !("kind" in proof) && proof.claims.nonce === null;
  }

  async function verdictOf(text: string, digits: string): Promise<Verdict> {
    const key = crypto.randomUUID();
    // Whoever waits at the gate does not wait for a centre that did not answer a moment ago: the page keeps asking.
    if (navigator.onLine && gate.reached.value !== false) {
      try {
        const verdict = await gate.scan(key, text, digits);
        await judge.remember(text);
        return verdict;
      } catch (error) {
        if (!(error instanceof ProblemError && error.passing)) throw error;
      }
    }
    return judge.judge(key, text, digits);
  }

  return { busy, problem, found };
}
