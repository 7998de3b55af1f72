import { mount } from "@vue/test-utils";
import { describe, expect, test } from "vitest";

import type { Cause } from "../../src/resident/composables/useAssessment";
import { conditionsOf, otherConditionsOf } from "../../src/resident/logic/release";
import type { StoredCode } from "../../src/resident/logic/local-store";
import { shownState } from "../../src/resident/logic/shown-state";
import { freshnessOf, timesOf, validityOf, waitUntilRenewal, type TokenTimes } from "../../src/resident/logic/renewal";
import { postedCodeIn, postedCodeTyped } from "../../src/resident/logic/posted-code";
import CauseItem from "../../src/resident/pages/code/CauseItem.vue";
import { i18n, setLocale, startLocale } from "@shared/composables/useLocale";
import { crispSide, drawQr } from "@shared/logic/qr";

const HOUR = 3_600_000;
const ISSUED = Date.parse("2020-11-10T00:14:00Z");
const TOKEN: TokenTimes = { issuedAt: ISSUED, expiresAt: ISSUED + 24 * HOUR, renewAfter: ISSUED + 12 * HOUR, colour: "green", share: 0 };

describe("what the code page shows", () => {
  test('spec("D1") a valid token that agrees with the centre shows its colour with a QR', () => {
    expect(shownState("green", null, "green", "valid", true)).toEqual({ kind: "code", colour: "green", showsQr: true });
  });

  test('spec("D9") a valid token shows its colour when the centre cannot be reached', () => {
    expect(shownState(null, null, "yellow", "valid", false)).toEqual({ kind: "code", colour: "yellow", showsQr: true });
  });

  test('spec("P14") whatever is unknown is grey, never green', () => {
    const unknown = [
      shownState("grey", "no_code", "green", "valid", true),
      shownState("grey", "cannot_decide", "green", "valid", true),
      shownState(null, null, null, null, false),
      shownState("green", null, null, null, true),
      shownState("green", null, "green", "expired", true),
      shownState("green", null, "green", "dead", false),
    ];

    expect(unknown.map((state) => state.colour)).toEqual(Array(6).fill("grey"));
  });

  test('spec("L6") a token whose colour the centre has changed is not shown while the new one is on its way', () => {
    expect(shownState("red", null, "green", "valid", true)).toEqual({ kind: "renewing", colour: "grey", showsQr: false });
  });

  test('spec("L6") while the centre is still being asked the page waits and does not say that there is no code', () => {
    expect(shownState(null, null, null, null, null).kind).toBe("renewing");
    expect(shownState(null, null, null, null, false).kind).toBe("unknown");
  });

  test('spec("D9") an expired token is grey and still drawn, for a checkpoint that has no newer list either', () => {
    expect(shownState(null, null, "green", "expired", false)).toEqual({ kind: "expired", colour: "grey", showsQr: true });
  });
});

describe("a lost key", () => {
  test('spec("D2") without the key nothing is shown but the one step, whatever else is known', () => {
    expect(shownState("green", null, null, null, true, true)).toEqual({ kind: "key_lost", colour: "grey", showsQr: false });
    expect(shownState("grey", "no_code", null, null, true, true).kind).toBe("no_code");
  });
});

describe("what a cause still asks for", () => {
  const words = { zh: "出院", en: "the discharge" };
  const cause = {
    observation_days: 7,
    observation_days_done: 7,
    check_ins_required: 7,
    check_ins_counted: 3,
    missing: [
      { kind: "observation", words, days: 1 },
      { kind: "discharge", words, days: null },
    ],
  } as unknown as Cause;

  test('spec("C13") a condition is met when the rules no longer ask for it: on the last day it is not', () => {
    expect(conditionsOf(cause)).toEqual([
      { kind: "observation", done: 7, required: 7, met: false },
      { kind: "checkIns", done: 3, required: 7, met: true },
    ]);
  });

  test('spec("C13") what is not counted in days is said in the words of the rules', () => {
    expect(otherConditionsOf(cause)).toEqual([words]);
  });
});

describe("one cause on the sheet", () => {
  const cause = {
    rule: "first_arrival",
    title: { zh: "外省首次来皖", en: "First arrival from another province" },
    colour: "yellow",
    opened_on: "2020-11-08",
    sources: [{ zh: "本人申报", en: "own declaration" }],
    area_names: [],
    missing: [],
    lifts: [],
    observation_days: 0,
    check_ins_required: 0,
  } as unknown as Cause;

  test.each([
    ["zh", "anhui-2020", "外省首次来皖", "依据 安徽 2020 规则 · 来源 本人申报"],
    ["en", "anhui-2020", "First arrival from another province", "By the rules of Anhui 2020 · source own declaration"],
    ["zh", "another-pack", "外省首次来皖", "依据 本市现行规则 · 来源 本人申报"],
  ] as const)('spec("C13", "R4") it speaks to its bearer in words, never in identifiers (%s, %s)', async (locale, policy, title, basis) => {
    await startLocale({ zh: () => import("../../src/resident/locales/zh.json"), en: () => import("../../src/resident/locales/en.json") });
    await setLocale(locale);

    const words = mount(CauseItem, { global: { plugins: [i18n] }, props: { cause, policy, today: "2020-11-10" } }).text();

    expect(words).toContain(title);
    expect(words).toContain(basis);
    expect(words).not.toMatch(/first_arrival|anhui-2020|another-pack/);
  });
});

