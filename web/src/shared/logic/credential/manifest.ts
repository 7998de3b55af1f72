// The manifest: the one file that changes, which names all others by their hash. The counterpart of
// `core/credential/manifest.py`.
import { exactBytes, exactInt, exactList, exactMap, MalformedError, read } from "./cbor";
import { instant, MAX_LIST_ID } from "./claims";
import { MAX_POSITION } from "./delta";
import { HASH_BYTES, MAX_FILE_BYTES } from "./signedFile";

export const MANIFEST_TYPE = "AHC-MANIFEST";
export const INDEX_TYPE = "AHC-LISTS";
export const MANIFEST_NAME = "manifest.cose";
export const BEACON_BYTES = 4;
/** Whose statuses a publication holds. */
export const FAMILY = { days: 0, paper: 1 } as const;
export type Family = (typeof FAMILY)[keyof typeof FAMILY];

const MAX_FILES = 65_536;
const [FAMILY_LABEL, SEQUENCE, PUBLISHED, POSITION, BUNDLE, DELTAS, INDEX, BEACONS] = [1, 2, 3, 4, 5, 6, 7, 8];
const [INDEX_FAMILY, INDEX_POSITION, INDEX_AT, INDEX_LISTS] = [1, 2, 3, 4];

/** A file as the manifest names it; its path below the publication's folder follows from kind and hash. */
export interface FileRef {
  path: string;
  sha256: Uint8Array;
  size: number;
}

export interface BundleRef extends FileRef {
  sequence: number;
}

export interface DeltaRef extends FileRef {
  fromPosition: number;
  toPosition: number;
}

export interface IndexRef extends FileRef {
  position: number;
}

export interface ListRef extends FileRef {
  listId: number;
}

/** Four bytes that nobody knew before `at`: a proof that carries them was made after it. */
export interface Beacon {
  at: number;
  value: Uint8Array;
}

/** What is published now; instants are Unix seconds. `payload` is what was signed, the same for the same content. */
export interface Manifest {
  kind: "manifest";
  family: Family;
  sequence: number;
  publishedAt: number;
  position: number;
  bundle: BundleRef;
  deltas: readonly DeltaRef[];
  index: IndexRef;
  beacons: readonly Beacon[];
  payload: Uint8Array;
}

/** The whole lists of one family as they stood at a position, each once, in ascending order. */
export interface ListIndex {
  kind: "index";
  family: Family;
  position: number;
  at: number;
  lists: readonly ListRef[];
}

/** The manifest that a payload holds; throws MalformedError. */
export function manifestOf(payload: Uint8Array): Manifest {
  const labels = [FAMILY_LABEL, SEQUENCE, PUBLISHED, POSITION, BUNDLE, DELTAS, INDEX, BEACONS] as number[];
  const claims = exactMap(read(payload, "manifest"), "manifest", labels);
  return {
    kind: "manifest",
    family: exactInt(claims.get(FAMILY_LABEL), "manifest: family", 0, 1) as Family,
    sequence: exactInt(claims.get(SEQUENCE), "manifest: sequence", 0, Number.MAX_SAFE_INTEGER),
    publishedAt: instant(claims.get(PUBLISHED), "manifest: published"),
    position: exactInt(claims.get(POSITION), "manifest: position", 0, MAX_POSITION),
    bundle: bundleRef(claims.get(BUNDLE)),
    deltas: rows(claims.get(DELTAS), "manifest: deltas").map(deltaRef),
    index: indexRef(claims.get(INDEX)),
    beacons: rows(claims.get(BEACONS), "manifest: beacons").map(beaconOf),
    payload,
  };
}

/** The index that a payload holds; throws MalformedError. */
export function listIndexOf(payload: Uint8Array): ListIndex {
  const labels = [INDEX_FAMILY, INDEX_POSITION, INDEX_AT, INDEX_LISTS] as number[];
  const claims = exactMap(read(payload, "index"), "index", labels);
  const lists = rows(claims.get(INDEX_LISTS), "index: lists").map(listRef);
  if (lists.some((ref, place) => place > 0 && ref.listId <= lists[place - 1]!.listId))
    throw new MalformedError("index: expected each list once, in ascending order");
  return {
    kind: "index",
    family: exactInt(claims.get(INDEX_FAMILY), "index: family", 0, 1) as Family,
    position: exactInt(claims.get(INDEX_POSITION), "index: position", 0, MAX_POSITION),
    at: instant(claims.get(INDEX_AT), "index: at"),
    lists,
  };
}

