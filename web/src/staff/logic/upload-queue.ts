import { api, bodyOf, type Schemas } from "@shared/api/client";

import { openGateStore, type SealedRecord, type UploadOutcome } from "./gate-store";
import { findLock, makeLock, openLock, seal, unseal } from "./sealing";

// What staff did while the centre was away: sealed on the phone, uploaded in the order in which it was done. The centre
// knows a record by its key, so one whose answer was lost may be sent again.
export type UploadRecord = Schemas["UploadRecord"];

const AT_ONCE = 50;
/** Outcomes are shown for a week, as long as the centre takes records. */
const OUTCOMES_KEPT_MS = 7 * 86_400_000;

/** This phone cannot keep records for the account yet: it has not been signed in with the centre here. */
export class NoLockError extends Error {
  constructor() {
    super("expected a lock of this account; sign in once while the centre answers");
    this.name = "NoLockError";
  }
}

/** Makes sure that the account can keep records on this phone; asks the centre the first time. */
export async function prepareQueue(personId: string): Promise<void> {
  if (!(await findLock(personId))) await makeLock(personId, await secretOfSession());
}

/** Keeps a record; one with the same key that still waits is replaced and keeps its place. */
export async function keepRecord(personId: string, record: UploadRecord): Promise<void> {
  const lock = await findLock(personId);
  if (!lock) throw new NoLockError();
  const sealed = await seal(lock, record.key, record);
  const transaction = (await openGateStore()).transaction("queue", "readwrite");
  const place = await transaction.store.index("byKey").getKey(record.key);
  await transaction.store.put(place === undefined ? sealed : { ...sealed, place });
  await transaction.done;
}

/** How many records of the account wait. */
export async function countWaiting(personId: string): Promise<number> {
  return (await openGateStore()).countFromIndex("queue", "byPerson", personId);
}

/**
 * Uploads what waits, in order, until nothing is left or a call fails (which is thrown). Each record leaves the queue
 * together with its outcome, in one transaction: a phone that dies in between sends it again and gets the same answer.
 */
export async function uploadWaiting(personId: string, now: number): Promise<number> {
  let uploaded = 0;
  let privateKey: CryptoKey | null = null;
  for (;;) {
    const waiting = await firstWaiting(personId);
    if (waiting.length === 0) return uploaded;
    privateKey ??= await openLock((await findLock(personId))!, await secretOfSession());
    const records = await Promise.all(waiting.map((kept) => unseal(privateKey!, kept) as Promise<UploadRecord>));
    const { results } = await bodyOf(api.POST("/api/v1/checkpoints/uploads", { body: { records, check: "now" } }));
    await settle(personId, waiting, records, results, now);
    uploaded += waiting.length;
  }
}

/** What became of the account's records, the latest first. */
export async function listOutcomes(personId: string): Promise<UploadOutcome[]> {
  return (await (await openGateStore()).getAllFromIndex("outcomes", "byPerson", personId)).reverse();
}

async function firstWaiting(personId: string): Promise<SealedRecord[]> {
  const store = await openGateStore();
  return store.getAllFromIndex("queue", "byPerson", personId, AT_ONCE);
}

async function settle(
  personId: string,
  waiting: SealedRecord[],
  records: UploadRecord[],
  results: Schemas["UploadResult"][],
  now: number,
): Promise<void> {
  const transaction = (await openGateStore()).transaction(["queue", "outcomes"], "readwrite");
  const outcomes = transaction.objectStore("outcomes");
  for (let cursor = await outcomes.openCursor(); cursor; cursor = await cursor.continue()) {
    if (now - Date.parse(cursor.value.at) > OUTCOMES_KEPT_MS) await cursor.delete();
  }
  for (const [place, record] of records.entries()) {
    const result = results[place];
    if (result?.key !== record.key) throw new Error(`expected the result of ${record.key}, got ${result?.key}`);
    const { colour = null, conflict = null, words = null } = result;
    const outcome = result.outcome === "refused" ? "refused" : "stored";
    await outcomes.add({ key: record.key, personId, kind: record.kind, at: record.at, outcome, colour, conflict, words });
    await transaction.objectStore("queue").delete(waiting[place]!.place!);
  }
  await transaction.done;
}

async function secretOfSession(): Promise<Uint8Array<ArrayBuffer>> {
  const { secret } = await bodyOf(api.GET("/api/v1/checkpoints/queue-key"));
  return Uint8Array.from(secret.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
