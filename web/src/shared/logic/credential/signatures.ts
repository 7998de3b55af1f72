// Checking ES256 signatures with WebCrypto. Browsers do not import compressed points, so y is computed here.
import { p256 } from "@noble/curves/nist.js";

import { joined } from "./cbor";
import { type Sign1, toBeSigned } from "./cose";
import { type PublicKey, pointOf, SIGNATURE_BYTES } from "./keys";

const ECDSA_P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/** The key as WebCrypto checks with it, or null when the point is off the curve. */
export async function loadKey(key: PublicKey): Promise<CryptoKey | null> {
  try {
    const point = p256.Point.fromBytes(pointOf(key)).toBytes(false);
    return await crypto.subtle.importKey("raw", joined(point), ECDSA_P256, false, ["verify"]);
  } catch {
    return null;
  }
}

/**
 * Whether this is a good ES256 signature of the message; false also without a key.
 * ECDSA is malleable: (r, s) and (r, n - s) are both good. Nothing may be keyed on a signature.
 */
export async function isGood(key: CryptoKey | null, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  if (key === null || signature.length !== SIGNATURE_BYTES) return false;
  try {
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, joined(signature), joined(message));
  } catch {
    return false;
  }
}

/** Whether the message carries a good signature of the key. */
export function isSigned(message: Sign1, key: CryptoKey | null): Promise<boolean> {
  return isGood(key, message.signature, toBeSigned(message.protectedBytes, message.payload));
}
