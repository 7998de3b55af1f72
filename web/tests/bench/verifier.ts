// The page of bench/browser_verify.py: the verifier in a real browser, measured in milliseconds of its own clock.
import { type Judged, judge, type Knowledge } from "../../src/shared/logic/credential/judging";
import { FAMILY } from "../../src/shared/logic/credential/manifest";
import { isRefused, type Refused } from "../../src/shared/logic/credential/refusals";
import { countOf, type KnownLists } from "../../src/shared/logic/credential/knownLists";
import { advance, type Fetched, type Known, readManifest } from "../../src/shared/logic/credential/sync";
import { bundleOf } from "../unit/credentialParts";

/** A manifest and files by path, in base64. */
interface Written {
  manifest: string;
  files: Record<string, string>;
}

interface Published {
  roots: string[];
  bundle: string;
  at: number;
  first: Written;
  /** A day later: the deltas over it, carried in several ways. */
  later: Record<string, Written>;
  texts: string[];
}

interface Step {
  manifest: Uint8Array;
  files: Fetched;
}

let texts: string[];
let at: number;
let known: Known;
let later: Map<string, Step>;

/** Take the publication in; how many codes the lists hold then, and the milliseconds of the first sync. */
export async function begin(data: Published): Promise<{ codes: number; milliseconds: number }> {
  ({ texts, at } = data);
  later = new Map(Object.entries(data.later).map(([name, written]) => [name, stepOf(written)]));
  known = { kind: "known", keys: await bundleOf(data.bundle, data.roots), lists: null, manifest: null };
  const { state, milliseconds } = await synced(stepOf(data.first));
  known = state;
  return { codes: countOf(listsOf(state)), milliseconds };
}

/** The milliseconds of applying a day of deltas, files at hand: manifest, hashes, signatures, unfolding, merging. */
export async function applyDay(name: string): Promise<{ codes: number; milliseconds: number }> {
  const { state, milliseconds } = await synced(later.get(name)!);
  return { codes: countOf(listsOf(state)), milliseconds };
}

/** The milliseconds of judging each text once: base45, strict CBOR, two signatures, times, list, beacon. */
export async function judgeTexts(from: number, to: number): Promise<number[]> {
  const knowledge: Knowledge = { keys: known.keys, days: known.lists, paper: null, newest: known.manifest };
  const found: number[] = [];
  for (const text of texts.slice(from, to)) {
    const began = performance.now();
    const verdict: Judged | Refused = await judge(text, knowledge, at);
    found.push(performance.now() - began);
    if (isRefused(verdict)) throw new Error(`${verdict.reason}: ${verdict.detail}`);
  }
  return found;
}

async function synced({ manifest, files }: Step): Promise<{ state: Known; milliseconds: number }> {
  const began = performance.now();
  const read = await readManifest(manifest, known.keys, FAMILY.days, known.manifest);
  if (isRefused(read)) throw new Error(`${read.reason}: ${read.detail}`);
  const state = await advance(known, read, files);
  const milliseconds = performance.now() - began;
  if (state.kind !== "known") throw new Error(JSON.stringify(state));
  return { state, milliseconds };
}

function stepOf({ manifest, files }: Written): Step {
  const decoded = Object.entries(files).map(([path, data]): [string, Uint8Array] => [path, fromBase64(data)]);
  return { manifest: fromBase64(manifest), files: new Map(decoded) };
}

function listsOf(state: Known): KnownLists {
  if (state.lists === null) throw new Error("expected lists after a sync");
  return state.lists;
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

Object.assign(window, { verifier: { begin, applyDay, judgeTexts } });
