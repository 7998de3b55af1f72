import { signerOf } from "@shared/logic/credential/keys";
import { renewalRequest } from "@shared/logic/credential/possession";
import { fittedClaims, present } from "@shared/logic/credential/present";

import type { StoredCode } from "./local-store";

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/** A fresh phone key whose private half never leaves the browser; one for each token (CREDENTIAL §1). */
export function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
}

/** The signed request for a token for these keys; `at` is server time in milliseconds. */
export async function requestFor(keys: CryptoKeyPair, at: number): Promise<Uint8Array> {
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  return renewalRequest(point, Math.floor(at / 1000), signerOf(keys.privateKey));
}

/** What a proof says beside its time: the answer to a verifier's digits, and the centre's beacon where it fits. */
export interface ProofExtras {
  nonce: Uint8Array | null;
  beacon: Uint8Array | null;
}

/** The text of a fresh QR for the token on this phone; `at` is server time in milliseconds. */
export function qrTextFor(code: StoredCode, at: number, extras: ProofExtras): Promise<string> {
  const claims = fittedClaims(code.token, { issuedAt: Math.floor(at / 1000), ...extras });
  return present(code.token, claims, signerOf(code.keys.privateKey));
}
