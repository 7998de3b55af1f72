import { openDB, type DBSchema, type IDBPDatabase, type StoreNames, type StoreValue } from "idb";

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

/** What is kept under a key; undefined also where the browser refuses storage, as private modes may. */
export async function recall<Name extends StoreNames<ResidentDatabase>>(
  name: Name,
  key: string,
): Promise<StoreValue<ResidentDatabase, Name> | undefined> {
  try {
    return await (await openStore()).get(name, key);
  } catch {
    return undefined;
  }
}

/** Keeps a value in one transaction. Where storage is refused or full, the page goes on without it. */
export async function remember<Name extends StoreNames<ResidentDatabase>>(
  name: Name,
  value: StoreValue<ResidentDatabase, Name>,
): Promise<void> {
  try {
    await (await openStore()).put(name, value);
  } catch {
    // The code still shows while the page is open; the next opening finds nothing and asks to enrol again.
  }
}

/** Lets go of one value, if the browser has it. */
export async function forgetOne(name: StoreNames<ResidentDatabase>, key: string): Promise<void> {
  try {
    await (await openStore()).delete(name, key);
  } catch {
    // What cannot be opened keeps nothing either.
  }
}

/**
 * Forgets whoever is not in `kept`: code, assessment, check-ins and drafts. A link that its holder ended leaves nothing
 * of the holder on the phone of the former proxy (SPEC B5).
 */
export async function forgetPeopleBut(kept: ReadonlySet<string>): Promise<void> {
  const transaction = (await openStore()).transaction(["codes", "assessments", "checkIns", "waiting", "drafts"], "readwrite");
  for (const name of ["codes", "assessments", "checkIns"] as const) {
    const people = transaction.objectStore(name);
    for (const id of await people.getAllKeys()) if (!kept.has(id)) await people.delete(id);
  }
  const waiting = transaction.objectStore("waiting");
  for (const checkIn of await waiting.getAll()) if (!kept.has(checkIn.personId)) await waiting.delete(checkIn.key);
  const drafts = transaction.objectStore("drafts");
  for (const id of await drafts.getAllKeys()) if (![...kept].some((person) => id.endsWith(person))) await drafts.delete(id);
  await transaction.done;
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
