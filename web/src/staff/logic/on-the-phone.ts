import type { Colour } from "@shared/logic/credential/claims";
import type { Judged } from "@shared/logic/credential/judging";
import { isRefused, nextStep, type Refusal, type Refused, refusalWords, type Words } from "@shared/logic/credential/refusals";

import { type AtDoor, type Direction, MEDICAL_SITES, type Paper, rule, type Rule, type Ruling } from "./site-rules";
import type { Verdict } from "./verdicts";

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** What this phone knows of the gate while the centre does not answer. */
export interface AtTheGate {
  siteName: string;
  coloursLetIn: readonly string[];
  atMs: number;
  /** The site's own rules; without them its colours alone. */
  rules?: readonly Rule[];
  kind?: AtDoor["kind"];
  direction?: Direction;
  /** What the typed document says; unknown until it was typed. */
  listing?: AtDoor["listing"];
  exitsOn?: string[];
  papersSeen?: Paper[];
  /** How old the lists are, in words. */
  age: string;
  /** Whom a code names that is genuine and cannot be judged. */
  named: { name: string; documentTail: string } | null;
}

/** The refusals that the look words itself; every other one keeps the words of the credential. */
const OWN_WORDS: readonly Refusal[] = ["expired", "stale_proof", "step_up_needed"];

/**
 * The verdict of this phone alone: by the colour that its lists say and the site's rules. Without lists that count it
 * is grey; a code that is stale, dead or not ours is refused. What is unknown is never green.
 */
export function verdictOnThePhone(outcome: Judged | Refused, gate: AtTheGate, t: Translate): Verdict {
  if (!isRefused(outcome)) return judgedVerdict(outcome, gate, t);
  const said = outcome.reason === "list_too_old" ? unknown(gate, t) : refusedVerdict(outcome.reason, gate, t);
  return MEDICAL_SITES.includes(gate.kind ?? "other") ? openedOnThePhone(said, "medical_site", t) : said;
}

function refusedVerdict(reason: Refusal, gate: AtTheGate, t: Translate): Verdict {
  const isOwn = OWN_WORDS.includes(reason);
  return {
    ...blank(gate, t),
    verdict: "refused",
    refusal: reason,
    headline: both(t, isOwn ? `local.${reason}.headline` : "verdict.mayNotEnter"),
    reason: isOwn ? both(t, `local.${reason}.reason`) : refusalWords(reason),
    next_step: isOwn ? both(t, `local.${reason}.next`) : nextStep(reason),
  };
}

/** Care opens the door whatever the code says; only whom the code names is measured here. */
export function openedOnThePhone(before: Verdict, by: "override" | "medical_site", t: Translate): Verdict {
  return {
    ...before,
    verdict: "pass",
    headline: both(t, "local.lane"),
    reason: both(t, by === "override" ? "local.rule.pass.override" : "local.rule.pass.refusedCode"),
    next_step: both(t, "local.guide"),
    say: null,
    asks: [],
    refusal: null,
    compareFirst: false,
    separate_lane: true,
    by,
    needs_temperature: before.masked_name !== null && Boolean(before.scanKey ?? before.visit_id),
  };
}

/** The same proof shown a second time: a copy, or a phone that was passed back. */
export function replayedOnThePhone(gate: AtTheGate, t: Translate): Verdict {
  return {
    ...blank(gate, t),
    verdict: "refused",
    refusal: "replayed",
    headline: both(t, "verdict.mayNotEnter"),
    reason: both(t, "local.replayed.reason"),
    next_step: both(t, "local.replayed.next"),
  };
}

/** The name by which the phone knows a code again. */
export function codeNameOf({ listId, index }: { listId: number; index: number }): string {
  return `${listId}/${index}`;
}

function judgedVerdict({ code, colour, amber, isPaper }: Judged, gate: AtTheGate, t: Translate): Verdict {
  const said = rule(doorOf(colour, gate), rulesOf(gate));
  const opens = said.verdict === "pass";
  const goesIn = (gate.direction ?? "in") === "in";
  return {
    ...blank(gate, t),
    ...wordsOf(said, gate, t),
    verdict: said.verdict,
    say: said.by === "colours" ? both(t, "local.say") : null,
    masked_name: code.name,
    masked_document: `****${code.documentTail}`,
    colour,
    colour_words: colourWords(colour, t),
    way: isPaper ? "paper" : "scan",
    needs_temperature: opens && goesIn,
    codeName: codeNameOf(code.codeName),
    compareFirst: opens && (amber || isPaper),
    by: said.by,
    asks: said.asks,
    separate_lane: said.separateLane,
  };
}

