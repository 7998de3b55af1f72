// The same file that the Python implementation passes (tests/vectors/test_site_rule_vectors.py).
import { describe, expect, it } from "vitest";

import vectors from "../../../vectors/site-rules.json";
import { type AtDoor, countsExits, needsListing, rule, type Rule, type Ruling } from "../../src/staff/logic/site-rules";

function saying({ verdict, by, asks, separateLane, nextExitOn }: Ruling): string {
  return [
    by ? `${verdict} by ${by}` : verdict,
    ...(asks.length ? [`asks ${asks.join(" ")}`] : []),
    ...(separateLane ? ["separate lane"] : []),
    ...(nextExitOn ? [`again on ${nextExitOn}`] : []),
  ].join(", ");
}

describe("site rules on the phone", () => {
  it.each(vectors.cases)('spec("E2", "P18") $name', ({ door, rules, says }) => {
    expect(saying(rule(door as AtDoor, rules as Rule[]))).toBe(says);
  });

  it('spec("E2") rules in the other order say the same', () => {
    for (const { door, rules, says } of vectors.cases) {
      expect(saying(rule(door as AtDoor, [...rules].reverse() as Rule[]))).toBe(says);
    }
  });

  it('spec("E2") asks for the direction only where it counts', () => {
    const quota: Rule = { rule: "household_quota", exits: 1, days: 2 };

    expect([countsExits([]), countsExits([quota]), needsListing([]), needsListing([quota])]).toEqual([false, true, false, true]);
  });
});
