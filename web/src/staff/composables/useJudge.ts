import { useI18n } from "vue-i18n";

import { PAPER_PREFIX, verifyPaper } from "@shared/logic/credential/paper";
import { FAMILY } from "@shared/logic/credential/manifest";
import { isRefused } from "@shared/logic/credential/refusals";
import { readProof, verify } from "@shared/logic/credential/verify";

import { gateClock } from "../logic/gate-clock";
import { type AtTheGate, codeNameOf, replayedOnThePhone, verdictOnThePhone } from "../logic/on-the-phone";
import type { Verdict } from "../logic/verdicts";
import { useGate } from "./useGate";
import { useGateMemory } from "./useGateMemory";
import { useListAge } from "./useListAge";
import { gateKnowledge, loadKnowledge } from "./useSync";
import { useVisit } from "./useVisit";

/** Verdicts of this phone alone, kept for upload under the key of the scan that the centre did not answer. */
export function useJudge(): {
  judge: (key: string, text: string, digits: string) => Promise<Verdict>;
  /** The centre took this text: it opens no door a second time, whoever judges then. */
  remember: (text: string) => Promise<void>;
} {
  const gate = useGate();
  const visit = useVisit();
  const memory = useGateMemory();
  const { wordsOf } = useListAge();
  const { t } = useI18n();

  function proofOf(text: string): { codeName: string; at: number } | null {
    const proof = readProof(text);
    return "kind" in proof ? null : { codeName: codeNameOf(proof.token.claims.codeName), at: proof.claims.issuedAt };
  }

  async function namedBy(text: string): Promise<AtTheGate["named"]> {
    const keys = gateKnowledge.keys;
    if (!keys) return null;
    const at = Math.floor(gateClock.now());
    const read = text.startsWith(PAPER_PREFIX) ? await verifyPaper(text, keys, at) : await verify(text, keys, at, { centreReachable: false });
    return isRefused(read) ? null : { name: read.name, documentTail: read.documentTail };
  }

  async function judge(key: string, text: string, digits: string): Promise<Verdict> {
    await Promise.all([loadKnowledge(), memory.opened()]);
    const outcome = await gateKnowledge.judge(text, digits);
    const atTheGate = await gateNow(text, isRefused(outcome));
    if (!isRefused(outcome)) {
      const codeName = codeNameOf(outcome.code.codeName);
      const proof = proofOf(text);
      if (proof && memory.hasProof(codeName, proof.at)) return shown(replayedOnThePhone(atTheGate, t));
      const back = memory.waitingHere.value.find((other) => other.codeName === codeName);
      if (back) return seenAgain(back as Verdict, key, text, digits);
    }
    const verdict = verdictOnThePhone(outcome, atTheGate, t);
    // What is refused here would be refused at upload as well; whom nobody could judge is for the centre to say.
    if (isRefused(outcome) && !atTheGate.named) return shown(verdict);
    await remember(text);
    await visit.keepScan(key, text, digits, verdict.verdict === "pass" && !verdict.compareFirst);
    return shown({ ...verdict, scanKey: key });
  }

  /** Somebody who waits for the second reading: the scan says that it is the same person who is measured now. */
  async function seenAgain(back: Verdict, key: string, text: string, digits: string): Promise<Verdict> {
    await remember(text);
    await visit.keepScan(key, text, digits, false);
    return shown({ ...back, needs_temperature: !text.startsWith(PAPER_PREFIX), compared: false });
  }

  async function gateNow(text: string, isUnjudged: boolean): Promise<AtTheGate> {
    const site = gate.duty.value?.site;
    return {
      siteName: site?.name ?? "",
      coloursLetIn: site?.colours_let_in ?? [],
      atMs: gateClock.now() * 1000,
      age: wordsOf(text.startsWith(PAPER_PREFIX) ? FAMILY.paper : FAMILY.days),
      named: isUnjudged ? await namedBy(text) : null,
    };
  }

  function shown(verdict: Verdict): Verdict {
    gate.show(verdict);
    return verdict;
  }

  async function remember(text: string): Promise<void> {
    const proof = proofOf(text);
    if (proof) await memory.rememberProof(proof.codeName, proof.at);
  }

  return { judge, remember };
}
