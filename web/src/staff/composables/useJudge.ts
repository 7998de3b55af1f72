import { useI18n } from "vue-i18n";

import { PAPER_PREFIX } from "@shared/logic/credential/paper";
import type { Judged } from "@shared/logic/credential/judging";
import { FAMILY } from "@shared/logic/credential/manifest";
import { isRefused } from "@shared/logic/credential/refusals";
import { localDay } from "@shared/logic/time";

import { gateClock } from "../logic/gate-clock";
import { type AtTheGate, codeNameOf, replayedOnThePhone, verdictOnThePhone } from "../logic/on-the-phone";
import { namedBy, proofOf } from "../logic/reading-codes";
import { exitsOf, keepExit, listingOf } from "../logic/site-list";
import type { Direction, Paper, Rule } from "../logic/site-rules";
import type { Verdict } from "../logic/verdicts";
import { useDoor } from "./useDoor";
import { useGate } from "./useGate";
import { useGateMemory } from "./useGateMemory";
import { useListAge } from "./useListAge";
import { gateKnowledge, loadKnowledge } from "./useSync";
import { useVisit } from "./useVisit";

/** What staff found out about the person in front of them. */
interface Known {
  document?: { type: string; number: string };
  papersSeen?: Paper[];
}
let last: { key: string; text: string; digits: string; outcome: Judged; known: Known } | null = null;

/** Verdicts of this phone alone, kept for upload under the key of the scan that the centre did not answer. */
export function useJudge(): {
  judge: (key: string, text: string, digits: string) => Promise<Verdict>;
  /** The same person again, with the typed document or the papers that staff saw; null when nobody was judged here. */
  again: (known: Known) => Promise<Verdict | null>;
  /** The centre took this text: it opens no door a second time, whoever judges then. */
  remember: (text: string) => Promise<void>;
} {
  const gate = useGate();
  const visit = useVisit();
  const memory = useGateMemory();
  const door = useDoor();
  const { wordsOf } = useListAge();
  const { t } = useI18n();

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
    last = isRefused(outcome) ? null : { key, text, digits, outcome, known: {} };
    const verdict = verdictOnThePhone(outcome, atTheGate, t);
    // What is refused here would be refused at upload as well, but whom a hospital lets in is recorded; whom nobody could judge is for the centre to say.
    if (isRefused(outcome) && !atTheGate.named && verdict.verdict !== "pass") return shown(verdict);
    await remember(text);
    await visit.keepScan(key, text, digits, verdict.verdict === "pass" && !verdict.compareFirst, doorScan());
    return shown({ ...verdict, scanKey: key });
  }

  async function again(known: Known): Promise<Verdict | null> {
    if (last === null) return null;
    const { key, text, digits, outcome } = last;
    last.known = { ...last.known, ...known };
    const { document, papersSeen = [] } = last.known;
    const gateThen = await gateNow(text, false);
    const siteId = gate.duty.value?.site?.site_id ?? "";
    const listing = document ? await listingOf(siteId, document.type, document.number) : "unknown";
    const household = listing !== null && listing !== "unknown" ? listing.household : "";
    const exitsOn = household ? await exitsOf(siteId, household) : [];
    const verdict = verdictOnThePhone(outcome, { ...gateThen, listing, exitsOn, papersSeen }, t);
    const letIn = verdict.verdict === "pass" && !verdict.compareFirst;
    await visit.keepScan(key, text, digits, letIn, { ...doorScan(), papers_seen: papersSeen });
    if (letIn && household && gateThen.direction === "out") await keepExit(siteId, household, localDay(gateThen.atMs));
    return shown({ ...verdict, scanKey: key });
  }

  function doorScan(): { direction: Direction; companion_key: string | null; companion_of: string | null } {
    const { scanKey = null, visit_id = null } = door.broughtBy.value ?? {};
    return { direction: door.direction.value, companion_key: scanKey, companion_of: scanKey ? null : visit_id };
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
      rules: (gate.duty.value?.rules ?? []) as unknown as Rule[],
      kind: site?.kind,
      direction: door.direction.value,
      atMs: gateClock.now() * 1000,
      age: wordsOf(text.startsWith(PAPER_PREFIX) ? FAMILY.paper : FAMILY.days),
      named: isUnjudged ? await namedBy(text, gateKnowledge.keys, Math.floor(gateClock.now())) : null,
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

  return { judge, again, remember };
}
