// What a verifier knows of one family's statuses. The counterpart of `core/credential/known_lists.py`. A whole province
// has some 400,000 entries in four days: they stay packed, four bytes each, and a day of deltas is merged in one pass.
import type { CodeName } from "./claims";
import type { Changes, Delta } from "./delta";
import { type Entries, type StatusListToken, VALUE_BITS, valueIn } from "./statusList";

const NOTHING: Entries = new Uint32Array(0);

/** The entries at a position. `at` (Unix seconds) is the newest signed time at which they were known to stand so. */
export interface KnownLists {
  position: number;
  at: number;
  entries: ReadonlyMap<number, Entries>;
}

/** The value of a code; 0 for one that no list names. */
export function valueOf(known: KnownLists, name: CodeName): number {
  return valueIn(known.entries.get(name.listId), name.index);
}

/** How many codes have a value that is not 0. */
export function countOf(known: KnownLists): number {
  let count = 0;
  for (const entries of known.entries.values()) count += entries.length;
  return count;
}

/** What whole lists say together. */
export function listsOf(position: number, at: number, tokens: readonly StatusListToken[]): KnownLists {
  const filled = tokens.filter((token) => token.entries.length > 0);
  return { position, at, entries: new Map(filled.map((token) => [token.listId, token.entries])) };
}

/** The lists after deltas that go on from this position without a gap (one may begin before it); null for others. The old lists stay as they were. */
export function listsAfter(known: KnownLists, deltas: readonly Delta[]): KnownLists | null {
  let { position, at } = known;
  for (const delta of deltas) {
    if (delta.fromPosition > position || delta.toPosition <= position) return null;
    position = delta.toPosition;
    at = Math.max(at, delta.at);
  }
  const entries = new Map(known.entries);
  for (const [listId, changes] of allChanges(deltas.map((delta) => delta.changes))) {
    const left = merged(entries.get(listId), changes, false);
    if (left.length > 0) entries.set(listId, left);
    else entries.delete(listId);
  }
  return { position, at, entries };
}

/** The same lists, known to stand so at a later signed time. */
export function confirmedAt(known: KnownLists, at: number): KnownLists {
  return { ...known, at: Math.max(known.at, at) };
}

/** The lists without those that are over. */
export function listsWithout(known: KnownLists, isOver: (listId: number) => boolean): KnownLists {
  return { ...known, entries: new Map([...known.entries].filter(([listId]) => !isOver(listId))) };
}

/** All changes in one, a later one over an earlier. Halves are merged first, so that no entry is copied often. */
function allChanges(parts: readonly Changes[]): Changes {
  if (parts.length <= 1) return parts[0] ?? new Map();
  const middle = parts.length >>> 1;
  const changes = new Map(allChanges(parts.slice(0, middle)));
  for (const [listId, later] of allChanges(parts.slice(middle))) {
    changes.set(listId, merged(changes.get(listId), later, true));
  }
  return changes;
}

/** Both in ascending order, the later of two of one index; `keepsZeros` where a 0 has still to take something away. */
function merged(earlier: Entries | undefined, later: Entries, keepsZeros: boolean): Entries {
  const before = earlier ?? NOTHING;
  const all = new Uint32Array(before.length + later.length);
  let length = 0;
  let place = 0;
  // Plain loops: iterators over typed arrays take several times as long, and this runs while somebody waits.
  for (let next = 0; next < later.length; next += 1) {
    const entry = later[next]!;
    const index = entry >>> VALUE_BITS;
    while (place < before.length && before[place]! >>> VALUE_BITS < index) all[length++] = before[place++]!;
    if (place < before.length && before[place]! >>> VALUE_BITS === index) place += 1;
    if (keepsZeros || (entry & 3) !== 0) all[length++] = entry;
  }
  all.set(before.subarray(place), length);
  return all.slice(0, length + before.length - place);
}
