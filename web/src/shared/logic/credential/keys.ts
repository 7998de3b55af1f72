// P-256 public keys as the bytes carry them, and signers. Checking signatures stands in `signatures.ts`, so that a
// phone that only shows its code does not load the curve arithmetic.
import { exactBool, exactBytes, exactInt, exactMap, joined, write } from "./cbor";

export const KEY_ID_BYTES = 4;
export const SIGNATURE_BYTES = 64;

/** The bytes to be signed in, 64 bytes of signature (r, then s) out. */
export type Signer = (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** A P-256 public key as a compressed point. Whether x lies on the curve shows when it is used. */
export interface PublicKey {
  x: Uint8Array;
  yIsOdd: boolean;
}

// COSE_Key, RFC 9053 section 7.1.1: kty EC2, crv P-256, x, and y as its sign.
const KTY = 1;
const CRV = -1;
const X = -2;
const Y = -3;

/** The key of a COSE_Key map; throws MalformedError. */
export function keyFromCose(value: unknown, part: string): PublicKey {
  const labels = exactMap(value, part, [KTY, CRV, X, Y]);
  exactInt(labels.get(KTY), `${part}: key type`, 2, 2);
  exactInt(labels.get(CRV), `${part}: curve`, 1, 1);
  return { x: exactBytes(labels.get(X), `${part}: x`, 32, 32), yIsOdd: exactBool(labels.get(Y), `${part}: sign of y`) };
}

export function keyToCose(key: PublicKey): Map<number, unknown> {
  return new Map<number, unknown>([
    [KTY, 2],
    [CRV, 1],
    [X, key.x],
    [Y, key.yIsOdd],
  ]);
}

/** The key of an uncompressed point (65 bytes, as WebCrypto exports "raw") or a compressed one (33 bytes). */
export function keyFromPoint(point: Uint8Array): PublicKey {
  const uncompressed = point.length === 65 && point[0] === 4;
  if (!uncompressed && !(point.length === 33 && (point[0] === 2 || point[0] === 3))) {
    throw new Error(`expected a point of 65 bytes after 4 or of 33 after 2 or 3, got ${point.length} bytes`);
  }
  return { x: point.slice(1, 33), yIsOdd: ((uncompressed ? point[64]! : point[0]!) & 1) === 1 };
}

/** The compressed point of SEC 1, 33 bytes. */
export function pointOf(key: PublicKey): Uint8Array<ArrayBuffer> {
  return joined([key.yIsOdd ? 3 : 2], key.x);
}

/** The first four bytes of the SHA-256 of the COSE_Key in canonical form. */
export async function keyIdOf(key: PublicKey): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest("SHA-256", joined(write(keyToCose(key))));
  return new Uint8Array(digest).slice(0, KEY_ID_BYTES);
}

/** The signer that a WebCrypto key is; the key may be non-extractable, and should be. */
export function signerOf(privateKey: CryptoKey): Signer {
  return async (message) =>
    new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, message));
}
