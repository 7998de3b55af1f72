import type { Schemas } from "@shared/api/client";

// What a cause still asks for, for the ring and the list of conditions.

type Cause = Schemas["CauseAnswer"];
type Assessment = Schemas["AssessmentAnswer"];

const SEVERITY: Record<string, number> = { red: 2, yellow: 1, green: 0, grey: 0 };

/** The causes that hold the colour now, the worst first, then the one that ends last. */
export function openCauses(assessment: Assessment): Cause[] {
  return assessment.causes
    .filter((cause) => cause.state === "open")
    .sort((a, b) => (SEVERITY[b.colour] ?? 0) - (SEVERITY[a.colour] ?? 0) || (b.earliest_release_at ?? "9").localeCompare(a.earliest_release_at ?? "9"));
}

/** Causes that are over, the latest first. */
export function pastCauses(assessment: Assessment): Cause[] {
  return assessment.causes.filter((cause) => cause.state !== "open").sort((a, b) => (b.ended_on ?? "").localeCompare(a.ended_on ?? ""));
}

export interface Condition {
  kind: "observation" | "checkIns";
  done: number;
  required: number;
  met: boolean;
}

const COUNTED = { observation: "observation", check_ins: "checkIns" } as const;

/** The conditions with a count. A condition is met when the rules no longer ask for it: the last day must be over. */
export function conditionsOf(cause: Cause): Condition[] {
  const asked = new Set(cause.missing.map((item) => item.kind));
  const all: Condition[] = [
    { kind: COUNTED.observation, done: cause.observation_days_done, required: cause.observation_days, met: !asked.has("observation") },
    { kind: COUNTED.check_ins, done: cause.check_ins_counted, required: cause.check_ins_required, met: !asked.has("check_ins") },
  ];
  return all.filter((item) => item.required > 0).map((item) => ({ ...item, done: Math.min(item.done, item.required) }));
}

/** What else is missing, in the rules' own words: a discharge, the end of an order. */
export function otherConditionsOf(cause: Cause): Cause["missing"][number]["words"][] {
  return cause.missing.filter((item) => !(item.kind in COUNTED)).map((item) => item.words);
}
