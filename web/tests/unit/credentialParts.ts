// Parts of the credential's tests: hex, what vectors write, and a signer with the same signature each time (RFC 6979).
import { p256 } from "@noble/curves/nist.js";

import { type KeyBundle, readBundle } from "../../src/shared/logic/credential/keyBundle";
import { keyFromPoint, type Signer } from "../../src/shared/logic/credential/keys";
import type { KnownLists } from "../../src/shared/logic/credential/knownLists";
import { isRefused } from "../../src/shared/logic/credential/refusals";
import type { Entries } from "../../src/shared/logic/credential/statusList";

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, place) =>
    Number.parseInt(hex.slice(2 * place, 2 * place + 2), 16),
  );
}

export function toHex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function deterministicSigner(privateKey: string): Signer {
  return (message) => Promise.resolve(p256.sign(message, fromHex(privateKey), { lowS: false }));
}

/** The bundle in a file of the vectors, which must be good. */
export async function bundleOf(hex: string, roots: string[]): Promise<KeyBundle> {
  const read = await readBundle(
    fromHex(hex),
    roots.map((point) => keyFromPoint(fromHex(point))),
  );
  if (isRefused(read)) throw new Error(`expected a bundle, got ${read.reason}: ${read.detail}`);
  return read;
}

/** Lists as the vectors write them: list id to index to value. */
export function listsFromJson(written: { position: number; at: number; entries: object } | null): KnownLists | null {
  if (written === null) return null;
  const entries = new Map(
    Object.entries(written.entries as Record<string, Record<string, number>>).map(([listId, values]) => [
      Number(listId),
      Uint32Array.from(Object.entries(values), ([index, value]) => Number(index) * 4 + value),
    ]),
  );
  return { position: written.position, at: written.at, entries };
}

/** Entries as the vectors write them. */
export function entriesJson(entries: ReadonlyMap<number, Entries>): Record<string, Record<string, number>> {
  const rows = [...entries].map(([listId, packed]): [string, Record<string, number>] => [
    String(listId),
    Object.fromEntries(Array.from(packed, (entry) => [String(entry >>> 2), entry & 3])),
  ]);
  return Object.fromEntries(rows);
}
