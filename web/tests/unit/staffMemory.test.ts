import { beforeEach, describe, expect, test } from "vitest";

import { useGateMemory } from "../../src/staff/composables/useGateMemory";
import { openGateStore } from "../../src/staff/logic/gate-store";
import { ReplayCache } from "../../src/staff/logic/replay";
import { serverClock } from "../../src/shared/logic/server-clock";
import { forgetAllBut, memorise, MEMORY_LIMITS, recall } from "../../src/staff/logic/short-memory";
import type { Verdict } from "../../src/staff/logic/verdicts";

const LI = "11111111-1111-4111-8111-111111111111";
const ZHAO = "22222222-2222-4222-8222-222222222222";
const NOW = Date.parse("2022-07-08T02:00:00Z");
const zhang = { value: { masked_name: "张*", first_reading_celsius: 37.8 }, until: NOW + 60_000 };

beforeEach(async () => {
  const store = await openGateStore();
  await Promise.all((["memoryKeys", "memories", "locks", "queue"] as const).map((name) => store.clear(name)));
});

describe("what a gate still knows after a restart without a network", () => {
  test('spec("D9", "M4") who waits is known again, without the centre and without a lock of the queue', async () => {
    await memorise(LI, "waiting", [zhang], NOW);

    expect(await recall(LI, "waiting", NOW + 60_000)).toEqual([zhang]);
    expect(await recall(LI, "proofs", NOW)).toEqual([]);
  });

  test('spec("D9") what is over is known no more', async () => {
    await memorise(LI, "waiting", [zhang], NOW);

    expect(await recall(LI, "waiting", NOW + 60_001)).toEqual([]);
    await memorise(LI, "waiting", [zhang], NOW + 60_001);
    expect(await (await openGateStore()).count("memories")).toBe(0);
  });

  test('spec("D9") nothing that names somebody lies readable on the phone, and no script can take the key', async () => {
    await memorise(LI, "waiting", [zhang], NOW);

    const store = await openGateStore();
    const [kept] = await store.getAll("memories");
    const { key } = (await store.get("memoryKeys", LI))!;
    expect(new TextDecoder().decode(kept!.sealed)).not.toMatch(/张|37\.8|masked/);
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
  });

  test('spec("D9") whoever signs out leaves neither memory nor key, and the next account reads nothing', async () => {
    await memorise(LI, "waiting", [zhang], NOW);

    await forgetAllBut(ZHAO);

    const store = await openGateStore();
    expect([await store.count("memories"), await store.count("memoryKeys")]).toEqual([0, 0]);
    expect(await recall(LI, "waiting", NOW)).toEqual([]);
  });

  test('spec("D9") a copy without its key, or moved to another account, is nothing', async () => {
    await memorise(LI, "waiting", [zhang], NOW);
    await memorise(ZHAO, "waiting", [zhang], NOW);
    const store = await openGateStore();
    const kept = (await store.get("memories", [LI, "waiting"]))!;

    await store.put("memories", { ...kept, personId: ZHAO });
    await store.delete("memoryKeys", LI);

    expect(await recall(ZHAO, "waiting", NOW)).toEqual([]);
    expect(await recall(LI, "waiting", NOW)).toEqual([]);
  });

  test('spec("D9") no more is kept than the limit: those that last longest', async () => {
    const many = Array.from({ length: MEMORY_LIMITS.proofs + 20 }, (_, place) => ({ value: `proof-${place}`, until: NOW + place }));

    await memorise(LI, "proofs", many, NOW);

    const kept = await recall<string>(LI, "proofs", NOW);
    expect(kept).toHaveLength(MEMORY_LIMITS.proofs);
    expect(kept.map(({ value }) => value)).not.toContain("proof-19");
  });

  test('spec("D9") the last of two quick changes stands', async () => {
    await Promise.all([memorise(LI, "waiting", [zhang], NOW), memorise(LI, "waiting", [], NOW)]);

    expect(await recall(LI, "waiting", NOW)).toEqual([]);
  });

  test('spec("D8", "D9") a proof that opened the door before the restart opens it no second time after it', () => {
    const [before, after] = [new ReplayCache(), new ReplayCache()];
    before.remember("3764224/7", 1_657_245_600, 1_657_245_610);

    after.takeUp(before.entries());

    expect(after.has("3764224/7", 1_657_245_600, 1_657_245_790)).toBe(true);
    expect(after.has("3764224/7", 1_657_245_600, 1_657_245_791)).toBe(false);
    expect(after.has("3764224/7", 1_657_245_601, 1_657_245_700)).toBe(false);
  });
});

describe("the memory of the gate", () => {
  const waits = (over: Partial<Verdict>): Verdict =>
    ({ visit_id: null, masked_name: "张*", second_reading_after: new Date(serverClock.now() + 300_000).toISOString(), ...over }) as Verdict;

  beforeEach(async () => {
    await useGateMemory().openFor(null);
  });

  test('spec("D9", "P9") the next start of the app knows who waits; after a sign-out none does', async () => {
    const memory = useGateMemory();
    await memory.openFor(LI);
    await memory.follow(waits({ scanKey: "one" }));
    await memory.follow(waits({ scanKey: "two" }));
    await memory.forget(waits({ scanKey: "one" }));

    await memory.openFor(LI);
    expect(memory.waitingHere.value.map(({ scanKey }) => scanKey)).toEqual(["two"]);

    await memory.openFor(null);
    await memory.openFor(LI);
    expect(memory.waitingHere.value).toEqual([]);
  });

  test('spec("D9") nobody who waits on one account\'s gate is shown to the next', async () => {
    const memory = useGateMemory();
    await memory.openFor(LI);
    await memory.follow(waits({ scanKey: "one" }));

    await memory.openFor(ZHAO);

    expect(memory.waitingHere.value).toEqual([]);
  });

  test('spec("D9") once the centre has every record, whom it does not name waits no more', async () => {
    const memory = useGateMemory();
    await memory.openFor(LI);
    for (const visit of [{ scanKey: "uploaded" }, { visit_id: "here" }, { visit_id: "elsewhere" }]) await memory.follow(waits(visit));

    await memory.heard(["here", "new"]);
    await memory.openFor(LI);

    expect(memory.waitingHere.value.map(({ visit_id }) => visit_id)).toEqual(["here"]);
  });
});
