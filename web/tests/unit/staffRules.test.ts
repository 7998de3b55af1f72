import { beforeEach, describe, expect, it } from "vitest";

import type { Judged } from "../../src/shared/logic/credential/judging";
import { refused } from "../../src/shared/logic/credential/refusals";
import { openGateStore } from "../../src/staff/logic/gate-store";
import { type AtTheGate, openedOnThePhone, verdictOnThePhone } from "../../src/staff/logic/on-the-phone";
import { canonical, exitsOf, forgetExits, keepExit, keepList, listingOf } from "../../src/staff/logic/site-list";
import { formOf, rulesOf } from "../../src/staff/logic/rule-form";
import type { Rule } from "../../src/staff/logic/site-rules";
import vectors from "../../../vectors/site-rules.json";

const BASE: Rule[] = [{ rule: "colours", let_in: ["green"] }, { rule: "temperature", limit_celsius: 37.3 }];
const GATE: AtTheGate = { siteName: "梧桐里小区", coloursLetIn: ["green"], atMs: Date.parse("2022-07-08T07:30:00+08:00"), age: "age", named: null };
const GREEN = {
  code: { name: "张*", documentTail: "123", codeName: { listId: 1, index: 2 } },
  colour: "green", rung: "fresh", amber: false, isPaper: false, madeAfter: null,
} as unknown as Judged;

function at(gate: Partial<AtTheGate>, outcome: Judged = GREEN) {
  return verdictOnThePhone(outcome, { ...GATE, ...gate }, (key) => key);
}

describe("a site's rules without a centre", () => {
  it('spec("E2", "R17") a refused code enters a hospital by the separate lane and nowhere else', () => {
    const stale = refused("stale_proof", "");
    const at = (kind: AtTheGate["kind"]) => verdictOnThePhone(stale, { ...GATE, kind }, (key) => key);

    expect(at("hospital")).toMatchObject({ verdict: "pass", separate_lane: true, by: "medical_site", refusal: null, needs_temperature: false });
    expect(at("clinic").verdict).toBe("pass");
    expect(at("supermarket")).toMatchObject({ verdict: "refused", refusal: "stale_proof" });
  });

  it('spec("E2", "R17") care opens the door of whoever was stopped, who is then measured', () => {
    const red = at({}, { ...GREEN, colour: "red" } as Judged);
    const opened = openedOnThePhone({ ...red, scanKey: "key" }, "override", (key) => key);

    expect(red.verdict).toBe("stop");
    expect(opened).toMatchObject({ verdict: "pass", separate_lane: true, colour: "red", say: null, needs_temperature: true });
    expect(openedOnThePhone({ ...red, masked_name: null }, "override", (key) => key).needs_temperature).toBe(false);
  });

  it('spec("E2", "D9") colours and hours are known; the hour that is closed stops', () => {
    const hours: Rule = { rule: "opening_hours", opens: "06:30", closes: "22:00" };

    expect(at({ rules: [...BASE, hours] }).verdict).toBe("pass");
    const night = at({ rules: [...BASE, hours], atMs: Date.parse("2022-07-08T06:29:59+08:00") });
    expect([night.verdict, night.reason.zh]).toEqual(["stop", "local.rule.stop.opening_hours"]);
  });

  it('spec("E2", "D9") a rule about a person is amber until the document was typed', () => {
    const rules: Rule[] = [...BASE, { rule: "listed_only", lists: ["residents"] }];

    expect(at({ rules }).verdict).toBe("cannot_check");
    expect(at({ rules, listing: null }).verdict).toBe("stop");
    expect(at({ rules, listing: { lists: ["residents"], household: "" } }).verdict).toBe("pass");
  });

  it('spec("E2") a red resident whose document is on the list comes home', () => {
    const rules: Rule[] = [...BASE, { rule: "home_open" }];
    const red = { ...GREEN, colour: "red" } as Judged;

    expect([at({ rules }, red).verdict, at({ rules, listing: null }, red).verdict]).toEqual(["cannot_check", "stop"]);
    expect(at({ rules, listing: { lists: ["residents"], household: "x" } }, red)).toMatchObject({ verdict: "pass", by: "home_open", colour: "red" });
  });

  it('spec("E2") tests are never guessed', () => {
    expect(at({ rules: [...BASE, { rule: "recent_test", hours: 48 }] })).toMatchObject({ verdict: "cannot_check", by: "recent_test" });
  });

  it('spec("E2") papers are asked for before the temperature', () => {
    const rules: Rule[] = [...BASE, { rule: "papers", on_entry: ["work_resumption"], on_exit: [] }];

    expect(at({ rules })).toMatchObject({ verdict: "cannot_check", asks: ["work_resumption"], needs_temperature: false });
    expect(at({ rules, papersSeen: ["work_resumption"] })).toMatchObject({ verdict: "pass", needs_temperature: true });
  });

  it('spec("P18", "E2") an exit of the household at this phone uses the quota up, and nobody is measured who goes out', () => {
    const rules: Rule[] = [...BASE, { rule: "household_quota", exits: 1, days: 2 }];
    const out = { rules, direction: "out" as const, listing: { lists: ["residents" as const], household: "h" } };

    expect(at({ ...out, exitsOn: [] })).toMatchObject({ verdict: "pass", needs_temperature: false });
    expect(at({ ...out, exitsOn: ["2022-07-07"] })).toMatchObject({ verdict: "stop", by: "household_quota" });
    expect(at({ ...out, exitsOn: ["2022-07-06"] }).verdict).toBe("pass");
  });

  it('spec("E2") any colour goes in by the separate lane of a hospital', () => {
    const red = { ...GREEN, colour: "red" } as Judged;

    expect(at({ rules: BASE, kind: "hospital" }, red)).toMatchObject({ verdict: "pass", separate_lane: true });
  });
});

