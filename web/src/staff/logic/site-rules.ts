import type { Schemas } from "@shared/api/client";
import type { Colour } from "@shared/logic/colours";
import { localDay } from "@shared/logic/time";

// What a site's rules say of one person at its door: the twin of `checkpoints/model/ruling.py`. `vectors/site-rules.json`
// holds both to the same answers. What this phone cannot know is "unknown" and becomes amber, never guessed.
export type ListKind = "residents" | "employees";
export type Paper = "exit_pass" | "work_resumption" | "visitor_pass" | "test_report";
export type Direction = "in" | "out";
export type Override = "medical_care" | "danger";

export type Rule =
  | { rule: "colours"; let_in: Colour[] }
  | { rule: "temperature"; limit_celsius: number }
  | { rule: "listed_only"; lists: ListKind[] }
  | { rule: "household_quota"; exits: number; days: number }
  | { rule: "opening_hours"; opens: string; closes: string }
  | { rule: "recent_test"; hours: number }
  | { rule: "visitor_pass"; mode: "required" | "allowed" }
  | { rule: "papers"; on_entry: Paper[]; on_exit: Paper[] }
  | { rule: "home_open" };
type Named<Name extends Rule["rule"]> = Extract<Rule, { rule: Name }>;

/** On which of the site's lists somebody is, one at least; `household` is "" for people who belong to none. */
export interface Listing {
  lists: ListKind[];
  household: string;
}

/** Somebody at a door and what is known of them; null stands for "known to be none". */
export interface AtDoor {
  /** Unix seconds. */
  at: number;
  kind: Schemas["SiteKind"];
  /** Null: no code. */
  colour: Colour | null;
  /** The colour in the token. */
  shown: Colour | null;
  direction: Direction;
  /** Null: not measured yet. */
  celsius: number | null;
  listing: Listing | null | "unknown";
  /** Local days on which the household went out, in any order. */
  exits_on: string[] | "unknown";
  /** The local day of the last negative test. */
  sampled_on: string | null | "unknown";
  papers_seen: Paper[];
  override: Override | null;
}

/** The verdict and what decided it (null: nothing stood against it). */
export interface Ruling {
  verdict: "pass" | "stop" | "grey" | "cannot_check";
  by: Rule["rule"] | "override" | "medical_site" | "no_code" | "no_colour" | null;
  /** Papers to ask for before the person goes on. */
  asks: Paper[];
  separateLane: boolean;
  nextExitOn: string | null;
}

const SEVERITY: Record<Colour, number> = { green: 0, yellow: 1, red: 2, grey: 3 };
export const MEDICAL_SITES: readonly string[] = ["hospital", "clinic"];
const ORDER: readonly Rule["rule"][] = ["opening_hours", "colours", "listed_only", "visitor_pass", "household_quota", "recent_test", "temperature", "papers"];

/** What the site's rules say; the order in which they were written is of no matter. */
export function rule(door: AtDoor, rules: readonly Rule[]): Ruling {
  if (door.override) return ruling("pass", "override", { separateLane: true });
  const said = byRules(door, rules);
  if (said.verdict === "pass") return said;
  const home = door.direction === "in" && find(rules, "home_open") !== undefined;
  if (home && isListed(door.listing) && door.listing.lists.includes("residents")) return ruling("pass", "home_open");
  if (MEDICAL_SITES.includes(door.kind)) return ruling("pass", "medical_site", { separateLane: true });
  // The door may be that of the own home: nobody is turned away from it because a list cannot be read.
  if (home && door.listing === "unknown" && said.verdict !== "cannot_check") return ruling("cannot_check", "home_open");
  return said;
}

/** Whether it matters who is on the site's lists. */
export function needsListing(rules: readonly Rule[]): boolean {
  return rules.some((one) => ["listed_only", "household_quota", "visitor_pass", "home_open"].includes(one.rule));
}

/** Whether staff say in which direction somebody goes. */
export function countsExits(rules: readonly Rule[]): boolean {
  return find(rules, "household_quota") !== undefined || Boolean(find(rules, "papers")?.on_exit.length);
}

function byRules(door: AtDoor, rules: readonly Rule[]): Ruling {
  if (door.colour === null) return ruling("grey", "no_code");
  if (door.colour === "grey" || door.shown === "grey") return ruling("grey", "no_colour");
  const said = ORDER.flatMap((name) => {
    const one = find(rules, name);
    return (one && byRule(one, door, rules)) ?? [];
  });
  const isFinal = (verdict: Ruling["verdict"]) => said.find((one) => one.verdict === verdict && one.asks.length === 0);
  const decided = isFinal("stop") ?? isFinal("cannot_check");
  if (decided) return decided;
  const asks = [...new Set(said.flatMap((one) => one.asks))].sort();
  return said[0] ? { ...said[0], asks } : ruling("pass", null);
}