function rulesOf(gate: AtTheGate): readonly Rule[] {
  return gate.rules?.length ? gate.rules : [{ rule: "colours", let_in: [...gate.coloursLetIn] as Colour[] }];
}

/** Tests are never known here; lists and exits as far as this phone has them. */
function doorOf(colour: Colour, gate: AtTheGate): AtDoor {
  return {
    at: Math.floor(gate.atMs / 1000),
    kind: gate.kind ?? "other",
    colour,
    shown: null,
    direction: gate.direction ?? "in",
    celsius: null,
    listing: gate.listing ?? (gate.listing === null ? null : "unknown"),
    exits_on: gate.exitsOn ?? [],
    sampled_on: "unknown",
    papers_seen: gate.papersSeen ?? [],
    override: null,
  };
}

type Said = Pick<Verdict, "headline" | "reason" | "next_step">;

function wordsOf(said: Ruling, gate: AtTheGate, t: Translate): Said {
  const names = gate.coloursLetIn.map((name) => t(`shared.colour.${name}`)).join(t("local.and"));
  const opens = said.verdict === "pass";
  if (said.by === null || said.by === "colours") {
    return {
      headline: both(t, opens ? "local.pass" : "verdict.mayNotEnter"),
      reason: both(t, opens ? "local.byList" : "local.onlyHere", { age: gate.age, names }),
      next_step: both(t, opens ? "local.compareAndMeasure" : "local.seeWhy"),
    };
  }
  if (said.asks.length) {
    const papers = said.asks.map((paper) => t(`papers.name.${paper}`)).join(t("local.and"));
    return { headline: both(t, "papers.first"), reason: both(t, "papers.ask", { papers }), next_step: both(t, "papers.confirm") };
  }
  const headline = said.separateLane ? "local.lane" : opens ? "local.pass" : said.verdict === "stop" ? "verdict.mayNotEnter" : "verdict.cannotCheck";
  const state = opens || said.verdict === "stop" ? said.verdict : "unknown";
  return {
    headline: both(t, headline),
    reason: both(t, `local.rule.${state}.${said.by}`, { age: gate.age, day: said.nextExitOn ?? "" }),
    next_step: both(t, state === "unknown" ? (said.by === "recent_test" ? "local.askCentre" : "local.typeDocument") : opens ? "local.compareAndMeasure" : "local.askKeeper"),
  };
}

function unknown(gate: AtTheGate, t: Translate): Verdict {
  return {
    ...blank(gate, t),
    verdict: "grey",
    refusal: "list_too_old",
    headline: both(t, "verdict.cannotCheck"),
    reason: both(t, gate.named ? "local.signatureOnly" : "local.noLists"),
    next_step: both(t, "verdict.enterDocument"),
    masked_name: gate.named?.name ?? null,
    masked_document: gate.named ? `****${gate.named.documentTail}` : null,
  };
}

function blank(gate: AtTheGate, t: Translate): Verdict {
  return {
    visit_id: null,
    verdict: "grey",
    refusal: null,
    headline: both(t, "verdict.cannotCheck"),
    reason: both(t, "local.noLists"),
    next_step: both(t, "verdict.enterDocument"),
    say: null,
    masked_name: null,
    masked_document: null,
    colour: null,
    colour_words: null,
    way: "scan",
    site_name: gate.siteName,
    needs_temperature: false,
    first_reading_celsius: null,
    first_read_at: null,
    second_reading_after: null,
    decided_at: new Date(gate.atMs).toISOString(),
    asks: [],
    separate_lane: false,
    direction: gate.direction ?? "in",
  };
}

function colourWords(colour: Colour, t: Translate): Words {
  return both(t, `shared.colour.${colour}`);
}

/** The words of one key in the language of the screen; a verdict made here is never stored. */
function both(t: Translate, key: string, values: Record<string, unknown> = {}): Words {
  return { zh: t(key, values), en: t(key, values) };
}
