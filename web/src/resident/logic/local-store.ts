import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Schemas } from "@shared/api/client";

// What the phone keeps so that code and check-in work without a network: the token with its key, the last assessment,
// check-ins that wait for upload, and the draft of a form. One database, so that a key and its token are stored in one
// transaction.

/** A token with the key that it names. The private key cannot be exported from the browser. */
export interface StoredCode {
  personId: string;
  keys: CryptoKeyPair;
  token: Uint8Array;
  answer: Omit<Schemas["TokenAnswer"], "token">;
  renewedAt: number;
}

/** A check-in made without a network; it counts for the day on which it was made. */
export interface WaitingCheckIn {
  key: string;
  personId: string;
  day: string;
  body: Schemas["CheckInRequest"];
  refusal?: { zh: string; en: string };
}

interface Snapshot<T> {
  personId: string;
  at: number;
  value: T;
}

interface ResidentDatabase extends DBSchema {
  codes: { key: string; value: StoredCode };
  assessments: { key: string; value: Snapshot<Schemas["AssessmentAnswer"]> };
  checkIns: { key: string; value: Snapshot<Schemas["CheckInAnswer"]> };
  waiting: { key: string; value: WaitingCheckIn; indexes: { byPerson: string } };
  drafts: { key: string; value: { id: string; value: unknown } };
}

export type ResidentStore = IDBPDatabase<ResidentDatabase>;

let opened: Promise<ResidentStore> | null = null;

/** The phone's database; asks the browser once to keep it when space is short. */
export function openStore(): Promise<ResidentStore> {
  opened ??= openDB<ResidentDatabase>("ankang-resident", 1, {
    upgrade(database) {
      database.createObjectStore("codes", { keyPath: "personId" });
      database.createObjectStore("assessments", { keyPath: "personId" });
      database.createObjectStore("checkIns", { keyPath: "personId" });
      database.createObjectStore("waiting", { keyPath: "key" }).createIndex("byPerson", "personId");
      database.createObjectStore("drafts", { keyPath: "id" });
    },
  });
  return opened;
}

/** Safari erases script storage after seven days without use unless the app asks (and is installed). */
export async function keepStorage(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
}

/** Forgets everything of the person who signs out: the next user of the phone must find nothing. */
export async function forgetEverything(): Promise<void> {
  const store = await openStore();
  const names = ["codes", "assessments", "checkIns", "waiting", "drafts"] as const;
  const transaction = store.transaction(names, "readwrite");
  await Promise.all(names.map((name) => transaction.objectStore(name).clear()));
  await transaction.done;
}