/**
 * The fewest deltas that lead from a position to the present one; null when there is no way, empty when nothing changed.
 * A delta sets values, so one that began before the position serves as well. The step that reaches furthest is always
 * right; of two that reach as far, the shorter is smaller.
 */
export function chainFrom(manifest: Manifest, position: number): readonly DeltaRef[] | null {
  const chain: DeltaRef[] = [];
  for (let place = position; place !== manifest.position; place = chain[chain.length - 1]!.toPosition) {
    const [best] = manifest.deltas
      .filter((ref) => ref.fromPosition <= place && place < ref.toPosition && ref.toPosition <= manifest.position)
      .sort((one, other) => other.toPosition - one.toPosition || other.fromPosition - one.fromPosition);
    if (!best) return null;
    chain.push(best);
  }
  return chain;
}

/** Since when at least a proof with this beacon exists (Unix seconds); null for none or an unknown one. */
export function beaconAt(manifest: Manifest, value: Uint8Array | null): number | null {
  if (value === null) return null;
  const isSame = (beacon: Beacon) =>
    beacon.value.length === value.length && beacon.value.every((byte, place) => byte === value[place]);
  return manifest.beacons.findLast(isSame)?.at ?? null;
}

function rows(value: unknown, part: string): unknown[] {
  if (!Array.isArray(value) || value.length > MAX_FILES)
    throw new MalformedError(`${part}: expected an array of at most ${MAX_FILES}`);
  return value;
}

/** A number, a hash and a size, and the short name of the hash that stands in paths. */
function numbered(
  value: unknown,
  part: string,
  most: number,
): Omit<FileRef, "path"> & { number: number; name: string } {
  const [number, digest, size] = exactList(value, part, 3);
  const sha256 = exactBytes(digest, `${part}: hash`, HASH_BYTES, HASH_BYTES);
  return {
    number: exactInt(number, part, 0, most),
    sha256,
    size: exactInt(size, `${part}: size`, 1, MAX_FILE_BYTES),
    name: Array.from(sha256.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
}

function bundleRef(value: unknown): BundleRef {
  const { number, sha256, size, name } = numbered(value, "manifest: bundle", Number.MAX_SAFE_INTEGER);
  return { sequence: number, sha256, size, path: `keys/${number}-${name}.cose` };
}

function indexRef(value: unknown): IndexRef {
  const { number, sha256, size, name } = numbered(value, "manifest: index", MAX_POSITION);
  return { position: number, sha256, size, path: `lists/index-${number}-${name}.cose` };
}

function listRef(value: unknown): ListRef {
  const { number, sha256, size, name } = numbered(value, "index: list", MAX_LIST_ID);
  return { listId: number, sha256, size, path: `lists/${number}-${name}.cwt` };
}

function deltaRef(value: unknown): DeltaRef {
  const [begin, ...rest] = exactList(value, "manifest: delta", 4);
  const { number: toPosition, sha256, size, name } = numbered(rest, "manifest: delta", MAX_POSITION);
  const fromPosition = exactInt(begin, "manifest: delta", 0, MAX_POSITION);
  // Equal or falling positions would let a chain of deltas run in a circle.
  if (fromPosition >= toPosition) throw new MalformedError("manifest: expected deltas that lead to a later position");
  return { fromPosition, toPosition, sha256, size, path: `deltas/${fromPosition}-${toPosition}-${name}.cose` };
}

function beaconOf(value: unknown): Beacon {
  const [at, beacon] = exactList(value, "manifest: beacon", 2);
  return {
    at: instant(at, "manifest: beacon"),
    value: exactBytes(beacon, "manifest: beacon", BEACON_BYTES, BEACON_BYTES),
  };
}
