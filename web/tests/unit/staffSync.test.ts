import { beforeEach, describe, expect, test } from "vitest";

import { FAMILY } from "../../src/shared/logic/credential/manifest";
import { nonceOf } from "../../src/shared/logic/credential/stepUp";
import { GateClock } from "../../src/staff/logic/gate-clock";
import { GateKnowledge } from "../../src/staff/logic/gate-knowledge";
import { openGateStore } from "../../src/staff/logic/gate-store";
import { SmallCentre } from "./smallCentre";

const NINE = Date.parse("2022-07-08T01:00:00Z") / 1000;
const NAME = { listId: Math.floor(NINE / 86_400) * 4096, index: 77 };

let now = NINE;
let centre: SmallCentre;

function phone(): GateKnowledge {
  return new GateKnowledge(new GateClock(() => now, () => now));
}

async function synced(): Promise<GateKnowledge> {
  const gate = phone();
  expect(await gate.sync(FAMILY.days, centre.source, centre.roots)).toBeNull();
  return gate;
}

beforeEach(async () => {
  localStorage.clear();
  now = NINE;
  centre = await SmallCentre.at(NINE);
  await centre.publish();
  const store = await openGateStore();
  await Promise.all([store.clear("families"), store.clear("fetched")]);
});

describe("a staff phone follows the publication", () => {
  test('spec("D9") a colour change that was published stops the code on the phone', async () => {
    const gate = await synced();
    expect(await gate.judge(await centre.qr(NAME))).toMatchObject({ colour: "green", rung: "fresh", amber: false });

    await centre.publish([[NAME.listId, NAME.index, 3]]);
    await gate.sync(FAMILY.days, centre.source, centre.roots);

    expect(await gate.judge(await centre.qr(NAME))).toMatchObject({ colour: "red" });
  });

  test('spec("D9") a start without a network knows what the phone knew, and an older manifest does not undo it', async () => {
    const first = centre.files.get("manifest.cose")!;
    await centre.publish([[NAME.listId, NAME.index, 1]]);
    await synced();

    const restarted = phone();
    await restarted.load(centre.roots);
    centre.files.set("manifest.cose", first);
    const refusal = await restarted.sync(FAMILY.days, centre.source, centre.roots);

    expect(refusal?.reason).toBe("old_sequence");
    expect(await restarted.judge(await centre.qr(NAME))).toMatchObject({ kind: "refused", reason: "dead_code" });
  });

  test('spec("D9") a sync that is cut off keeps the last good state, and its files are not fetched again', async () => {
    const gate = await synced();
    await centre.publish([[NAME.listId, NAME.index, 2]]);
    const first = [...centre.files].find(([path]) => path.startsWith("deltas/"))![0];
    await centre.publish([[NAME.listId, NAME.index, 3]]);
    const second = [...centre.files].find(([path]) => path.startsWith("deltas/1-2"))!;
    centre.files.delete(second[0]);

    expect((await gate.sync(FAMILY.days, centre.source, centre.roots))?.reason).toBe("missing_file");
    expect(await gate.judge(await centre.qr(NAME))).toMatchObject({ colour: "green" });

    centre.files.set(...second);
    centre.asked.length = 0;
    expect(await gate.sync(FAMILY.days, centre.source, centre.roots)).toBeNull();
    expect(centre.asked).not.toContain(first);
    expect(await (await openGateStore()).count("fetched")).toBe(0);
  });

  test('spec("D9") a changed file is thrown away', async () => {
    const gate = await synced();
    await centre.publish([[NAME.listId, NAME.index, 2]]);
    const [path, data] = [...centre.files].find(([name]) => name.startsWith("deltas/"))!;
    centre.files.set(path, data.map((byte, place) => (place === data.length - 1 ? byte ^ 1 : byte)));

    expect((await gate.sync(FAMILY.days, centre.source, centre.roots))?.reason).toBe("wrong_hash");
  });

  test('spec("D9") what another root signed is neither fetched into the phone nor loaded from it', async () => {
    await synced();
    const stranger = await SmallCentre.at(NINE);

    const restarted = phone();
    await restarted.load(stranger.roots);

    expect(restarted.listsAt(FAMILY.days)).toBeNull();
    expect((await restarted.sync(FAMILY.days, centre.source, stranger.roots))?.reason).toBe("unknown_issuer");
  });
});

describe("the ladder", () => {
  test.each([
    [15 * 60, "fresh"],
    [15 * 60 + 1, "aged"],
    [24 * 3600, "aged"],
    [24 * 3600 + 1, "amber"],
    [72 * 3600, "amber"],
    [72 * 3600 + 1, "manual"],
  ])('spec("D9", "L5") lists of %i seconds stand at %s', async (age, rung) => {
    const gate = await synced();
    now = NINE + age;
    expect(gate.rung(FAMILY.days)).toBe(rung);
  });

  test('spec("D9", "L6") without lists nothing is judged', async () => {
    expect(phone().rung(FAMILY.days)).toBe("manual");
    expect(await phone().judge(await centre.qr(NAME))).toMatchObject({ reason: "list_too_old" });
  });
});

describe("the age of a proof", () => {
  test.each([
    [0, "judged"],
    [45, "judged"],
    [90, "step_up_needed"],
    [200, "stale_proof"],
  ])('spec("D8", "R13") a picture of a code after %i seconds is %s', async (age, outcome) => {
    const gate = await synced();
    const found = await gate.judge(await centre.qr(NAME, "green", NINE - age));
    expect("reason" in found ? found.reason : found.kind).toBe(outcome);
  });

  test('spec("D8") the six digits rescue a proof that answers them and no other', async () => {
    const gate = await synced();
    const answering = await centre.qr(NAME, "green", NINE - 90, nonceOf("482913"));

    expect(await gate.judge(answering, "482913")).toMatchObject({ kind: "judged", code: { answered: true } });
    expect(await gate.judge(answering, "482914")).toMatchObject({ reason: "wrong_answer" });
    expect(await gate.judge(await centre.qr(NAME), "482913")).toMatchObject({ reason: "wrong_answer" });
  });
});

describe("the clock of a gate", () => {
  test('spec("D9") runs on from the signed time, whatever is done to the clock of the phone', () => {
    let [device, monotonic] = [NINE, 100];
    const clock = new GateClock(() => device, () => monotonic);
    clock.answered(NINE + 3600, 100);
    [device, monotonic] = [NINE - 7200, 160];
    expect(clock.now()).toBe(NINE + 3660);
  });

  test('spec("D9") after the phone slept its own clock tells the time, never before the newest signed one', () => {
    let [device, monotonic] = [NINE, 100];
    const clock = new GateClock(() => device, () => monotonic);
    clock.answered(NINE, 100);
    clock.now();
    [device, monotonic] = [NINE + 3600, 110];
    expect(clock.now()).toBe(NINE + 3600);
    expect(new GateClock(() => 0, () => 0).now()).toBe(NINE);
  });
});
