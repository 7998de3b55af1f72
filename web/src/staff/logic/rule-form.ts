import type { Schemas } from "@shared/api/client";
import type { Colour } from "@shared/logic/colours";
import { localDay } from "@shared/logic/time";

import type { ListKind, Paper, Rule } from "./site-rules";

/** A rule set as a form holds it; texts as they are typed, empty where a rule is off. */
export interface RuleForm {
  colours: Colour[];
  limit: string;
  opens: string;
  closes: string;
  lists: ListKind[];
  visitorPass: "" | "required" | "allowed";
  exits: string;
  days: string;
  testHours: string;
  entryPapers: Paper[];
  exitPapers: Paper[];
  homeOpen: boolean;
}

/** The form of a rule set. */
export function formOf(rules: readonly Rule[]): RuleForm {
  const form: RuleForm = {
    colours: ["green"], limit: "37.3", opens: "", closes: "", lists: [], visitorPass: "", exits: "", days: "", testHours: "",
    entryPapers: [], exitPapers: [], homeOpen: false,
  };
  for (const rule of rules) {
    if (rule.rule === "colours") form.colours = [...rule.let_in];
    if (rule.rule === "temperature") form.limit = rule.limit_celsius.toFixed(1);
    if (rule.rule === "opening_hours") [form.opens, form.closes] = [rule.opens, rule.closes];
    if (rule.rule === "listed_only") form.lists = [...rule.lists];
    if (rule.rule === "visitor_pass") form.visitorPass = rule.mode;
    if (rule.rule === "household_quota") [form.exits, form.days] = [String(rule.exits), String(rule.days)];
    if (rule.rule === "recent_test") form.testHours = String(rule.hours);
    if (rule.rule === "papers") [form.entryPapers, form.exitPapers] = [[...rule.on_entry], [...rule.on_exit]];
    if (rule.rule === "home_open") form.homeOpen = true;
  }
  return form;
}

/** The rules that a form says. What is half filled in goes to the centre as it is, which names the field. */
export function rulesOf(form: RuleForm): Rule[] {
  const rules: Rule[] = [
    { rule: "colours", let_in: form.colours },
    { rule: "temperature", limit_celsius: numberOf(form.limit) },
  ];
  if (form.opens || form.closes) rules.push({ rule: "opening_hours", opens: form.opens, closes: form.closes });
  if (form.lists.length) rules.push({ rule: "listed_only", lists: form.lists });
  if (form.visitorPass) rules.push({ rule: "visitor_pass", mode: form.visitorPass });
  if (form.exits || form.days) rules.push({ rule: "household_quota", exits: numberOf(form.exits), days: numberOf(form.days) });
  if (form.testHours) rules.push({ rule: "recent_test", hours: numberOf(form.testHours) });
  if (form.entryPapers.length || form.exitPapers.length) rules.push({ rule: "papers", on_entry: form.entryPapers, on_exit: form.exitPapers });
  if (form.homeOpen) rules.push({ rule: "home_open" });
  return rules;
}

/** Three people whom every keeper knows, to try rules on. */
export type InventedPerson = "green_resident_out_again" | "yellow_employee" | "green_visitor" | "red_resident_home";
export const INVENTED: readonly InventedPerson[] = ["green_resident_out_again", "yellow_employee", "green_visitor", "red_resident_home"];

/** Somebody invented at an instant, as the preview takes them; whoever goes out again went out the day before. */
export function invented(person: InventedPerson, at: string): Schemas["PreviewPerson"] {
  const none = { colour: "green", direction: "in", lists: [], household: false, exits_on: [], papers_seen: [] } as const;
  const base = { ...none, lists: [] as ListKind[], exits_on: [] as string[], papers_seen: [] as Paper[] };
  const yesterday = localDay(Date.parse(at) - 86_400_000);
  switch (person) {
    case "green_resident_out_again":
      return { ...base, direction: "out", lists: ["residents"], household: true, exits_on: [yesterday] };
    case "yellow_employee":
      return { ...base, colour: "yellow", lists: ["employees"] };
    case "green_visitor":
      return base;
    case "red_resident_home":
      return { ...base, colour: "red", lists: ["residents"], household: true };
  }
}

function numberOf(typed: string): number {
  return typed.trim() === "" ? Number.NaN : Number(typed.replace(",", "."));
}
