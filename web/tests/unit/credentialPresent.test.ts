import { describe, expect, it } from "vitest";

import proofs from "../../../vectors/proofs.json";
import requests from "../../../vectors/renewal-requests.json";
import tokens from "../../../vectors/tokens.json";
import { readBundle } from "../../src/shared/logic/credential/keyBundle";
import { keyFromPoint, keyIdOf, signerOf } from "../../src/shared/logic/credential/keys";
import { renewalRequest } from "../../src/shared/logic/credential/possession";
import type { ProofClaims } from "../../src/shared/logic/credential/claims";
import { fittedClaims, present } from "../../src/shared/logic/credential/present";
import { isRefused } from "../../src/shared/logic/credential/refusals";
import { verify } from "../../src/shared/logic/credential/verify";
import { deterministicSigner, fromHex, toHex } from "./credentialParts";

const device = deterministicSigner(tokens.device.private_key);
const token = fromHex(tokens.cases[0]!.token);
const issuedAt = tokens.cases[0]!.proof.issued_at;

describe('spec("D2") presenting', () => {
  it.each(tokens.cases)("comes out to the byte as in Python: $name", async (expected) => {
    const { issued_at, nonce, offered_beacon, qr } = expected.proof;
    const offered: ProofClaims = {
      issuedAt: issued_at,
      nonce: nonce === null ? null : fromHex(nonce),
      beacon: offered_beacon === null ? null : fromHex(offered_beacon),
    };

    const claims = fittedClaims(fromHex(expected.token), offered);
    const text = await present(fromHex(expected.token), claims, device);

    expect(text).toBe(qr);
    expect(text.length).toBeLessThanOrEqual(419);
  });

  it("drops the fraction of a second", async () => {
    expect(await present(token, { issuedAt: issuedAt + 0.9 }, device)).toBe(tokens.cases[0]!.proof.qr);
  });

  it("refuses what no QR of version 12 holds", async () => {
    await expect(present(token, { issuedAt, beacon: new Uint8Array(64) }, device)).rejects.toThrow("at most 276 bytes");
  });

  it("refuses an answer that no verifier would read", async () => {
    await expect(present(token, { issuedAt, nonce: new Uint8Array(3) }, device)).rejects.toThrow("cnonce");
  });

  it("refuses a token with something after it", async () => {
    await expect(present(Uint8Array.from([...token, 0]), { issuedAt }, device)).rejects.toThrow("token");
  });

  it("refuses a signer that gives another form of signature", async () => {
    const der = () => Promise.resolve(new Uint8Array(70));

    await expect(present(token, { issuedAt }, der)).rejects.toThrow("64 bytes of raw signature, got 70");
  });
});

describe("a non-extractable browser key", () => {
  it("signs a request and a proof that the phone key of the request checks", async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));

    const request = await renewalRequest(point, issuedAt, signerOf(pair.privateKey));
    const text = await present(token, { issuedAt }, signerOf(pair.privateKey));

    expect(pair.privateKey.extractable).toBe(false);
    expect(request.length).toBeLessThanOrEqual(256);
    expect(await keyIdOf(keyFromPoint(point))).toHaveLength(4);
    const keys = await readBundle(
      fromHex(proofs.bundle),
      proofs.roots.map((root) => keyFromPoint(fromHex(root))),
    );
    if (isRefused(keys)) throw new Error(keys.detail);
    const verdict = await verify(text, keys, issuedAt);
    expect(isRefused(verdict) && verdict.reason).toBe("bad_signature"); // the token names another phone
  });
});

describe("a renewal request", () => {
  it("comes out to the byte as in Python", async () => {
    const expected = requests.cases[0]!;

    const request = await renewalRequest(
      fromHex(requests.device.point),
      expected.at + 0.5,
      deterministicSigner(requests.device.private_key),
    );

    expect(toHex(request)).toBe(expected.request);
  });

  it("takes the point as browsers export it", async () => {
    await expect(renewalRequest(new Uint8Array(33), 0, device)).rejects.toThrow("uncompressed point of 65 bytes");
  });
});

describe("whatever a camera reads", () => {
  it("is refused with a reason and never throws", async () => {
    const keys = await readBundle(
      fromHex(proofs.bundle),
      proofs.roots.map((root) => keyFromPoint(fromHex(root))),
    );
    if (isRefused(keys)) throw new Error(keys.detail);
    const text = tokens.cases[0]!.proof.qr;
    let state = 20_220_708; // a linear congruential generator: the same texts in every run
    const random = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) % below;

    for (let round = 0; round < 400; round += 1) {
      const place = 5 + random(text.length - 5);
      const letter = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"[random(45)]!;
      const changed = text.slice(0, place) + letter + text.slice(place + (random(4) ? 1 : 0));
      if (changed === text) continue;
      const verdict = await verify(changed, keys, issuedAt);
      expect(isRefused(verdict), changed).toBe(true);
    }
  });
});
