// What this implementation says to inputs that Python made and judges too (tests/vectors/test_parity.py): for each its
// reason, or what it read in full. Run in one process by tools/parity.mjs.
import { DELTA_TYPE, readDelta } from "../../src/shared/logic/credential/delta";
import { type Judged, judge, type Knowledge } from "../../src/shared/logic/credential/judging";
import { type KeyBundle, readBundle } from "../../src/shared/logic/credential/keyBundle";
import { keyFromPoint } from "../../src/shared/logic/credential/keys";
import {
  chainFrom,
  FAMILY,
  type FileRef,
  INDEX_TYPE,
  listIndexOf,
  type Manifest,
} from "../../src/shared/logic/credential/manifest";
import { isRefused, type Refused } from "../../src/shared/logic/credential/refusals";
import { readFile } from "../../src/shared/logic/credential/signedFile";
import { LIST_TYPE, readStatusList } from "../../src/shared/logic/credential/statusList";
import { nonceOf } from "../../src/shared/logic/credential/stepUp";
import { readManifest } from "../../src/shared/logic/credential/sync";
import { bundleOf, entriesJson, fromHex, listsFromJson, toHex } from "../unit/credentialParts";

interface Lists {
  position: number;
  at: number;
  entries: object;
}

/** What both implementations hold while they judge. */
export interface Job {
  roots: string[];
  bundle: string;
  days: Lists;
  paper: Lists;
  manifest: string;
  inputs: { kind: string; text: string; at: number; digits: string | null }[];
}

/** The verdict on each input: the reason of its refusal, or what was read. */
export async function judgeAll(job: Job): Promise<unknown[]> {
  const keys = await bundleOf(job.bundle, job.roots);
  const newest = await readManifest(fromHex(job.manifest), keys, FAMILY.days, null);
  if (isRefused(newest)) throw new Error(`${newest.reason}: ${newest.detail}`);
  const known = { keys, days: listsFromJson(job.days), paper: listsFromJson(job.paper), newest };
  const verdicts: unknown[] = [];
  for (const input of job.inputs) {
    const digits = input.digits === null ? null : nonceOf(input.digits);
    verdicts.push(await verdictOn(input.kind, input.text, input.at, digits, known, job.roots));
  }
  return verdicts;
}

async function verdictOn(
  kind: string,
  text: string,
  at: number,
  digits: Uint8Array | null,
  known: Knowledge & { newest: Manifest },
  roots: string[],
): Promise<unknown> {
  if (kind === "code" || kind === "paper") return told(await judge(text, known, at, { digits }), judgedSays);
  const data = fromHex(text);
  const { keys, newest } = known;
  if (kind === "manifest") return told(await readManifest(data, keys, FAMILY.days, newest), manifestSays);
  if (kind === "bundle") {
    const trusted = roots.map((root) => keyFromPoint(fromHex(root)));
    return told(await readBundle(data, trusted, keys), bundleSays);
  }
  if (kind === "delta")
    return told(await readFile(data, DELTA_TYPE, keys, readDelta, (delta) => delta.at), ({ content }) => [
      content.fromPosition,
      content.toPosition,
      content.at,
      entriesJson(content.changes),
    ]);
  if (kind === "index")
    return told(await readFile(data, INDEX_TYPE, keys, listIndexOf, (index) => index.at), ({ content }) => [
      content.family,
      content.position,
      content.at,
      content.lists.map(fileSays),
    ]);
  return told(await readFile(data, LIST_TYPE, keys, readStatusList, (list) => list.issuedAt), ({ content }) => [
    content.issuer,
    content.listId,
    content.issuedAt,
    content.expiresAt,
    content.ttlSeconds,
    entriesJson(new Map([[content.listId, content.entries]])),
  ]);
}

function told<Outcome extends { kind: string }>(outcome: Outcome | Refused, says: (outcome: Outcome) => unknown): unknown {
  return isRefused(outcome) ? outcome.reason : says(outcome as Outcome);
}

function judgedSays({ code, colour, rung, amber, isPaper, madeAfter }: Judged): unknown {
  const { issuer, name, documentTail, codeName, issuedAt, expiresAt } = code;
  const says = [colour, rung, amber, isPaper, madeAfter, issuer, name, documentTail, codeName.listId, codeName.index];
  const proof =
    code.kind === "paper"
      ? []
      : [code.colour, code.proofAt, code.grace, hexOrNull(code.nonce), hexOrNull(code.beacon), code.answered];
  return [...says, issuedAt, expiresAt, ...proof];
}

function hexOrNull(data: Uint8Array | null): string | null {
  return data && toHex(data);
}

function fileSays({ path, sha256, size }: FileRef): unknown {
  return [path, toHex(sha256), size];
}

function manifestSays(manifest: Manifest): unknown {
  return [
    manifest.family,
    manifest.sequence,
    manifest.publishedAt,
    manifest.position,
    fileSays(manifest.bundle),
    manifest.deltas.map(fileSays),
    fileSays(manifest.index),
    manifest.beacons.map(({ at, value }) => [at, toHex(value)]),
    chainFrom(manifest, 0)?.map((ref) => ref.path) ?? null,
  ];
}

function bundleSays({ sequence, publishedAt, keys }: KeyBundle): unknown {
  const rows = keys.map((key) => [
    key.issuer,
    key.use,
    toHex(key.publicKey.x),
    key.publicKey.yIsOdd,
    key.notBefore,
    key.notAfter,
    key.state,
  ]);
  return [sequence, publishedAt, rows];
}
