// CBOR as the credential reads and writes it: one encoding for each value, exact types, closed sets of labels.
// The same rules as `core/credential/cbor.py`, which says why. cborg writes map keys sorted by length, then
// bytewise (RFC 7049 section 3.9), the order that cbor2 writes; reading encodes again and compares.
import { type DecodeOptions, decode, encode } from "cborg";

/** Bytes that are no well-formed part of a credential; the readers turn it into a refusal. */
export class MalformedError extends Error {}

export type Labels = ReadonlyMap<unknown, unknown>;

const SIGN1_TAG = 18;

/** A value behind the only tag that a credential has. */
export class Tagged {
  constructor(readonly value: unknown) {}
}

const STRICTLY: DecodeOptions = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  tags: { [SIGN1_TAG]: (inner) => new Tagged(inner()) },
};

/** The canonical encoding; maps are `Map`s with integer keys. */
export function write(value: unknown): Uint8Array {
  return encode(value);
}

/** The encoding of a byte string. */
export function byteString(data: Uint8Array): Uint8Array {
  return encode(data);
}

/** The one item of the bytes; only for callers that make the bytes again and compare. */
export function readLoosely(data: Uint8Array, part: string): unknown {
  try {
    return decode(data, STRICTLY);
  } catch (error) {
    throw new MalformedError(`${part}: not CBOR`, { cause: error });
  }
}

/** The one item that the bytes encode canonically. */
export function read(data: Uint8Array, part: string): unknown {
  const value = readLoosely(data, part);
  let again: Uint8Array;
  try {
    again = write(value);
  } catch (error) {
    throw new MalformedError(`${part}: not canonical CBOR`, { cause: error });
  }
  checkSame(again, data, part);
  return value;
}

/** Throws where the bytes differ from those that the value read from them encodes to. */
export function checkSame(again: Uint8Array, data: Uint8Array, part: string): void {
  if (!sameBytes(again, data)) throw new MalformedError(`${part}: not canonical CBOR, or something follows it`);
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false;
  return true;
}

export function joined(...pieces: (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let place = 0;
  for (const piece of pieces) {
    whole.set(piece, place);
    place += piece.length;
  }
  return whole;
}

/** The map, when its labels are integers, all that are required, and no others than the optional. */
export function exactMap(
  value: unknown,
  part: string,
  required: readonly number[],
  optional: readonly number[] = [],
): Labels {
  if (!(value instanceof Map)) throw new MalformedError(`${part}: expected a map`);
  const known = [...required, ...optional];
  const fits =
    [...value.keys()].every((label) => known.includes(label as number)) && required.every((label) => value.has(label));
  if (!fits) throw new MalformedError(`${part}: expected the labels ${required.join()}, perhaps ${optional.join()}`);
  return value;
}

/** The array, when it has this length. */
export function exactList(value: unknown, part: string, length: number): unknown[] {
  if (!Array.isArray(value) || value.length !== length)
    throw new MalformedError(`${part}: expected an array of ${length}`);
  return value;
}

/** The integer, when it lies from `low` to `high`, both included. A float that equals one fails when encoded again. */
export function exactInt(value: unknown, part: string, low: number, high: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high) {
    throw new MalformedError(`${part}: expected an integer from ${low} to ${high}`);
  }
  return value;
}

export function exactBool(value: unknown, part: string): boolean {
  if (typeof value !== "boolean") throw new MalformedError(`${part}: expected true or false`);
  return value;
}

export function exactBytes(value: unknown, part: string, low: number, high: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < low || value.length > high) {
    throw new MalformedError(`${part}: expected ${low} to ${high} bytes`);
  }
  return value;
}

// A surrogate without its half: CBOR text is UTF-8, which has none.
const HALF = /\p{Surrogate}/u;

/** The text, when it has from `low` to `high` bytes of UTF-8. */
export function exactText(value: unknown, part: string, low: number, high: number): string {
  const length = typeof value === "string" && !HALF.test(value) ? new TextEncoder().encode(value).length : -1;
  if (length < low || length > high) throw new MalformedError(`${part}: expected text of ${low} to ${high} bytes`);
  return value as string;
}
