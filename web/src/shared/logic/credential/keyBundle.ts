// The key bundle: whose signatures count. The counterpart of `core/credential/key_bundle.py`: an older sequence is
// refused, a revoked key never comes back, keys of one use never verify another.
import { exactBytes, exactInt, exactList, exactMap, exactText, MalformedError, read, sameBytes } from "./cbor";
import { instant, MAX_ISSUER_BYTES, visible } from "./claims";
import { HEADER, readHeader, readSign1, type Sign1 } from "./cose";
import { KEY_ID_BYTES, keyFromCose, keyIdOf, type PublicKey } from "./keys";
import { type Refused, refused } from "./refusals";
import { isSigned, loadKey } from "./signatures";

const BUNDLE_TYPE = "AHC-KEYS";
const MAX_BUNDLE_BYTES = 65_536;
const SEQUENCE = 1;
const PUBLISHED = 2;
const KEYS = 3;
const USES = ["token", "status", "bundle"] as const;
const STATES = ["active", "retired", "revoked"] as const;

export type KeyUse = (typeof USES)[number];
export type KeyState = (typeof STATES)[number];

/** A public key that vouches for what was signed from `notBefore` to `notAfter` (Unix seconds, both included). */
export interface IssuerKey {
  issuer: string;
  use: KeyUse;
  publicKey: PublicKey;
  notBefore: number;
  notAfter: number;
  state: KeyState;
  keyId: Uint8Array;
}

/** The keys that a verifier trusts. `bytes` is the signed file, which is what to store. */
export interface KeyBundle {
  kind: "bundle";
  sequence: number;
  publishedAt: number;
  keys: readonly IssuerKey[];
  bytes: Uint8Array;
}

/** The key of that id, revoked ones too; undefined when there is none or it has another use. */
export function findKey(bundle: KeyBundle, keyId: Uint8Array, use: KeyUse): IssuerKey | undefined {
  return bundle.keys.find((key) => key.use === use && sameBytes(key.keyId, keyId));
}

/** Whether the status lists under this bundle speak of the codes of that issuer: it has a status key here. */
export function hasListsOf(bundle: KeyBundle, issuer: string): boolean {
  return bundle.keys.some((key) => key.use === "status" && key.issuer === issuer);
}

// A few keys sign all tokens and files of a day: each is loaded once for as long as its bundle lives.
const loaded = new WeakMap<IssuerKey, Promise<CryptoKey | null>>();

/** The key as WebCrypto checks with it, or null when the point is off the curve. */
export function loadedKey(key: IssuerKey): Promise<CryptoKey | null> {
  const known = loaded.get(key) ?? loadKey(key.publicKey);
  loaded.set(key, known);
  return known;
}

export function wasInTerm(key: IssuerKey, at: number): boolean {
  return key.notBefore <= at && at <= key.notAfter;
}

/** The bundle in a signed file, when it may replace `current` (null on a first start). */
export async function readBundle(
  data: Uint8Array,
  roots: readonly PublicKey[],
  current: KeyBundle | null = null,
): Promise<KeyBundle | Refused> {
  if (data.length > MAX_BUNDLE_BYTES)
    return refused("too_long", `bundle: expected at most ${MAX_BUNDLE_BYTES} bytes, got ${data.length}`);
  try {
    const message = readSign1(data, "bundle");
    const header = readHeader(message, "bundle: header", [HEADER.keyId, HEADER.type]);
    const keyId = exactBytes(header.get(HEADER.keyId), "bundle: key id", KEY_ID_BYTES, KEY_ID_BYTES);
    if (header.get(HEADER.type) !== BUNDLE_TYPE)
      return refused("malformed", `bundle: expected the type ${BUNDLE_TYPE}`);
    const bundle = await bundleOf(message.payload, data);
    return (
      (await signatureRefusal(message, keyId, bundle, roots, current)) ??
      successionRefusal(message, bundle, current) ??
      bundle
    );
  } catch (error) {
    if (error instanceof MalformedError) return refused("malformed", error.message);
    throw error;
  }
}

/**
 * The keys whose bundles a verifier reads after it accepted one: those so far and those that it publishes, so that the
 * next root is trusted before it signs. What the bundle revokes is trusted no more; it is empty when that is all.
 */