/** What one rule says against passing at once; null for nothing. */
function byRule(one: Rule, door: AtDoor, rules: readonly Rule[]): Ruling | null {
  const goesIn = door.direction === "in";
  switch (one.rule) {
    case "colours":
      return one.let_in.includes(decidingColour(door)) ? null : ruling("stop", one.rule);
    case "opening_hours":
      return goesIn && !isOpen(one, door.at) ? ruling("stop", one.rule) : null;
    case "temperature":
      return goesIn && door.celsius !== null && door.celsius >= one.limit_celsius ? ruling("stop", one.rule) : null;
    case "listed_only":
      return goesIn ? listed(one, door, rules) : null;
    case "visitor_pass":
      return goesIn && one.mode === "required" && !find(rules, "listed_only") ? visitor(door) : null;
    case "household_quota":
      return goesIn ? null : quota(one, door);
    case "recent_test":
      return goesIn ? tested(one, door) : null;
    case "papers":
      return ask(door, goesIn ? one.on_entry : one.on_exit, one.rule);
    case "home_open":
      return null;
  }
}

function listed({ lists }: Named<"listed_only">, door: AtDoor, rules: readonly Rule[]): Ruling | null {
  if (isListed(door.listing) && door.listing.lists.some((list) => lists.includes(list))) return null;
  const hasPass = find(rules, "visitor_pass") !== undefined;
  if (hasPass && door.papers_seen.includes("visitor_pass")) return null;
  if (door.listing === "unknown") return ruling("cannot_check", "listed_only");
  return hasPass ? ask(door, ["visitor_pass"], "visitor_pass") : ruling("stop", "listed_only");
}

function visitor(door: AtDoor): Ruling | null {
  if (isListed(door.listing) || door.papers_seen.includes("visitor_pass")) return null;
  if (door.listing === "unknown") return ruling("cannot_check", "visitor_pass");
  return ask(door, ["visitor_pass"], "visitor_pass");
}

function quota({ exits, days }: Named<"household_quota">, door: AtDoor): Ruling | null {
  if (door.listing === "unknown") return ruling("cannot_check", "household_quota");
  if (!door.listing?.household) return null;
  if (door.exits_on === "unknown") return ruling("cannot_check", "household_quota");
  const today = localDay(door.at * 1000);
  const oldest = [...door.exits_on].sort().reverse()[exits - 1];
  const nextExitOn = oldest === undefined ? today : dayAfter(oldest, days);
  return nextExitOn > today ? ruling("stop", "household_quota", { nextExitOn }) : null;
}

function tested({ hours }: Named<"recent_test">, door: AtDoor): Ruling | null {
  if (door.papers_seen.includes("test_report")) return null;
  if (door.sampled_on === "unknown") return ruling("cannot_check", "recent_test");
  if (door.sampled_on === null) return ruling("stop", "recent_test");
  // Only the day of the sample is known: in time from its first instant on is certain, from its last one on possible.
  if (startOf(door.sampled_on) + hours * 3600 > door.at) return null;
  if (startOf(dayAfter(door.sampled_on, 1)) + hours * 3600 > door.at) return ask(door, ["test_report"], "recent_test");
  return ruling("stop", "recent_test");
}

function ask(door: AtDoor, papers: readonly Paper[], by: Rule["rule"]): Ruling | null {
  const asks = papers.filter((paper) => !door.papers_seen.includes(paper)).sort();
  return asks.length ? ruling("cannot_check", by, { asks }) : null;
}

function decidingColour({ colour, shown }: AtDoor): Colour {
  return shown !== null && colour !== null && SEVERITY[shown] > SEVERITY[colour] ? shown : (colour ?? "grey");
}

function isOpen({ opens, closes }: Named<"opening_hours">, at: number): boolean {
  const local = new Date((at + SHANGHAI_SECONDS) * 1000).toISOString().slice(11, 16);
  return opens < closes ? opens <= local && local < closes : local >= opens || local < closes;
}

// Shanghai has had one offset since 1991 (see `core/days.py`).
const SHANGHAI_SECONDS = 8 * 3600;

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000 - SHANGHAI_SECONDS;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function isListed(listing: AtDoor["listing"]): listing is Listing {
  return listing !== null && listing !== "unknown";
}

function find<Name extends Rule["rule"]>(rules: readonly Rule[], name: Name): Named<Name> | undefined {
  return rules.find((one): one is Named<Name> => one.rule === name);
}

function ruling(verdict: Ruling["verdict"], by: Ruling["by"], more: Partial<Ruling> = {}): Ruling {
  return { verdict, by, asks: [], separateLane: false, nextExitOn: null, ...more };
}
