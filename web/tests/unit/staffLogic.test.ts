import { describe, expect, it } from "vitest";

import { readingOf, usualReadings } from "../../src/staff/logic/temperature";
import { verdictOnThePhone, type AtTheGate } from "../../src/staff/logic/on-the-phone";
import { refused } from "../../src/shared/logic/credential/refusals";
import { SameScan } from "../../src/staff/logic/same-scan";
import { afterReading, letsIn, paperFirst, SIGNALS, timeLeft, toneOf } from "../../src/staff/logic/verdicts";

const GATE: AtTheGate = { siteName: "梧桐里小区", coloursLetIn: ["green"], atMs: 0, age: "age", named: null };
const unjudged = () => verdictOnThePhone(refused("list_too_old", ""), GATE, (key) => key);

describe("temperatures at the gate", () => {
  it('spec("E3") offers seven usual readings below the limit', () => {
    expect(usualReadings(37.3)).toEqual(["36.2", "36.3", "36.4", "36.5", "36.6", "36.7", "36.8"]);
    expect(usualReadings(36.5).at(-1)).toBe("36.4");
  });

  it.each(["99", "33.9", "43.1", "abc", "", "3", "37.25"])('spec("E3") takes no temperature from "%s"', (text) => {
    expect(readingOf(text)).toBeNull();
  });

  it.each([["37.8", 37.8], ["36", 36], [" 36,5 ", 36.5], ["43.0", 43]])('spec("E3") reads %s', (text, celsius) => {
    expect(readingOf(text)).toBe(celsius);
  });
});

describe("verdicts", () => {
  it('spec("D6") every verdict has its own sound and vibration, so that colour is never the only sign', () => {
    const buzzes = Object.values(SIGNALS).map(({ buzz }) => buzz.join());
    expect(new Set(buzzes).size).toBe(buzzes.length);
    expect(toneOf({ verdict: "refused" })).toBe("stop");
  });

  it('spec("P9") counts down to the second reading and stops at nought', () => {
    const now = Date.parse("2022-07-08T06:30:00Z");
    expect(timeLeft("2022-07-08T06:33:12Z", now)).toEqual({ seconds: 192, text: "3:12" });
    expect(timeLeft("2022-07-08T06:29:00Z", now)).toEqual({ seconds: 0, text: "0:00" });
  });

  it('spec("D3") takes the same QR for the same person for fifteen seconds and no longer', () => {
    let now = 0;
    const handled = new SameScan(() => now);
    handled.remember("AHC1:ONE");
    expect([handled.has("AHC1:ONE"), handled.has("AHC1:TWO")]).toEqual([true, false]);
    now = 14_999;
    expect(handled.has("AHC1:ONE")).toBe(true);
    now = 15_000;
    expect(handled.has("AHC1:ONE")).toBe(false);
  });

  it('spec("D9", "L6") without lists nothing is green: the phone says that it cannot check', () => {
    const verdict = unjudged();
    expect([verdict.verdict, toneOf(verdict), verdict.colour, verdict.needs_temperature]).toEqual(["grey", "grey", null, false]);
  });
});

describe("what the phone judges", () => {
  const code = { kind: "paper", issuer: "CN-34", issuedAt: 0, expiresAt: 1, name: "陈**", documentTail: "01X", codeName: { listId: 2 ** 31, index: 7 } } as const;
  const judged = { kind: "judged", code, colour: "green", rung: "aged", amber: false, isPaper: true, madeAfter: null } as const;

  it('spec("D10", "P9") paper opens no door before the document is compared', () => {
    const verdict = verdictOnThePhone(judged, GATE, (key) => key);
    expect([verdict.way, verdict.masked_name, verdict.masked_document]).toEqual(["paper", "陈**", "****01X"]);
    expect([toneOf(verdict), toneOf({ ...verdict, compareFirst: false })]).toEqual(["cannot_check", "pass"]);
  });

  it('spec("D9", "L5") lists older than a day open no door before the document is compared, a stop stays a stop', () => {
    const amber = { ...judged, isPaper: false, rung: "amber", amber: true } as const;
    expect(toneOf(verdictOnThePhone(amber, GATE, (key) => key))).toBe("cannot_check");
    expect(toneOf(verdictOnThePhone({ ...amber, colour: "yellow" }, GATE, (key) => key))).toBe("stop");
  });

  it.each(["stale_proof", "step_up_needed", "expired", "dead_code", "bad_signature"] as const)('spec("D8", "D9") %s is a stop that names no person', (reason) => {
    const verdict = verdictOnThePhone(refused(reason, ""), GATE, (key) => key);
    expect([toneOf(verdict), verdict.refusal, verdict.masked_name, verdict.colour]).toEqual(["stop", reason, null, null]);
  });

  it('spec("D10") the answer of the centre about paper waits for the document as well', () => {
    const answer = { ...unjudged(), verdict: "pass", way: "paper", needs_temperature: true } as const;
    expect(toneOf(paperFirst(answer))).toBe("cannot_check");
    expect(toneOf(paperFirst({ ...answer, way: "scan" }))).toBe("pass");
  });
});

describe("after a reading", () => {
  const words = (text: string) => ({ zh: text, en: text });
  const readings = (first: string, second: string) => `${first} ${second}`;
  const answer = {
    visit_id: "1",
    outcome: "normal",
    verdict: "stop",
    headline: words("stop"),
    reason: words("limit 37.0"),
    next_step: words("no code changes"),
    first_reading_celsius: 37.1,
    first_read_at: "2022-07-08T01:00:00Z",
    second_reading_celsius: null,
    second_reading_after: null,
    colour: "green",
    colour_words: words("green"),
  } as const;

  it('spec("E2") a normal reading above the limit of the site does not open the door', () => {
    const before = unjudged();

    expect(letsIn(answer)).toBe(false);
    expect(afterReading(before, answer, readings)).toMatchObject({ verdict: "stop", reason: words("limit 37.0"), needs_temperature: false });
  });

  it('spec("P9") both readings stand beside the reason once there are two', () => {
    const before = unjudged();
    const second = { ...answer, second_reading_celsius: 37.9 };

    expect(afterReading(before, second, readings).reason).toEqual(words("limit 37.0 · 37.1 37.9"));
  });
});
