import { describe, expect, it } from "vitest";

import { readingOf, usualReadings } from "../../src/staff/logic/temperature";
import { checkedOnThePhone } from "../../src/staff/logic/on-the-phone";
import { SIGNALS, timeLeft, toneOf } from "../../src/staff/logic/verdicts";

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
    expect(toneOf("refused")).toBe("stop");
  });

  it('spec("P9") counts down to the second reading and stops at nought', () => {
    const now = Date.parse("2022-07-08T06:30:00Z");
    expect(timeLeft("2022-07-08T06:33:12Z", now)).toEqual({ seconds: 192, text: "3:12" });
    expect(timeLeft("2022-07-08T06:29:00Z", now)).toEqual({ seconds: 0, text: "0:00" });
  });

  it('spec("D3") without keys or centre nothing is green: the phone says that it cannot check', async () => {
    const verdict = await checkedOnThePhone("AHC1:ANYTHING", null, 0, "梧桐里小区", (key) => key);
    expect(verdict.verdict).toBe("cannot_check");
    expect(verdict.colour).toBeNull();
  });
});
