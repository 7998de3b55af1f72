import { openGateStore, type SealedRecord, type StoredLock } from "./gate-store";

// What staff did is sealed with a public key, so that a phone without a network can add to its queue and not read it:
// only the private key opens a record, and that lies on the phone wrapped with the secret that the centre gives the
// signed-in account (decision 15). After a sign-out or on a stolen phone nothing here can be read.
type Bytes = Uint8Array<ArrayBuffer>;

const CURVE: EcKeyImportParams = { name: "ECDH", namedCurve: "P-256" };
const NONCE_BYTES = 12;
const text = { encoder: new TextEncoder(), decoder: new TextDecoder() };

/** The account's lock on this phone; made at the first sign-in. `secret` is the centre's, 32 bytes. */
export async function makeLock(personId: string, secret: Bytes): Promise<StoredLock> {
  const store = await openGateStore();
  const kept = await store.get("locks", personId);
  if (kept) return kept;
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const nonce = fresh();
  const wrapping = await derivedKey(secret, publicKey, "ankang queue lock", ["wrapKey"]);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("pkcs8", pair.privateKey, wrapping, { name: "AES-GCM", iv: nonce }));
  const lock = { personId, publicKey, wrapped, nonce };
  await store.put("locks", lock);
  return lock;
}

/** The lock that this phone has for the account, or undefined before the first sign-in with the centre. */
export async function findLock(personId: string): Promise<StoredLock | undefined> {
  return (await openGateStore()).get("locks", personId);
}

/** The private key of a lock; rejects with another secret than the one that it was made with. It cannot be exported. */
export async function openLock(lock: StoredLock, secret: Bytes): Promise<CryptoKey> {
  const wrapping = await derivedKey(secret, lock.publicKey, "ankang queue lock", ["unwrapKey"]);
  const algorithm = { name: "AES-GCM", iv: lock.nonce };
  return crypto.subtle.unwrapKey("pkcs8", lock.wrapped, wrapping, algorithm, CURVE, false, ["deriveBits"]);
}

/** A record as it is stored; its key is bound in, so that no record can be taken for another. */
export async function seal(lock: StoredLock, key: string, record: unknown): Promise<Omit<SealedRecord, "place">> {
  const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const sender = new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey));
  const receiver = await crypto.subtle.importKey("raw", lock.publicKey, CURVE, false, []);
  const sealing = await sharedKey(once.privateKey, receiver, sender, ["encrypt"]);
  const nonce = fresh();
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: text.encoder.encode(key) };
  const plain = text.encoder.encode(JSON.stringify(record));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, sealing, plain));
  return { key, personId: lock.personId, sender, nonce, sealed };
}

/** What was sealed; rejects when it was sealed with another lock or changed since. */
export async function unseal(privateKey: CryptoKey, kept: SealedRecord): Promise<unknown> {
  const sender = await crypto.subtle.importKey("raw", kept.sender, CURVE, false, []);
  const opening = await sharedKey(privateKey, sender, kept.sender, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: kept.nonce, additionalData: text.encoder.encode(kept.key) };
  return JSON.parse(text.decoder.decode(await crypto.subtle.decrypt(algorithm, opening, kept.sealed)));
}

async function sharedKey(own: CryptoKey, other: CryptoKey, sender: Bytes, uses: KeyUsage[]): Promise<CryptoKey> {
  const bits = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256));
  return derivedKey(bits, sender, "ankang queue record", uses);
}

/** HKDF (RFC 5869) with SHA-256 to a key of AES-256-GCM. */
async function derivedKey(secret: Bytes, salt: Bytes, purpose: string, uses: KeyUsage[]): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info: text.encoder.encode(purpose) };
  return crypto.subtle.deriveKey(algorithm, base, { name: "AES-GCM", length: 256 }, false, uses);
}

function fresh(): Bytes {
  return crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
}