describe("renewing", () => {
  test('spec("D9") a token is valid to the last millisecond before its end and drawn until 72 hours after issue', () => {
    const instants = [24 * HOUR - 1, 24 * HOUR, 72 * HOUR - 1, 72 * HOUR];

    expect(instants.map((after) => freshnessOf(TOKEN, ISSUED + after))).toEqual(["valid", "expired", "expired", "dead"]);
  });

  test('spec("D2") without a token, after its end, and on a change of colour the phone asks at once', () => {
    expect(waitUntilRenewal(null, "green", ISSUED, Math.random)).toBe(0);
    expect(waitUntilRenewal(TOKEN, "green", TOKEN.expiresAt, Math.random)).toBe(0);
    expect(waitUntilRenewal(TOKEN, "yellow", ISSUED + HOUR, Math.random)).toBe(0);
  });

  test('spec("L7") routine renewals begin at half life, each token at its own moment within four hours', () => {
    const last = { ...TOKEN, share: 1 };

    expect(waitUntilRenewal(TOKEN, "green", ISSUED, Math.random)).toBe(12 * HOUR);
    expect(waitUntilRenewal(last, "green", ISSUED, Math.random)).toBe(16 * HOUR);
    expect(waitUntilRenewal(last, "green", ISSUED + 15 * HOUR, Math.random)).toBe(HOUR);
  });

  test('spec("L7") what is due waits some seconds, fewer near the end, and opening the page again does not defer it', () => {
    const waits = [17, 23, 23.9].map((hours) => waitUntilRenewal(TOKEN, "green", ISSUED + hours * HOUR, () => 0.5));

    expect(waits).toEqual([10_000, 10_000, 3_000]);
    expect(waitUntilRenewal(TOKEN, "green", TOKEN.expiresAt - 1, () => 1)).toBe(0);
  });

  test('spec("L7") a token has one moment, drawn from its own signature', () => {
    const code = (...bytes: number[]) => ({ token: Uint8Array.from(bytes), answer: { issued_at: "2020-11-10T00:14:00Z", expires_at: "2020-11-11T00:14:00Z", renew_after: "2020-11-10T12:14:00Z", colour: "green" } }) as StoredCode;

    expect(timesOf(code(9, 0, 0)).share).toBe(0);
    expect(timesOf(code(9, 128, 0)).share).toBe(0.5);
    expect(timesOf(code(9, 255, 255)).share).toBeLessThan(1);
  });

  test('spec("D9") age and validity of the code that is shown, until it has expired', () => {
    expect(validityOf(TOKEN, ISSUED + 8 * HOUR)).toEqual({ age: 8 * HOUR, left: 16 * HOUR });
    expect(validityOf(TOKEN, TOKEN.expiresAt - 1)?.left).toBe(1);
    expect(validityOf(TOKEN, TOKEN.expiresAt)).toBeNull();
  });
});

describe("posters and QR codes", () => {
  test('spec("E6") a poster is a link or the bare code; a person\'s QR and other links are none', () => {
    expect(postedCodeIn("https://code.example.cn/s/Ab3dEf7h_K")).toBe("Ab3dEf7h_K");
    expect(postedCodeIn("  Ab3dEf7h_K ")).toBe("Ab3dEf7h_K");
    expect(postedCodeIn("AHC1:6BFOXN*TS0BI$ZD")).toBeNull();
    expect(postedCodeIn("https://code.example.cn/pay/Ab3dEf7h_K")).toBeNull();
    expect(postedCodeIn("javascript:alert(1)")).toBeNull();
  });

  test('spec("E6") a code is typed as the poster prints it, in groups of four, in any case', () => {
    for (const typed of ["MZXW6YTBOI5HG2LU", "MZXW 6YTB OI5H G2LU", " mzxw-6ytb–oi5h g2lu ", "ＭＺＸＷ　６ｙｔｂ　ｏｉ５ｈ　ｇ２ｌｕ"])
      expect(postedCodeTyped(typed)).toBe("MZXW6YTBOI5HG2LU");
    expect(postedCodeTyped("https://code.example.cn/s/Ab3dEf7h_K")).toBe("Ab3dEf7h_K");
    expect(postedCodeTyped("MZXW 6YT")).toBeNull();
    expect(postedCodeTyped("MZXW 6YTB OI5H G2L?")).toBeNull();
  });

  test('spec("D2") 419 characters of the token alphabet fit version 12 with error correction M', () => {
    const drawing = drawQr(`AHC1:${"A".repeat(414)}`, "M");

    expect(drawing.side).toBe(65 + 8);
    expect(drawing.path.startsWith("M4 4h7")).toBe(true);
  });

  test('spec("D1") the side of a QR is a whole number of device pixels per module', () => {
    expect(crispSide(330, 73, 2)).toBe(328.5);
    expect(crispSide(322, 73, 1)).toBe(292);
    expect(crispSide(40, 73, 1)).toBe(73);
  });
});