describe("the form of rules", () => {
  it('spec("E2") gives back the rules of every case', () => {
    const sorted = (rules: readonly Rule[]) => [...rules].sort((one, other) => one.rule.localeCompare(other.rule));

    for (const { rules } of vectors.cases) {
      expect(sorted(rulesOf(formOf(rules as Rule[])))).toEqual(sorted(rules as Rule[]));
    }
  });

  it('spec("E2") what is half filled in goes to the centre, which names the field', () => {
    const rules = rulesOf({ ...formOf([]), opens: "06:30", exits: "1" });

    expect(rules).toContainEqual({ rule: "opening_hours", opens: "06:30", closes: "" });
    expect(rules).toContainEqual({ rule: "household_quota", exits: 1, days: Number.NaN });
  });
});

describe("the site's list on the phone", () => {
  // HMAC-SHA-256 under thirty-two bytes 0x11, cut to 16 bytes: Python's hmac.digest(b"\x11" * 32, text, "sha256")[:16].
  const KEY = "11".repeat(32);
  const DOCUMENT = "f404a6b8ce82992c2d91d6e72e8f97f4"; // of mainland_id:34010219900517002X

  beforeEach(async () => {
    const store = await openGateStore();
    await Promise.all((["siteLists", "exits"] as const).map((name) => store.clear(name)));
    await keepList({ site_id: "site", version: "1", key: KEY, people: [{ document: DOCUMENT, lists: ["residents"], household: "h" }] });
  });

  it('spec("E2") finds a typed document by its digest, and another one not', async () => {
    expect(await listingOf("site", "mainland_id", " 340102 19900517 002X")).toEqual({ lists: ["residents"], household: "h" });
    expect(await listingOf("site", "mainland_id", "340102199005170038")).toBeNull();
    expect(await listingOf("other", "mainland_id", "34010219900517002X")).toBe("unknown");
  });

  it('spec("E2") takes a permit without its count of renewals', () => {
    expect(canonical("hong_kong_macau_permit", "h1234567801")).toBe("H12345678");
  });

  it('spec("P18") keeps exits of a household and forgets old ones', async () => {
    await keepExit("site", "h", "2022-07-01");
    await keepExit("site", "h", "2022-07-07");
    await keepExit("site", "other", "2022-07-07");
    await forgetExits("2022-07-05");

    expect(await exitsOf("site", "h")).toEqual(["2022-07-07"]);
  });
});
