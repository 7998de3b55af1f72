// Deltas: which statuses changed from one position of the lists to another. The counterpart of
// `core/credential/delta.py`: entries sorted by list and index, as distances in base 128 (LEB128) under zlib.
import { exactBytes, exactInt, exactMap, MalformedError, read } from "./cbor";
import { instant, MAX_LIST_ID } from "./claims";
import { inflated } from "./inflate";
import { type Entries, LIST_SIZE, VALUE_BITS } from "./statusList";

export const DELTA_TYPE = "AHC-DELTA";
export const MAX_POSITION = Number.MAX_SAFE_INTEGER;

const FROM = 1;
const TO = 2;
const AT = 3;
const ENTRIES = 4;
/** Ten times the busiest day; a signed delta is believed, but it must not fill the memory of a phone. */
const MAX_RAW_BYTES = 16 * 2 ** 20;
const ANY_LENGTH = 2 ** 32;

/** List id to what changed in it, as `Entries` with values of 0 too: an earlier value is gone. */
export type Changes = ReadonlyMap<number, Entries>;

/** What leads from one position of the lists to another, which stood so at `at` (Unix seconds). */
export interface Delta {
  fromPosition: number;
  toPosition: number;
  at: number;
  changes: Changes;
}

/** The delta under a signature that was checked; throws MalformedError. */
export async function readDelta(payload: Uint8Array): Promise<Delta> {
  const claims = exactMap(read(payload, "delta"), "delta", [FROM, TO, AT, ENTRIES]);
  const fromPosition = exactInt(claims.get(FROM), "delta: from", 0, MAX_POSITION);
  const toPosition = exactInt(claims.get(TO), "delta: to", 0, MAX_POSITION);
  const at = instant(claims.get(AT), "delta: at");
  if (fromPosition >= toPosition) throw new MalformedError("delta: expected rising positions");
  const packed = exactBytes(claims.get(ENTRIES), "delta: entries", 0, ANY_LENGTH);
  return { fromPosition, toPosition, at, changes: readChanges(await inflated(packed, MAX_RAW_BYTES, "delta")) };
}

/** The changes that the bytes hold in their one form; throws MalformedError. */
export function readChanges(data: Uint8Array): Changes {
  const changes = new Map<number, Entries>();
  const numbers = new Numbers(data);
  let listId = 0;
  while (!numbers.atEnd) {
    const gap = numbers.next();
    if (changes.size > 0 && gap === 0) throw new MalformedError("delta: a list stands twice");
    listId += gap;
    const count = numbers.next();
    if (listId > MAX_LIST_ID || count < 1 || count > LIST_SIZE)
      throw new MalformedError("delta: expected list ids below 2^32 and up to 2^20 entries in each");
    changes.set(listId, readList(numbers, count));
  }
  return changes;
}

function readList(numbers: Numbers, count: number): Entries {
  if (count > numbers.bytesLeft) throw new MalformedError("delta: ends within a list");
  const entries = new Uint32Array(count);
  let index = 0;
  for (let place = 0; place < count; place += 1) {
    const number = numbers.next();
    const gap = Math.floor(number / 4);
    if (place > 0 && gap === 0) throw new MalformedError("delta: an index stands twice");
    index += gap;
    if (index >= LIST_SIZE) throw new MalformedError("delta: expected indices below 2^20");
    entries[place] = (index << VALUE_BITS) | (number & 3);
  }
  return entries;
}

/** Numbers in base 128, the least significant group first, each in its shortest form and below 2^42. */
class Numbers {
  private place = 0;

  constructor(private readonly data: Uint8Array) {}

  get atEnd(): boolean {
    return this.place === this.data.length;
  }

  get bytesLeft(): number {
    return this.data.length - this.place;
  }

  next(): number {
    const first = this.data[this.place];
    if (first !== undefined && first < 0x80) {
      this.place += 1;
      return first;
    }
    let number = 0;
    let scale = 1;
    for (;;) {
      const byte = this.data[this.place];
      if (byte === undefined) throw new MalformedError("delta: ends within a number or a list");
      this.place += 1;
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) throw new MalformedError("delta: expected the shortest form of each number");
        return number;
      }
      scale *= 128;
      if (scale > 2 ** 35) throw new MalformedError("delta: a number above 2^42");
    }
  }
}
