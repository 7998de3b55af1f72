// Proof of possession: before a phone key enters a token, the phone signs a renewal request with it. The request
// names nobody: whose token it renews is the session's to say (`core/credential/possession.py`).
import { write } from "./cbor";
import { headerBytes, HEADER, signMessage } from "./cose";
import type { Signer } from "./keys";

const REQUEST_TYPE = "AHC-RENEW";
const ISSUED = 6;
const POINT = -65539;

/** The request; `point` is the public key as WebCrypto exports "raw" (65 bytes), `at` Unix seconds. */
export async function renewalRequest(point: Uint8Array, at: number, sign: Signer): Promise<Uint8Array<ArrayBuffer>> {
  if (point.length !== 65 || point[0] !== 4)
    throw new Error(`expected an uncompressed point of 65 bytes, got ${point.length}`);
  const claims = new Map<number, unknown>([
    [ISSUED, Math.floor(at)],
    [POINT, point],
  ]);
  return signMessage(headerBytes([[HEADER.type, REQUEST_TYPE]]), write(claims), sign);
}
