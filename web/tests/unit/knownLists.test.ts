// What a verifier keeps of the lists: packed, merged in order, and never more than it was promised.
import { describe, expect, it } from "vitest";

import { type Changes, type Delta, readChanges } from "../../src/shared/logic/credential/delta";
import { inflated } from "../../src/shared/logic/credential/inflate";
import { countOf, type KnownLists, listsAfter, valueOf } from "../../src/shared/logic/credential/knownLists";
import type { Entries } from "../../src/shared/logic/credential/statusList";
import { unpacked, valueIn } from "../../src/shared/logic/credential/statusList";
import { digitsFrom } from "../../src/shared/logic/credential/stepUp";

type Plain = Map<number, Map<number, number>>;

/** A linear congruential generator: the same lists in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function packed(values: Map<number, number>): Entries {
  return Uint32Array.from([...values].map(([index, value]) => index * 4 + value)).sort();
}

function randomChanges(random: (below: number) => number): Plain {
  const changes: Plain = new Map();
  for (let list = 0; list < 1 + random(3); list += 1) {
    const values = new Map<number, number>();
    for (let entry = 0; entry < 1 + random(12); entry += 1) values.set(random(40), random(4));
    changes.set(7 + random(4), values);
  }
  return changes;
}

function packedChanges(changes: Plain): Changes {
  return new Map([...changes].map(([listId, values]) => [listId, packed(values)]));
}

/** The obvious way: one change after the other into maps. */
function applyPlainly(lists: Plain, changes: Plain): void {
  for (const [listId, values] of changes) {
    const list = lists.get(listId) ?? new Map<number, number>();
    for (const [index, value] of values) {
      if (value) list.set(index, value);
      else list.delete(index);
    }
    if (list.size > 0) lists.set(listId, list);
    else lists.delete(listId);
  }
}

function step(fromPosition: number, changes: Changes): Delta {
  return { fromPosition, toPosition: fromPosition + 1, at: 1000 + fromPosition, changes };
}

describe('spec("D9") lists after deltas', () => {
  it("are what one change after the other leads to, however many deltas come at once", () => {
    const random = generator(20_220_708);
    for (let round = 0; round < 100; round += 1) {
      const plain: Plain = new Map();
      const parts = Array.from({ length: 1 + random(9) }, () => randomChanges(random));
      const deltas = parts.map((changes, place) => step(place, packedChanges(changes)));
      for (const changes of parts) applyPlainly(plain, changes);
      const nothing: KnownLists = { position: 0, at: 0, entries: new Map() };

      const atOnce = listsAfter(nothing, deltas)!;
      const half = listsAfter(listsAfter(nothing, deltas.slice(0, 3))!, deltas.slice(3))!;

      expect(atOnce.entries).toEqual(packedChanges(plain));
      expect(half).toEqual(atOnce);
      expect(atOnce.position).toBe(deltas.length);
      const [listId, values] = [...plain][0] ?? [7, new Map<number, number>()];
      const indices = Array.from({ length: 40 }, (_, index) => index);
      expect(indices.map((index) => valueOf(atOnce, { listId, index }))).toEqual(
        indices.map((index) => values.get(index) ?? 0),
      );
    }
  });

  it("stay what they were when a delta does not follow", () => {
    const lists: KnownLists = { position: 3, at: 9, entries: new Map([[7, Uint32Array.of(21)]]) };
    const delta = step(4, new Map([[7, Uint32Array.of(20)]]));

    expect(listsAfter(lists, [delta])).toBeNull();
    expect(listsAfter(lists, [step(3, new Map()), step(3, new Map())])).toBeNull();
    expect(listsAfter(lists, [step(3, delta.changes)])).toEqual({ position: 4, at: 1003, entries: new Map() });
    expect(lists.entries.get(7)).toEqual(Uint32Array.of(21));
  });

  it("take four bytes a code: a province in four days is below two megabytes", () => {
    const random = generator(1);
    const codes = 366_000;
    const entries = new Map<number, Entries>();
    for (let list = 0; list < 236; list += 1) {
      const values = new Map<number, number>();
      while (values.size < Math.floor(codes / 236)) values.set(random(2 ** 20), 1 + random(3));
      entries.set(9000 + list, packed(values));
    }

    const known: KnownLists = { position: 0, at: 0, entries };
    const bytes = [...known.entries.values()].reduce((sum, list) => sum + list.buffer.byteLength, 0);

    expect(countOf(known)).toBeGreaterThan(365_000);
    expect(bytes).toBeLessThan(2_000_000);
  });
});

describe("a value in a packed list", () => {
  it("is found at both ends and nowhere else", () => {
    const entries = unpacked(Uint8Array.of(0b11_00_00_01, 0, 0b10_00_00_00));

    expect(entries).toEqual(Uint32Array.of(0 * 4 + 1, 3 * 4 + 3, 11 * 4 + 2));
    expect([0, 1, 3, 4, 11, 12].map((index) => valueIn(entries, index))).toEqual([1, 0, 3, 0, 2, 0]);
    expect(valueIn(undefined, 0)).toBe(0);
    expect(valueIn(new Uint32Array(0), 5)).toBe(0);
  });
});

describe("a compressed stream", () => {
  const hello = Uint8Array.of(0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06, 0x2c, 0x02, 0x15);

  it("unfolds to its text and not a byte further than allowed", async () => {
    expect(new TextDecoder().decode(await inflated(hello, 5, "text"))).toBe("hello");
    await expect(inflated(hello, 4, "text")).rejects.toThrow("at most 4 bytes");
  });

  it.each([
    ["a byte after", [...hello, 0]],
    ["another stream after", [...hello, ...hello]],
    ["a byte missing", [...hello.slice(0, -1)]],
    ["a wrong checksum", [...hello.slice(0, -1), 0x16]],
    ["nothing", []],
  ])("is refused with %s", async (_, data) => {
    await expect(inflated(Uint8Array.from(data), 100, "text")).rejects.toThrow("text: ");
  });
});

describe("changes", () => {
  it("are read from their one form", () => {
    expect(readChanges(Uint8Array.of(7, 2, 21, 9))).toEqual(new Map([[7, Uint32Array.of(21, 29)]]));
    expect(readChanges(new Uint8Array(0)).size).toBe(0);
  });

  it("promise no more entries than their bytes can hold", () => {
    expect(() => readChanges(Uint8Array.of(7, 0x80, 0x80, 0x40, 21))).toThrow("ends within a list");
  });
});

describe('spec("D2") the digits of a step-up', () => {
  it("are six, and a draw that would favour some is thrown away", () => {
    const draws = [2 ** 32 - 1, 4_294_000_000, 4_293_999_999, 42];

    expect(digitsFrom(() => draws.shift()!)).toBe("999999");
    expect(digitsFrom(() => 42)).toBe("000042");
  });
});
