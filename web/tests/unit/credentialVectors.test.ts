// The same files that the Python implementation passes (tests/vectors/test_credential_vectors.py).
import { describe, expect, it } from "vitest";

import base45 from "../../../vectors/base45.json";
import bundles from "../../../vectors/key-bundles.json";
import proofs from "../../../vectors/proofs.json";
import words from "../../../vectors/refusals.json";
import tokens from "../../../vectors/tokens.json";
import { decodeBase45, encodeBase45 } from "../../src/shared/logic/credential/base45";
import { readToken } from "../../src/shared/logic/credential/claims";
import { readBundle, rootsAfter } from "../../src/shared/logic/credential/keyBundle";
import { keyFromPoint, pointOf } from "../../src/shared/logic/credential/keys";
import { isRefused, REFUSALS } from "../../src/shared/logic/credential/refusals";
import { type Verified, verify } from "../../src/shared/logic/credential/verify";
import { bundleOf, fromHex, toHex } from "./credentialParts";

describe("base45", () => {
  it.each(base45.good)("goes both ways: $hex", ({ hex, text }) => {
    expect(encodeBase45(fromHex(hex))).toBe(text);
    expect(toHex(decodeBase45(text)!)).toBe(hex);
  });

  it.each(base45.bad)("refuses $why", ({ text }) => {
    expect(decodeBase45(text)).toBeNull();
  });
});

describe('spec("D2", "D7", "D9") a verifier says what the case expects', () => {
  const keys = bundleOf(proofs.bundle, proofs.roots);

  it.each(proofs.cases)("$name", async (expected) => {
    const verdict = await verify(expected.qr, await keys, expected.at, { centreReachable: expected.centre_reachable });

    if (isRefused(verdict)) expect(verdict.reason, verdict.detail).toBe(expected.refused);
    else expect(asJson(verdict)).toEqual(expected.verified);
  });

  it("has as many cases as the file promises", () => {
    expect(proofs.cases.length).toBeGreaterThanOrEqual(150);
  });
});

function asJson({ codeName, ...verdict }: Verified): Record<string, unknown> {
  return {
    issuer: verdict.issuer,
    colour: verdict.colour,
    name: verdict.name,
    document_tail: verdict.documentTail,
    list_id: codeName.listId,
    index: codeName.index,
    issued_at: verdict.issuedAt,
    expires_at: verdict.expiresAt,
    proof_at: verdict.proofAt,
    grace: verdict.grace,
    nonce: verdict.nonce && toHex(verdict.nonce),
    beacon: verdict.beacon && toHex(verdict.beacon),
    answered: verdict.answered,
  };
}

describe("a key bundle replaces the current one only when it may", () => {
  it.each(bundles.cases)("$name", async (expected) => {
    const roots = bundles.roots.map((point) => keyFromPoint(fromHex(point)));
    const current = expected.current === null ? null : await bundleOf(expected.current, bundles.roots);
    const zeros = "zeros" in expected ? expected.zeros! : 0;

    const outcome = await readBundle(fromHex(expected.bundle + "00".repeat(zeros)), roots, current);

    if (isRefused(outcome)) expect(outcome.reason, outcome.detail).toBe(expected.refused);
    else {
      expect(outcome.sequence).toBe(expected.sequence);
      expect((await rootsAfter(roots, outcome)).map((root) => toHex(pointOf(root)))).toEqual(expected.roots_after);
    }
  });
});

describe("a phone reads the token that it was given", () => {
  it.each(tokens.cases)("$name", ({ token, claims }) => {
    const read = readToken(fromHex(token)).claims;

    expect({
      issuer: read.issuer,
      issued_at: read.issuedAt,
      expires_at: read.expiresAt,
      colour: read.colour,
      name: read.name,
      document_tail: read.documentTail,
      list_id: read.codeName.listId,
      index: read.codeName.index,
    }).toEqual(claims);
  });
});

describe("refusals", () => {
  it("have the names and sentences of the Python implementation", () => {
    expect(REFUSALS).toEqual(words.refusals);
  });
});
