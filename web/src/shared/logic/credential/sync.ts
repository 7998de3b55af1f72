// Synchronising a verifier: what to fetch, what to believe of it, and what to keep when something is wrong. The
// counterpart of `core/credential/sync.py`; nothing here fetches or stores. Every step either leads to a newer state or
// says why not and leaves the old one.
//
//     readManifest -> advance -> fetch what is needed -> advance -> ...
import { MalformedError, sameBytes } from "./cbor";
import { readSign1 } from "./cose";
import { DELTA_TYPE, type Delta, readDelta } from "./delta";
import { type KeyBundle, readBundle } from "./keyBundle";
import type { PublicKey } from "./keys";
import { confirmedAt, type KnownLists, listsAfter, listsOf, listsWithout } from "./knownLists";
import {
  type BundleRef,
  chainFrom,
  FAMILY,
  type Family,
  type FileRef,
  INDEX_TYPE,
  type ListIndex,
  listIndexOf,
  type ListRef,
  MANIFEST_TYPE,
  type Manifest,
  manifestOf,
} from "./manifest";
import { isRefused, type Refused, refused } from "./refusals";
import { hashOf, MAX_FILE_BYTES, readFile } from "./signedFile";
import { isPaperList, LIST_TYPE, readStatusList, type StatusListToken } from "./statusList";

/** Lists of a day are published on that day and three more; a token lives 72 hours at most. */
export const LIVE_DAYS = 4;
const BLOCKS_PER_DAY = 4096;

/** What a verifier has of one family: keys, lists, and the newest manifest that it accepted. */
export interface Known {
  kind: "known";
  keys: KeyBundle;
  lists: KnownLists | null;
  manifest: Manifest | null;
}

/** What leads to a manifest: deltas, or (`whole`) the index of whole lists and then deltas from its position. */
export interface Plan {
  kind: "plan";
  deltas: readonly FileRef[];
  whole: FileRef | null;
}

/** Files that are still to be fetched; by their hashes any copy will do. */
export interface Needed {
  kind: "needed";
  files: readonly FileRef[];
}

export type Fetched = ReadonlyMap<string, Uint8Array>;

/**
 * Which bundle an unchecked manifest asks for. Nothing is believed of it: the bundle has a signature and a sequence of
 * its own, and with it the manifest is checked.
 */
export function namedBundle(data: Uint8Array): (BundleRef & { kind: "bundle-ref" }) | Refused {
  try {
    const { payload } = readSign1(data.subarray(0, MAX_FILE_BYTES), "manifest");
    return { kind: "bundle-ref", ...manifestOf(payload).bundle };
  } catch (error) {
    if (error instanceof MalformedError) return refused("malformed", error.message);
    throw error;
  }
}

/** The bundle that a manifest names, when it may replace the current one. */
export async function newBundle(
  data: Uint8Array,
  ref: BundleRef,
  roots: readonly PublicKey[],
  current: KeyBundle | null,
): Promise<KeyBundle | Refused> {
  if (!sameBytes(await hashOf(data), ref.sha256)) return refused("wrong_hash", `bundle ${ref.sequence}`);
  return readBundle(data, roots, current);
}

/** The manifest in a file, when it may replace the current one; the same sequence only with the same content. */
export async function readManifest(
  data: Uint8Array,
  keys: KeyBundle,
  family: Family,
  current: Manifest | null,
): Promise<Manifest | Refused> {
  const file = await readFile(data, MANIFEST_TYPE, keys, manifestOf, (manifest) => manifest.publishedAt);
  if (isRefused(file)) return file;
  const found = file.content;
  if (found.family !== family) return refused("malformed", "manifest: of the other family");
  if (current === null) return found;
  const goesBack = found.sequence < current.sequence || found.position < current.position;
  // The payload is canonical, so the same content has the same bytes.
  const isOther = found.sequence === current.sequence && !sameBytes(found.payload, current.payload);
  if (goesBack || isOther)
    return refused("old_sequence", `manifest: has ${found.sequence}, this device ${current.sequence}`);
  return found;
}

/** The fewest files that lead from what is known to the manifest. */
export function planFor(manifest: Manifest, lists: KnownLists | null): Plan | Refused {
  const onwards = lists && chainFrom(manifest, lists.position);
  if (onwards) return { kind: "plan", deltas: onwards, whole: null };
  const chain = chainFrom(manifest, manifest.index.position);
  if (chain === null)
    return refused("missing_file", `manifest: no deltas from its own lists at ${manifest.index.position}`);
  return { kind: "plan", deltas: chain, whole: manifest.index };
}

/**
 * The state at a manifest that `readManifest` accepted, or which files (by path) are needed beside those fetched.
 * Refusals: `missing_file`, `wrong_hash` and those of `readFile`; the state that was known stays good.
 */
