import { describe, expect, test } from "vitest";
import { ref } from "vue";

import manifests from "../../../vectors/manifests.json";
import stepUp from "../../../vectors/step-up.json";
import tokens from "../../../vectors/tokens.json";
import { BeaconKeeper, newestBeacon } from "../../src/resident/logic/beacon";
import { useStepUp } from "../../src/resident/composables/useStepUp";
import { makeKeys, qrTextFor } from "../../src/resident/logic/device-key";
import type { StoredCode } from "../../src/resident/logic/local-store";
import { answerTo, digitsIn, grouped } from "../../src/resident/logic/step-up";
import { decodeBase45 } from "@shared/logic/credential/base45";
import { readProofClaims } from "@shared/logic/credential/claims";
import { readSign1 } from "@shared/logic/credential/cose";
import { fromHex, toHex } from "./credentialParts";

const MINUTE = 60_000;
const MANIFEST = fromHex(manifests.cases[0]!.manifest);
const BEACON = newestBeacon(MANIFEST)!;
const PUBLISHED = BEACON.at * 1000;

describe("the six digits", () => {
  test('spec("D2") typed or pasted, with spaces, words or full-width figures, they are the same answer', () => {
    const typed = ["074205", " 074 205 ", "验证：０７４２０５", "074-205"].map((text) => toHex(answerTo(text, 0)!.nonce));

    expect(new Set(typed)).toEqual(new Set(["000121dd"]));
    expect(grouped(digitsIn("074205"))).toBe("074 205");
  });

  test.each(stepUp.good)('spec("D2") come out as in Python: $digits', ({ digits, nonce }) => {
    expect(toHex(answerTo(digits, 0)!.nonce)).toBe(nonce);
  });

  test('spec("D2") five or seven are no answer', () => {
    expect(["", "07420", "0742055", "074 20x"].map((text) => answerTo(text, 0))).toEqual([null, null, null, null]);
  });

  test('spec("D2") proofs answer for sixty seconds, then no more; stopping ends it at once', () => {
    const now = ref(PUBLISHED);
    const { nonce, answer, stop } = useStepUp(now);
    expect([answer("0742"), nonce.value]).toEqual([false, null]);
    expect([answer("074205"), toHex(nonce.value!)]).toEqual([true, "000121dd"]);

    now.value = PUBLISHED + MINUTE - 1;
    expect(nonce.value).not.toBeNull();
    now.value = PUBLISHED + MINUTE;
    expect(nonce.value).toBeNull();

    answer("074205");
    stop();
    expect(nonce.value).toBeNull();
  });
});

describe("a proof within its budget of 276 bytes", () => {
  async function proofOf(name: string, extras: { nonce: Uint8Array | null; beacon: Uint8Array | null }) {
    const token = fromHex(tokens.cases.find((item) => item.name === name)!.token);
    const code = { token, keys: await makeKeys() } as StoredCode;
    const text = await qrTextFor(code, PUBLISHED + 900, extras);
    const claims = readProofClaims(readSign1(decodeBase45(text.slice("AHC1:".length))!, "proof").payload);
    return { length: text.length, claims };
  }
  const nonce = answerTo("074205", 0)!.nonce;

  test('spec("D2") an ordinary token has room for the beacon, and says it', async () => {
    const { claims } = await proofOf("an ordinary token", { nonce: null, beacon: BEACON.value });

    expect(claims).toEqual({ issuedAt: BEACON.at, nonce: null, beacon: BEACON.value });
  });

  test('spec("D2") the largest token leaves the beacon out and never fails', async () => {
    const { claims, length } = await proofOf("the largest", { nonce: null, beacon: BEACON.value });

    expect(claims.beacon).toBeNull();
    expect(length).toBeLessThanOrEqual(419);
  });

  test('spec("D2") beside an answer the beacon yields where both do not fit', async () => {
    const { claims, length } = await proofOf("the largest", { nonce, beacon: BEACON.value });

    expect([claims.nonce, claims.beacon]).toEqual([nonce, null]);
    expect(length).toBe(419);
  });
});

describe("the beacon", () => {
  function keeper(...files: (Uint8Array | null)[]) {
    const shelf = new Map<string, string>();
    const asked: number[] = [];
    const make = (): BeaconKeeper =>
      new BeaconKeeper(
        () => (asked.push(asked.length), Promise.resolve(files.shift() ?? null)),
        { read: (key) => shelf.get(key) ?? null, write: (key, value) => void shelf.set(key, value) },
        () => 0.5,
      );
    return { make, asked };
  }

  test('spec("D2") the newest of a manifest is taken, and nothing of a file that is none', () => {
    expect(BEACON.value).toHaveLength(4);
    expect([newestBeacon(new Uint8Array([1, 2])), newestBeacon(MANIFEST.subarray(1))]).toEqual([null, null]);
  });

  test('spec("D2", "L7") it is asked for once in five minutes and some seconds, also when the page is loaded anew', async () => {
    const { make, asked } = keeper(MANIFEST, MANIFEST);
    await make().refresh(PUBLISHED);

    await make().refresh(PUBLISHED + 5 * MINUTE);
    expect([asked.length, make().waitAt(PUBLISHED + 5 * MINUTE)]).toEqual([1, MINUTE / 2]);
    await make().refresh(PUBLISHED + 5.5 * MINUTE);

    expect(asked).toHaveLength(2);
  });

  test('spec("D2") it is dropped when older than ten minutes, and before there is one proofs go without', async () => {
    const one = keeper(MANIFEST).make();
    expect(one.valueAt(PUBLISHED)).toBeNull();

    await one.refresh(PUBLISHED);

    expect(one.valueAt(PUBLISHED + 10 * MINUTE)).toEqual(BEACON.value);
    expect(one.valueAt(PUBLISHED + 10 * MINUTE + 1)).toBeNull();
  });

  test('spec("D9") a centre that does not answer leaves the one that is known', async () => {
    const one = keeper(MANIFEST, null).make();
    await one.refresh(PUBLISHED);
    await one.refresh(PUBLISHED + 6 * MINUTE);

    expect(one.valueAt(PUBLISHED + 6 * MINUTE)).toEqual(BEACON.value);
  });

  test('spec("D2") a phone whose clock was set back asks again', async () => {
    const { make, asked } = keeper(MANIFEST, MANIFEST);
    await make().refresh(PUBLISHED + 60 * MINUTE);
    await make().refresh(PUBLISHED);

    expect(asked).toHaveLength(2);
  });
});
