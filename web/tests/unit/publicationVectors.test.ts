// The same files that the Python implementation passes (tests/vectors/test_publication_vectors.py).
import { describe, expect, it } from "vitest";

import clocks from "../../../vectors/clock.json";
import deltas from "../../../vectors/deltas.json";
import judging from "../../../vectors/judging.json";
import manifests from "../../../vectors/manifests.json";
import paper from "../../../vectors/paper.json";
import times from "../../../vectors/signed-time.json";
import statusLists from "../../../vectors/status-lists.json";
import stepUp from "../../../vectors/step-up.json";
import sync from "../../../vectors/sync.json";
import { DELTA_TYPE, readDelta } from "../../src/shared/logic/credential/delta";
import { judge } from "../../src/shared/logic/credential/judging";
import type { KeyBundle } from "../../src/shared/logic/credential/keyBundle";
import type { KnownLists } from "../../src/shared/logic/credential/knownLists";
import { FAMILY, type Family, type Manifest } from "../../src/shared/logic/credential/manifest";
import { verifyPaper } from "../../src/shared/logic/credential/paper";
import { isRefused, type Refused } from "../../src/shared/logic/credential/refusals";
import { readFile } from "../../src/shared/logic/credential/signedFile";
import { readTime } from "../../src/shared/logic/credential/signedTime";
import { LIST_TYPE, readStatusList } from "../../src/shared/logic/credential/statusList";
import { nonceOf } from "../../src/shared/logic/credential/stepUp";
import { advance, planFor, readManifest } from "../../src/shared/logic/credential/sync";
import { VerifierClock } from "../../src/shared/logic/credential/verifierClock";
import { bundleOf, entriesJson, fromHex, listsFromJson, toHex } from "./credentialParts";

const keys: Promise<KeyBundle> = bundleOf(statusLists.bundle, statusLists.roots);

type Expected = { refused?: string };

/** The outcome, unless the case expects a refusal, which it then must be. */
function unlessRefused<Outcome extends { kind: string }>(outcome: Outcome | Refused, expected: object): Outcome | null {
  const { refused } = expected as Expected;
  if (isRefused(outcome)) {
    expect(outcome.reason, outcome.detail).toBe(refused);
    return null;
  }
  expect(refused).toBeUndefined();
  return outcome;
}

function says<Case extends object>(expected: Case): Record<string, unknown> {
  return (expected as { says: Record<string, unknown> }).says;
}

async function manifestFrom(hex: string): Promise<Manifest> {
  const found = await readManifest(fromHex(hex), await keys, FAMILY.days, null);
  if (isRefused(found)) throw new Error(`${found.reason}: ${found.detail}`);
  return found;
}

describe('spec("D9") a status list says its values', () => {
  it.each(statusLists.cases)("$name", async (expected) => {
    const read = await readFile(fromHex(expected.list), LIST_TYPE, await keys, readStatusList, (item) => item.issuedAt);

    const found = unlessRefused(read, expected)?.content;
    if (!found) return;
    expect({
      issuer: found.issuer,
      list_id: found.listId,
      issued_at: found.issuedAt,
      expires_at: found.expiresAt,
      ttl: found.ttlSeconds,
      entries: entriesJson(new Map([[0, found.entries]]))["0"] ?? {},
    }).toEqual(says(expected));
  });
});

describe('spec("D9") a delta says its values', () => {
  it.each(deltas.cases)("$name", async (expected) => {
    const read = await readFile(fromHex(expected.delta), DELTA_TYPE, await keys, readDelta, (item) => item.at);

    const found = unlessRefused(read, expected)?.content;
    if (!found) return;
    expect({
      from: found.fromPosition,
      to: found.toPosition,
      at: found.at,
      entries: entriesJson(found.changes),
    }).toEqual(says(expected));
  });
});

