import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { openGateStore } from "../../src/staff/logic/gate-store";
import { readingOnThePhone } from "../../src/staff/logic/readings";
import { ReplayCache } from "../../src/staff/logic/replay";
import { findLock, openLock, unseal } from "../../src/staff/logic/sealing";
import { countWaiting, keepRecord, listOutcomes, NoLockError, prepareQueue, type UploadRecord, uploadWaiting } from "../../src/staff/logic/upload-queue";
import { verdictOnThePhone } from "../../src/staff/logic/on-the-phone";
import { refused } from "../../src/shared/logic/credential/refusals";

const LI = "11111111-1111-4111-8111-111111111111";
const ZHAO = "22222222-2222-4222-8222-222222222222";
const NOW = Date.parse("2022-07-08T02:00:00Z");
const SECRETS: Record<string, string> = { [LI]: "11".repeat(32), [ZHAO]: "22".repeat(32) };

/** The centre: gives the signed-in account its secret and takes records; null while it is away. */
let signedIn: string | null = LI;
let taken: UploadRecord[][] = [];
let loses = 0;

function record(key: string, over: Partial<UploadRecord> = {}): UploadRecord {
  return {
    key, kind: "scan", at: "2022-07-08T01:00:00Z", site_id: "site", qr_text: "AHC1:X", digits: "", let_in: true,
    scan_key: null, visit_id: null, celsius: null, document_compared: false, direction: "in", papers_seen: [], note: "", ...over,
  };
}

function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

