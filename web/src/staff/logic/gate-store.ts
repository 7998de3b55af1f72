import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { KnownLists } from "@shared/logic/credential/knownLists";
import type { Family } from "@shared/logic/credential/manifest";

// What a staff phone keeps so that a gate works without a centre: the last good state of each family of lists, files of
// a sync that was cut off, what staff did that is not uploaded yet (sealed, see `sealing.ts`), and for minutes what the
// open app knows (sealed as well, see `short-memory.ts`).

/** The last good state of a family: as a gate's state file, bundle and manifest as they were signed. */
export interface StoredFamily {
  family: Family;
  bundle: Uint8Array;
  manifest: Uint8Array;
  lists: KnownLists;
}

/** What one account seals its records with; the private key opens with the secret that the centre gives the account. */
export interface StoredLock {
  personId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  wrapped: Uint8Array<ArrayBuffer>;
  nonce: Uint8Array<ArrayBuffer>;
}

/** One record that waits, unreadable without its account's key. `place` gives the order in which they were made. */
export interface SealedRecord {
  place?: number;
  key: string;
  personId: string;
  sender: Uint8Array<ArrayBuffer>;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
}

/** What became of an uploaded record. It names nobody; `at` is when it was made (ISO). */
export interface UploadOutcome {
  place?: number;
  key: string;
  personId: string;
  kind: "scan" | "temperature" | "departure" | "mismatch" | "opening";
  at: string;
  outcome: "stored" | "refused";
  colour: string | null;
  conflict: "let_in" | "kept_out" | null;
  words: { zh: string; en: string } | null;
}

/** What seals an account's short memory; it cannot be exported and goes with the session. */
export interface MemoryKey {
  personId: string;
  key: CryptoKey;
}

/** One kind of short memory of one account, unreadable without its key. */
export interface SealedMemory {
  personId: string;
  kind: string;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
}

/** A site's list of people as digests (`site-list.ts`). */
export interface StoredSiteList {
  siteId: string;
  key: string;
  people: Map<string, { lists: ("residents" | "employees")[]; household: string }>;
}

interface GateDatabase extends DBSchema {
  families: { key: number; value: StoredFamily };
  fetched: { key: string; value: Uint8Array };
  locks: { key: string; value: StoredLock };
  queue: { key: number; value: SealedRecord; indexes: { byPerson: string; byKey: string } };
  outcomes: { key: number; value: UploadOutcome; indexes: { byPerson: string } };
  memoryKeys: { key: string; value: MemoryKey };
  memories: { key: [string, string]; value: SealedMemory };
  siteLists: { key: string; value: StoredSiteList };
  exits: { key: number; value: { siteId: string; household: string; day: string } };
}

export type GateStore = IDBPDatabase<GateDatabase>;

let opened: Promise<GateStore> | null = null;

/** The phone's database. */
export function openGateStore(): Promise<GateStore> {
  opened ??= openDB<GateDatabase>("ankang-staff", 3, {
    upgrade(database, from) {
      if (from < 1) {
        database.createObjectStore("families", { keyPath: "family" });
        database.createObjectStore("fetched");
        database.createObjectStore("locks", { keyPath: "personId" });
        const queue = database.createObjectStore("queue", { keyPath: "place", autoIncrement: true });
        queue.createIndex("byPerson", "personId");
        queue.createIndex("byKey", "key", { unique: true });
        database.createObjectStore("outcomes", { keyPath: "place", autoIncrement: true }).createIndex("byPerson", "personId");
      }
      if (from < 2) {
        database.createObjectStore("memoryKeys", { keyPath: "personId" });
        database.createObjectStore("memories", { keyPath: ["personId", "kind"] });
      }
      database.createObjectStore("siteLists", { keyPath: "siteId" });
      database.createObjectStore("exits", { autoIncrement: true });
    },
  });
  return opened;
}

/** Safari erases script storage after seven days without use unless the app asks (and is installed). */
export async function keepGateStorage(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
}