describe('spec("D9") a manifest replaces the current one only when it may', () => {
  it.each(manifests.cases)("$name", async (expected) => {
    const current = expected.current === null ? null : await manifestFrom(expected.current);

    const read = await readManifest(fromHex(expected.manifest), await keys, expected.family as Family, current);

    const found = unlessRefused(read, expected);
    if (!found) return;
    const { sequence, publishedAt, position } = found;
    expect({ sequence, published_at: publishedAt, position }).toEqual(says(expected));
  });

  it.each(manifests.plans)("is reached by the fewest files: $name", async (expected) => {
    const lists = expected.position === null ? null : { position: expected.position, at: 0, entries: new Map() };

    const plan = unlessRefused(planFor(await manifestFrom(expected.manifest), lists), expected);

    if (!plan) return;
    expect(plan.deltas.map((file) => file.path)).toEqual(expected.deltas);
    expect(plan.whole?.path ?? null).toBe(expected.whole);
  });
});

describe('spec("D9") a verifier goes on or keeps what it has', () => {
  it.each(sync.cases)("$name", async (expected) => {
    const manifest = await manifestFrom(expected.manifest);
    const files = new Map(Object.entries(expected.files).map(([path, data]) => [path, fromHex(data)]));
    const lists = listsFromJson(expected.lists);

    const outcome = await advance({ kind: "known", keys: await keys, lists, manifest: null }, manifest, files);

    const found = unlessRefused(outcome, expected);
    if (found?.kind === "needed") {
      expect(found.files.map((file) => file.path)).toEqual((expected as { needed?: string[] }).needed);
    } else if (found) {
      expect(asJson(found.lists!)).toEqual((expected as { known?: object }).known);
      expect(found.manifest).toBe(manifest);
    }
  });
});

function asJson({ position, at, entries }: KnownLists): object {
  return { position, at, entries: entriesJson(entries) };
}

describe('spec("D10") a paper code proves whose it is or is refused', () => {
  it.each(paper.cases)("$name", async (expected) => {
    const found = unlessRefused(await verifyPaper(expected.text, await keys, expected.at), expected);

    if (!found) return;
    expect({
      issuer: found.issuer,
      name: found.name,
      document_tail: found.documentTail,
      list_id: found.codeName.listId,
      index: found.codeName.index,
      issued_at: found.issuedAt,
      expires_at: found.expiresAt,
    }).toEqual(says(expected));
  });
});

describe('spec("D2", "D9", "D10") a gate judges as the case expects', () => {
  it.each(judging.cases)("$name", async (expected) => {
    const known = {
      keys: await keys,
      days: listsFromJson(expected.days),
      paper: listsFromJson(expected.paper),
      newest: expected.newest === null ? null : await manifestFrom(expected.newest),
    };
    const digits = expected.digits === null ? null : fromHex(expected.digits);

    const found = unlessRefused(await judge(expected.text, known, expected.at, { digits }), expected);

    if (!found) return;
    const { colour, rung, amber, isPaper, madeAfter } = found;
    expect({ colour, rung, amber, is_paper: isPaper, made_after: madeAfter }).toEqual(
      (expected as { judged?: object }).judged,
    );
  });
});

describe('spec("D2") six digits', () => {
  it.each(stepUp.good)("have one answer: $digits", ({ digits, nonce }) => {
    expect(toHex(nonceOf(digits))).toBe(nonce);
  });

  it.each(stepUp.bad)("are six, and digits: $digits", ({ digits }) => {
    expect(() => nonceOf(digits)).toThrow("expected 6 digits");
  });
});

describe('spec("D9") the centre tells the time to who asked', () => {
  it.each(times.cases)("$name", async (expected) => {
    const found = unlessRefused(await readTime(fromHex(expected.answer), fromHex(expected.nonce), await keys), expected);

    if (found) expect(found.at).toBe((expected as { says?: number }).says);
  });
});

describe('spec("D9") the clock tells the time from what it has seen', () => {
  it.each(clocks.cases)("$name", (expected) => {
    const clock = new VerifierClock(expected.floor);
    for (const [kind, ...values] of expected.events) {
      const [first, second, third, fourth] = values as number[];
      if (kind === "signed") clock.sawSignedTime(first!);
      else if (kind === "answered") clock.answered(first!, second!);
      else if (kind === "proof") clock.sawProof({ listId: first!, index: second! }, third!, fourth!);
      else clock.slept();
    }

    expect(clock.now(expected.device, expected.monotonic)).toBe(expected.now);
  });
});
