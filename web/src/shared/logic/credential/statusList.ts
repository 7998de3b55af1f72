// Status lists: what changed about codes since their tokens were signed. The counterpart of
// `core/credential/status_list.py`: lists are nearly empty, so a verifier keeps their entries, not their bits.
import { exactBytes, exactInt, exactMap, exactText, MalformedError, read } from "./cbor";
import { type Colour, COLOURS, instant, MAX_LIST_ID } from "./claims";
import { inflated } from "./inflate";

export const LIST_TYPE = "application/statuslist+cwt";
export const LIST_SIZE = 2 ** 20;
/** List ids from here on are the permanent family, which belongs to paper codes. */
export const FIRST_PAPER_LIST = 2 ** 31;
/** Beyond the two bits of a code: what `Entries` packs beside an index. */
export const VALUE_BITS = 2;

const MAX_RAW_BYTES = LIST_SIZE;
const ISSUED = 6;
const EXPIRES = 4;
const SUBJECT = 2;
const TTL = 65534;
const STATUS_LIST = 65533;
const SUBJECT_FORM = /^ahc:([!-.0-~]{1,5})\/status\/(0|[1-9][0-9]{0,9})$/;

/** The values of one list that are set, in ascending order: index × 4 + value. Four bytes a code, no more. */
export type Entries = Uint32Array<ArrayBuffer>;

/** What is known of a code beyond its token: the day family. */
export const STATUS = { asSigned: 0, dead: 1, yellow: 2, red: 3 } as const;

/** A signed list; instants are Unix seconds. */
export interface StatusListToken {
  issuer: string;
  listId: number;
  issuedAt: number;
  expiresAt: number;
  ttlSeconds: number;
  entries: Entries;
}

/** Whether a list id belongs to the permanent family. */
export function isPaperList(listId: number): boolean {
  return listId >= FIRST_PAPER_LIST;
}

/** The colour that counts: the worse of what was signed and what is listed; null for a dead code. */
export function colourOver(status: number, signed: Colour): Colour | null {
  if (status === STATUS.dead) return null;
  const listed = status === STATUS.yellow ? "yellow" : status === STATUS.red ? "red" : signed;
  return COLOURS.indexOf(listed) > COLOURS.indexOf(signed) ? listed : signed;
}

/** The colour of a paper code now, or null: dead, never printed or not decided. */
export function paperColour(status: number): Colour | null {
  return COLOURS[status - 1] ?? null;
}

/** The value of an index, 0 for one that is not listed. */
export function valueIn(entries: Entries | undefined, index: number): number {
  if (entries === undefined) return 0;
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]! >>> VALUE_BITS < index) low = middle + 1;
    else high = middle;
  }
  const found = entries[low];
  return found !== undefined && found >>> VALUE_BITS === index ? found & 3 : 0;
}

/** The entries of packed bits, two for each index from the lowest of the first byte. */
export function unpacked(packed: Uint8Array): Entries {
  const found: number[] = [];
  for (let place = 0; place < packed.length; place += 1) {
    const byte = packed[place]!;
    if (byte === 0) continue; // a list of a million codes has some hundreds of entries
    for (let offset = 0; offset < 4; offset += 1) {
      const value = (byte >>> (offset * 2)) & 3;
      if (value !== 0) found.push(((place * 4 + offset) << VALUE_BITS) | value);
    }
  }
  return Uint32Array.from(found);
}

/** The list under a signature that was checked (`signedFile.ts`); throws MalformedError. */
export async function readStatusList(payload: Uint8Array): Promise<StatusListToken> {
  const labels = [ISSUED, EXPIRES, SUBJECT, TTL, STATUS_LIST];
  const claims = exactMap(read(payload, "status list"), "status list", labels);
  const named = SUBJECT_FORM.exec(exactText(claims.get(SUBJECT), "status list: subject", 1, 64));
  if (named === null || Number(named[2]) > MAX_LIST_ID)
    throw new MalformedError("status list: expected a subject such as ahc:CN-AH/status/9216000");
  const packed = await inflated(listBytes(claims.get(STATUS_LIST)), MAX_RAW_BYTES, "status list");
  if (packed.length * 4 !== LIST_SIZE)
    throw new MalformedError(`status list: expected ${LIST_SIZE} indices, got ${packed.length * 4}`);
  return {
    issuer: named[1]!,
    listId: Number(named[2]),
    issuedAt: instant(claims.get(ISSUED), "status list: iat"),
    expiresAt: instant(claims.get(EXPIRES), "status list: exp"),
    ttlSeconds: exactInt(claims.get(TTL), "status list: ttl", 1, 2 ** 31),
    entries: unpacked(packed),
  };
}

function listBytes(value: unknown): Uint8Array {
  if (!(value instanceof Map) || value.size !== 2 || !value.has("bits") || !value.has("lst"))
    throw new MalformedError("status list: expected bits and lst");
  exactInt(value.get("bits"), "status list: bits", VALUE_BITS, VALUE_BITS);
  return exactBytes(value.get("lst"), "status list: lst", 1, MAX_RAW_BYTES);
}