beforeEach(async () => {
  [signedIn, taken, loses] = [LI, [], 0];
  const store = await openGateStore();
  await Promise.all((["locks", "queue", "outcomes"] as const).map((name) => store.clear(name)));
  vi.stubGlobal("fetch", async (request: Request) => {
    if (signedIn === null) throw new TypeError("no network");
    if (request.url.endsWith("/queue-key")) return answer({ secret: SECRETS[signedIn] });
    const { records } = (await request.json()) as { records: UploadRecord[] };
    taken.push(records);
    if (loses-- > 0) throw new TypeError("the answer was lost");
    const words = { zh: "太旧", en: "too old" };
    const results = records.map(({ key }) => ({ key, outcome: key === "old" ? "refused" : "stored", words: key === "old" ? words : null }));
    return answer({ results }, 201);
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("what staff do without the centre", () => {
  test('spec("D9") goes up in the order in which it was done, and each record once', async () => {
    await prepareQueue(LI);
    signedIn = null;
    for (const key of ["a", "b", "c"]) await keepRecord(LI, record(key));
    await expect(uploadWaiting(LI, NOW)).rejects.toMatchObject({ code: "offline" });
    signedIn = LI;

    expect(await uploadWaiting(LI, NOW)).toBe(3);
    expect(await uploadWaiting(LI, NOW)).toBe(0);

    expect(taken.map((batch) => batch.map(({ key }) => key))).toEqual([["a", "b", "c"]]);
    expect(taken[0]![0]).toEqual(record("a"));
  });

  test('spec("D9") a lost answer leaves the records, which go up again under the same keys', async () => {
    await prepareQueue(LI);
    await keepRecord(LI, record("a"));
    loses = 1;

    await expect(uploadWaiting(LI, NOW)).rejects.toMatchObject({ code: "offline" });
    expect(await countWaiting(LI)).toBe(1);
    await uploadWaiting(LI, NOW);

    expect(taken.map((batch) => batch[0]!.key)).toEqual(["a", "a"]);
    expect(await countWaiting(LI)).toBe(0);
  });

  test('spec("D9") a refusal is kept with its words and holds up none of the others', async () => {
    await prepareQueue(LI);
    for (const key of ["old", "new"]) await keepRecord(LI, record(key));

    await uploadWaiting(LI, NOW);

    expect((await listOutcomes(LI)).map(({ key, outcome, words }) => [key, outcome, words?.en])).toEqual([
      ["new", "stored", undefined],
      ["old", "refused", "too old"],
    ]);
  });

  test('spec("D9") more than one request of records keeps the order', async () => {
    await prepareQueue(LI);
    const keys = Array.from({ length: 60 }, (_, place) => `k${place}`);
    for (const key of keys) await keepRecord(LI, record(key));

    await uploadWaiting(LI, NOW);

    expect(taken.flat().map(({ key }) => key)).toEqual(keys);
    expect(taken.length).toBe(2);
  });

  test('spec("D9") a record that is kept again while it waits keeps its place', async () => {
    await prepareQueue(LI);
    await keepRecord(LI, record("a", { let_in: false }));
    await keepRecord(LI, record("b"));
    await keepRecord(LI, record("a", { let_in: true }));

    await uploadWaiting(LI, NOW);

    expect(taken[0]!.map(({ key, let_in }) => [key, let_in])).toEqual([["a", true], ["b", true]]);
  });
});

describe("a queue at rest", () => {
  test('spec("M1") holds nothing that can be read, and nothing that opens it', async () => {
    await prepareQueue(LI);
    await keepRecord(LI, record("a", { qr_text: "AHC1:SECRET" }));

    const store = await openGateStore();
    const bytes = [...(await store.getAll("queue")), ...(await store.getAll("locks"))].flatMap((row) => Object.values(row));
    const texts = bytes.map((value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value)));

    expect(texts.join()).not.toContain("SECRET");
    expect(texts.join()).not.toContain("qr_text");
    expect(bytes.some((value) => value instanceof CryptoKey)).toBe(false);
  });

  test('spec("M1") opens with the secret of its own account only', async () => {
    await prepareQueue(LI);
    const lock = (await findLock(LI))!;
    await expect(openLock(lock, new Uint8Array(32).fill(0x22))).rejects.toThrow();
    await keepRecord(LI, record("a"));
    const [kept] = await (await openGateStore()).getAll("queue");
    const opened = await openLock(lock, new Uint8Array(32).fill(0x11));
    expect(await unseal(opened, kept!)).toEqual(record("a"));
    await expect(unseal(opened, { ...kept!, key: "b" })).rejects.toThrow();
  });

  test('spec("D9", "M1") waits for its own account when somebody else signs in', async () => {
    await prepareQueue(LI);
    await keepRecord(LI, record("a"));
    signedIn = ZHAO;
    await prepareQueue(ZHAO);

    expect(await uploadWaiting(ZHAO, NOW)).toBe(0);
    signedIn = LI;
    expect(await uploadWaiting(LI, NOW)).toBe(1);
  });

  test('spec("D9") a phone on which the account was never signed in with the centre says so', async () => {
    await expect(keepRecord(LI, record("a"))).rejects.toBeInstanceOf(NoLockError);
  });
});

describe("readings without the centre", () => {
  const t = (key: string) => key;
  const rules = { abnormalCelsius: 37.3, secondAfterMinutes: 5, siteCelsius: 37.0 };
  const gate = { siteName: "", coloursLetIn: [], atMs: 0, age: "", named: null };
  const before = verdictOnThePhone(refused("list_too_old", ""), gate, t);
  const waiting = { ...before, first_reading_celsius: 37.8, first_read_at: new Date(NOW).toISOString() };

  test('spec("P9") one high reading asks for another five minutes later', () => {
    const read = readingOnThePhone(before, 37.3, rules, NOW, t);
    expect([read.outcome, read.verdict, read.second_reading_after]).toEqual(["recheck", "recheck", new Date(NOW + 300_000).toISOString()]);
  });

  test('spec("P9", "C8") two high readings are registered at upload, which is said', () => {
    const read = readingOnThePhone(waiting, 37.9, rules, NOW + 300_000, t);
    expect([read.verdict, read.next_step.zh]).toEqual(["stop", "local.registeredLater"]);
    expect([read.first_reading_celsius, read.second_reading_celsius]).toEqual([37.8, 37.9]);
  });

  test.each([[36.9, "pass"], [37.0, "stop"], [37.2, "stop"]])('spec("E2") %f °C at a site with 37.0: %s', (celsius, verdict) => {
    expect(readingOnThePhone(before, celsius, rules, NOW, t)).toMatchObject({ outcome: "normal", verdict });
  });

  test('spec("P9") a normal second reading clears', () => {
    expect(readingOnThePhone(waiting, 36.5, rules, NOW, t)).toMatchObject({ outcome: "normal_after_recheck", verdict: "pass" });
  });
});

test('spec("D8", "R14") one proof opens a door once within three minutes; another proof of the code does', () => {
  const replays = new ReplayCache();
  replays.remember("1/2", 100, 100);
  expect([replays.has("1/2", 100, 280), replays.has("1/2", 100, 281)]).toEqual([true, false]);
  expect([replays.has("1/2", 115, 120), replays.has("1/3", 100, 120)]).toEqual([false, false]);
});