export async function rootsAfter(roots: readonly PublicKey[], accepted: KeyBundle): Promise<PublicKey[]> {
  const published = accepted.keys.filter((key) => key.use === "bundle");
  const revoked = published.filter((key) => key.state === "revoked").map((key) => key.keyId);
  const isIn = (ids: readonly Uint8Array[], keyId: Uint8Array): boolean => ids.some((id) => sameBytes(id, keyId));
  const [known, ids]: [PublicKey[], Uint8Array[]] = [[], []];
  for (const root of [...roots, ...published.map((key) => key.publicKey)]) {
    const keyId = await keyIdOf(root);
    if (isIn(revoked, keyId) || isIn(ids, keyId)) continue;
    known.push(root);
    ids.push(keyId);
  }
  return known;
}

async function signatureRefusal(
  message: Sign1,
  keyId: Uint8Array,
  bundle: KeyBundle,
  roots: readonly PublicKey[],
  current: KeyBundle | null,
): Promise<Refused | null> {
  const published = current ? findKey(current, keyId, "bundle") : undefined;
  if (published?.state === "revoked") return refused("revoked_key", "bundle: signed by a revoked bundle key");
  const ids = await Promise.all(roots.map(keyIdOf));
  let signer = roots.find((_, place) => sameBytes(ids[place]!, keyId));
  if (!signer && published && wasInTerm(published, bundle.publishedAt)) signer = published.publicKey;
  if (!signer) return refused("unknown_issuer", "bundle: signed by no root and no published bundle key in its term");
  const isGood = await isSigned(message, await loadKey(signer));
  return isGood ? null : refused("bad_signature", "bundle: the signature does not fit");
}

function successionRefusal(message: Sign1, bundle: KeyBundle, current: KeyBundle | null): Refused | null {
  if (current === null) return null;
  const older = bundle.sequence < current.sequence;
  // The payload is canonical, so the same content has the same bytes, whoever signed it.
  const other =
    bundle.sequence === current.sequence && !sameBytes(message.payload, readSign1(current.bytes, "bundle").payload);
  if (older || other) return refused("old_sequence", `bundle: has ${bundle.sequence}, this device ${current.sequence}`);
  const revoked = current.keys.filter((key) => key.state === "revoked");
  const revived = bundle.keys.some(
    (key) => key.state !== "revoked" && revoked.some((old) => sameBytes(old.keyId, key.keyId)),
  );
  return revived ? refused("revived_key", "bundle: brings a revoked key back") : null;
}

async function bundleOf(payload: Uint8Array, bytes: Uint8Array): Promise<KeyBundle> {
  const labels = exactMap(read(payload, "bundle"), "bundle", [SEQUENCE, PUBLISHED, KEYS]);
  const rows = labels.get(KEYS);
  if (!Array.isArray(rows)) throw new MalformedError("bundle: expected an array of keys");
  const keys = await Promise.all(rows.map(keyOf));
  if (keys.some((key, place) => keys.findIndex((other) => sameBytes(other.keyId, key.keyId)) !== place)) {
    throw new MalformedError("bundle: expected keys with different ids");
  }
  const sequence = exactInt(labels.get(SEQUENCE), "bundle: sequence", 0, Number.MAX_SAFE_INTEGER);
  return { kind: "bundle", sequence, publishedAt: instant(labels.get(PUBLISHED), "bundle: published"), keys, bytes };
}

async function keyOf(row: unknown): Promise<IssuerKey> {
  const [issuer, use, publicKey, notBefore, notAfter, state] = exactList(row, "bundle: key", 6);
  const key = keyFromCose(publicKey, "bundle: public key");
  const read = {
    issuer: visible(exactText(issuer, "bundle: issuer", 1, MAX_ISSUER_BYTES), "bundle: issuer"),
    use: oneOf(USES, use, "bundle: use"),
    publicKey: key,
    notBefore: instant(notBefore, "bundle: not before"),
    notAfter: instant(notAfter, "bundle: not after"),
    state: oneOf(STATES, state, "bundle: state"),
    keyId: await keyIdOf(key),
  };
  if (read.notAfter < read.notBefore) throw new MalformedError("bundle: expected an end not before the beginning");
  return read;
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown, part: string): Value {
  const found = values.find((known) => known === value);
  if (found === undefined) throw new MalformedError(`${part}: expected one of ${values.join()}`);
  return found;
}
