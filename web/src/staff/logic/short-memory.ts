import { type MemoryKey, openGateStore } from "./gate-store";

// What the open app knows and a restart without a network must not forget: who waits between two readings, and which
// proofs opened the door a moment ago. The queue stays shut until the centre answers, so it cannot tell. Each account
// has a key of its own on the phone that no script can export and that goes with the session; what is over is not read,
// and goes with the next entry or opening (decision 15).

/** Something known until an instant (milliseconds of the gate's clock). */
export interface Remembered<T> {
  value: T;
  until: number;
}

/** At most so many entries of a kind are kept, those that last longest. */
export const MEMORY_LIMITS = { waiting: 50, proofs: 500 } as const;
type Kind = keyof typeof MEMORY_LIMITS;

const NONCE_BYTES = 12;
const text = { encoder: new TextEncoder(), decoder: new TextDecoder() };
let writing: Promise<void> = Promise.resolve();

/** Replaces what is known of a kind, in the order of the calls; nothing is left of a kind with no entries. */
export function memorise<T>(personId: string, kind: Kind, entries: Remembered<T>[], now: number): Promise<void> {
  const lasting = entries.filter(({ until }) => until >= now).sort((one, other) => other.until - one.until);
  const kept = lasting.slice(0, MEMORY_LIMITS[kind]);
  writing = writing.catch(() => undefined).then(() => write(personId, kind, kept));
  return writing;
}

/** What is known of a kind and not over; nothing when it was sealed under another session's key. */
export async function recall<T>(personId: string, kind: Kind, now: number): Promise<Remembered<T>[]> {
  const store = await openGateStore();
  const [kept, key] = await Promise.all([store.get("memories", [personId, kind]), store.get("memoryKeys", personId)]);
  if (!kept || !key) return [];
  try {
    const plain = await crypto.subtle.decrypt(algorithmOf(personId, kind, kept.nonce), key.key, kept.sealed);
    const entries = JSON.parse(text.decoder.decode(plain)) as Remembered<T>[];
    return entries.filter(({ until }) => until >= now);
  } catch {
    return [];
  }
}

/** Erases every account's short memory with its key, but for one account's. */
export async function forgetAllBut(personId: string | null): Promise<void> {
  const transaction = (await openGateStore()).transaction(["memoryKeys", "memories"], "readwrite");
  const [keys, memories] = [transaction.objectStore("memoryKeys"), transaction.objectStore("memories")];
  for (const key of await keys.getAllKeys()) if (key !== personId) await keys.delete(key);
  for (const place of await memories.getAllKeys()) if (place[0] !== personId) await memories.delete(place);
  await transaction.done;
}

async function write(personId: string, kind: Kind, entries: Remembered<unknown>[]): Promise<void> {
  const store = await openGateStore();
  if (entries.length === 0) return store.delete("memories", [personId, kind]);
  const { key } = await keyOf(personId);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const plain = text.encoder.encode(JSON.stringify(entries));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithmOf(personId, kind, nonce), key, plain));
  await store.put("memories", { personId, kind, nonce, sealed });
}

async function keyOf(personId: string): Promise<MemoryKey> {
  const store = await openGateStore();
  const kept = await store.get("memoryKeys", personId);
  if (kept) return kept;
  const made = { personId, key: await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]) };
  await store.put("memoryKeys", made);
  return made;
}

function algorithmOf(personId: string, kind: Kind, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: text.encoder.encode(`${personId}/${kind}`) };
}
