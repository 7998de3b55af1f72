import { describe, expect, test, vi } from "vitest";

import { cookieNamed, patiently, soon } from "@shared/api/client";
import { inLanguage, problemOf, ProblemError } from "@shared/api/problem";
import { useLatest } from "@shared/composables/useLatest";
import { waitAfter, waitBefore } from "@shared/logic/backoff";
import { asColour } from "@shared/logic/colours";
import { ServerClock } from "@shared/logic/server-clock";
import { ageOf, dayTimeText, gapOf, localDay, nearTimeText } from "@shared/logic/time";

const NOON = Date.parse("2020-11-10T04:00:00Z");

describe("times in Anhui", () => {
  test('spec("P1") a day begins at midnight in Shanghai, wherever the phone is', () => {
    expect(localDay(Date.parse("2020-11-09T15:59:59Z"))).toBe("2020-11-09");
    expect(localDay(Date.parse("2020-11-09T16:00:00Z"))).toBe("2020-11-10");
  });

  test('spec("D1") the end of validity is said with its day, and midnight as 0:00', () => {
    const tomorrow = Date.parse("2020-11-11T00:14:00Z");

    expect(nearTimeText(tomorrow, NOON, "zh")).toBe("明天 08:14");
    expect(nearTimeText(tomorrow, NOON, "en")).toBe("08:14 tomorrow");
    expect(dayTimeText(Date.parse("2020-11-13T16:00:00Z"), "zh", "2020-11-10")).toBe("11月14日 0:00");
    expect(ageOf(NOON - 61_000, NOON)).toEqual({ unit: "minutes", count: 1 });
  });

  test('spec("D2") the phone keeps its offset from the server and says when its own clock is wrong', () => {
    const clock = new ServerClock(() => 1_000_000);
    clock.observe(1_300_000, 1_000_000, 1_000_200);

    expect(clock.now()).toBe(1_299_900);
    expect(clock.phoneIsWrong).toBe(true);
    expect(new ServerClock(() => 2_000_000).now()).toBe(2_299_900);
  });

  test('spec("D2") the owner hears of a clock that is off by more than a minute, and by how much', () => {
    const off = (milliseconds: number): boolean => {
      const clock = new ServerClock(() => 1_000_000);
      clock.observe(1_000_000 + milliseconds, 1_000_000, 1_000_000);
      return clock.phoneIsWrong;
    };

    expect([60_000, -60_000, 60_001, -60_001].map(off)).toEqual([false, false, true, true]);
    expect([61_000, -400_000, 7_200_000, 172_800_000].map(gapOf)).toEqual([
      { unit: "minutes", count: 1 },
      { unit: "minutes", count: 7 },
      { unit: "hours", count: 2 },
      { unit: "days", count: 2 },
    ]);
  });

  test('spec("D2") the clock tells when it was set, so that no QR of the wrong time stays on the screen', () => {
    const clock = new ServerClock(() => 1_000_000);
    clock.observe(1_300_000, 1_000_000, 1_000_000);
    let heard = 0;
    const forget = clock.whenSet(() => (heard += 1));

    clock.observe(1_302_000, 1_000_000, 1_000_000);
    expect(heard).toBe(0);
    clock.observe(1_600_000, 1_000_000, 1_000_000);
    expect(heard).toBe(1);
    forget();
    clock.observe(1_000_000, 1_000_000, 1_000_000);
    expect(heard).toBe(1);
  });

  test('spec("L5") a call that does not answer in time counts as offline', async () => {
    await expect(soon(new Promise(() => undefined), 1)).rejects.toMatchObject({ code: "offline", passing: true });
    await expect(soon(Promise.resolve("answer"), 1000)).resolves.toBe("answer");
  });
});

describe("patience", () => {
  test('spec("L7") waits double up to a cap, and chance spreads them', () => {
    const backoff = { base: 1000, cap: 60_000 };

    expect([0, 1, 2, 9].map((attempt) => waitBefore(attempt, () => 0.999_999, backoff))).toEqual([999, 1999, 3999, 59_999]);
    expect(waitBefore(5, () => 0, backoff)).toBe(0);
    expect(waitAfter(10, 0, () => 1)).toBe(12_000);
  });

  test('spec("L7") a busy server is asked again, a refusal is not', async () => {
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => (waits.push(ms), Promise.resolve());
    const busy = vi.fn().mockRejectedValueOnce(new ProblemError(503, "busy", null, [], 2)).mockResolvedValueOnce("done");
    const refused = vi.fn().mockRejectedValue(new ProblemError(409, "already_applied", null));

    await expect(patiently(busy, 3, wait, () => 0)).resolves.toBe("done");
    await expect(patiently(refused, 3, wait)).rejects.toMatchObject({ code: "already_applied" });

    expect(waits).toEqual([2000]);
    expect(refused).toHaveBeenCalledTimes(1);
  });
});

describe("refusals", () => {
  test('spec("C13") a problem keeps its code, both languages and its fields', async () => {
    const words = { zh: "验证码已过期。", en: "The code has expired." };
    const body = { status: 410, code: "code_expired", words, fields: [{ field: "one_time_code", code: "code_expired", words }] };
    const problem = await problemOf(new Response(JSON.stringify(body), { status: 410, headers: { "retry-after": "30" } }));

    expect(problem).toMatchObject({ status: 410, code: "code_expired", retryAfterSeconds: 30, passing: false });
    expect(inLanguage(problem.words, "en")).toBe("The code has expired.");
  });

  test('spec("L7") an error page that is not ours still becomes a problem', async () => {
    const problem = await problemOf(new Response("<h1>502</h1>", { status: 502 }));

    expect(problem).toMatchObject({ code: "http_502", words: null, passing: true });
  });

  test('spec("L6") a colour that is none is grey', () => {
    expect(["green", "purple", null, undefined].map(asColour)).toEqual(["green", "grey", "grey", "grey"]);
  });

  test('spec("A2") the CSRF token comes from its own cookie', () => {
    expect(cookieNamed("ankang_csrf", "other_ankang_csrf=x; ankang_csrf=a%3Db; z=1")).toBe("a=b");
    expect(cookieNamed("ankang_csrf", "")).toBe("");
  });
});

describe("lists that follow a filter", () => {
  test('spec("M2") an answer that comes after a later question is dropped, and its failure too', async () => {
    const { load, loading, problem } = useLatest();
    const answers: ((value: string) => void)[] = [];
    const failures: ((error: Error) => void)[] = [];
    const ask = () =>
      load(
        () =>
          new Promise<string>((answer, fail) => {
            answers.push(answer);
            failures.push(fail);
          }),
      );
    const [first, second, third] = [ask(), ask(), ask()];

    answers[2]?.("third");
    answers[0]?.("first");
    failures[1]?.(new Error("late"));

    expect(await Promise.all([first, second, third])).toEqual([undefined, undefined, "third"]);
    expect([loading.value, problem.value]).toEqual([false, ""]);
  });
});