export async function advance(known: Known, manifest: Manifest, fetched: Fetched): Promise<Known | Needed | Refused> {
  const plan = planFor(manifest, known.lists);
  if (isRefused(plan)) return plan;
  const whole = plan.whole !== null || known.lists === null ? await wholeBase(known.keys, manifest, fetched) : null;
  if (whole !== null && whole.kind !== "lists") return whole;
  const missing = plan.deltas.filter((file) => !fetched.has(file.path));
  if (missing.length > 0) return { kind: "needed", files: missing };
  const files: Uint8Array[] = [];
  for (const file of plan.deltas) {
    const data = await checkedFile(file, fetched.get(file.path));
    if (isRefused(data)) return data;
    files.push(data.data);
  }
  return applied(known, manifest, whole?.lists ?? known.lists!, files);
}

/** The bytes of a fetched file, when they are those that were named. */
export async function checkedFile(
  file: FileRef,
  data: Uint8Array | undefined,
): Promise<{ kind: "data"; data: Uint8Array } | Refused> {
  if (data === undefined) return refused("missing_file", file.path);
  const isNamed = data.length === file.size && sameBytes(await hashOf(data), file.sha256);
  return isNamed ? { kind: "data", data } : refused("wrong_hash", file.path);
}

async function wholeBase(
  keys: KeyBundle,
  manifest: Manifest,
  fetched: Fetched,
): Promise<{ kind: "lists"; lists: KnownLists } | Needed | Refused> {
  const file = manifest.index;
  if (!fetched.has(file.path)) return { kind: "needed", files: [file] };
  const data = await checkedFile(file, fetched.get(file.path));
  if (isRefused(data)) return data;
  const index = await readFile(data.data, INDEX_TYPE, keys, listIndexOf, (found) => found.at);
  if (isRefused(index)) return index;
  const { content } = index;
  if (content.family !== manifest.family || content.position !== manifest.index.position)
    return refused("malformed", "index: does not fit its manifest");
  const missing = content.lists.filter((ref) => !fetched.has(ref.path));
  return missing.length > 0 ? { kind: "needed", files: missing } : wholeLists(content, fetched, keys);
}

/** What the whole lists say together; one is unfolded at a time, so that a phone's memory holds one list's bits. */
async function wholeLists(
  index: ListIndex,
  fetched: Fetched,
  keys: KeyBundle,
): Promise<{ kind: "lists"; lists: KnownLists } | Refused> {
  const tokens: StatusListToken[] = [];
  for (const ref of index.lists) {
    const token = await listToken(ref, fetched, keys);
    if (isRefused(token)) return token;
    if (isPaperList(token.content.listId) !== (index.family === FAMILY.paper))
      return refused("malformed", "status list: of the other family");
    tokens.push(token.content);
  }
  return { kind: "lists", lists: listsOf(index.position, index.at, tokens) };
}

async function listToken(
  ref: ListRef,
  fetched: Fetched,
  keys: KeyBundle,
): Promise<{ kind: "content"; content: StatusListToken } | Refused> {
  const data = await checkedFile(ref, fetched.get(ref.path));
  if (isRefused(data)) return data;
  const token = await readFile(data.data, LIST_TYPE, keys, readStatusList, (found) => found.issuedAt);
  if (!isRefused(token) && token.content.listId !== ref.listId)
    return refused("malformed", "status list: another list than the index names");
  return token;
}

/** The state at the manifest: `base` and the planned deltas over it, without the lists of days that are over. */
async function applied(
  known: Known,
  manifest: Manifest,
  base: KnownLists,
  files: readonly Uint8Array[],
): Promise<Known | Refused> {
  const deltas: Delta[] = [];
  for (const data of files) {
    const file = await readFile(data, DELTA_TYPE, known.keys, readDelta, (delta) => delta.at);
    if (isRefused(file)) return file;
    if ([...file.content.changes.keys()].some((id) => isPaperList(id) !== (manifest.family === FAMILY.paper)))
      return refused("malformed", "delta: of the other family");
    deltas.push(file.content);
  }
  const lists = listsAfter(base, deltas);
  if (lists === null || lists.position !== manifest.position)
    return refused("missing_file", `lists: do not lead to the manifest at ${manifest.position}`);
  return { ...known, lists: listsWithout(confirmedAt(lists, manifest.publishedAt), isOverIn(lists)), manifest };
}

function isOverIn(lists: KnownLists): (listId: number) => boolean {
  const dayOf = (listId: number) => Math.floor(listId / BLOCKS_PER_DAY);
  const days = [...lists.entries.keys()].filter((listId) => !isPaperList(listId));
  const newest = dayOf(Math.max(0, ...days));
  return (listId) => !isPaperList(listId) && dayOf(listId) <= newest - LIVE_DAYS;
}
