// Presenting: the token wrapped in a proof that the phone signs anew, as the text of a QR.
import { joined } from "./cbor";
import { type ProofClaims, writeProofClaims } from "./claims";
import { readSign1, sign1ToBytes, signMessage } from "./cose";
import { encodeBase45 } from "./base45";
import { SIGNATURE_BYTES, type Signer } from "./keys";

export const PREFIX = "AHC1:";
/** Version 12 of an alphanumeric QR at error correction M holds 419 characters (ISO/IEC 18004, table 7). */
export const MAX_PROOF_BYTES = 276;

// {1: -7, 13: token, 16: 294}: ES256, the token, application/kb+cwt. Canonical, because the labels ascend.
const BEFORE_TOKEN = [0xa3, 0x01, 0x26, 0x0d];
const AFTER_TOKEN = [0x10, 0x19, 0x01, 0x26];

/** The protected header of a proof around a token. */
export function proofHeader(token: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(BEFORE_TOKEN, token, AFTER_TOKEN);
}

/**
 * The claims without their beacon where the proof would not fit the QR with it: a help, never worth a bigger QR.
 * Throws where the token is none.
 */
export function fittedClaims(token: Uint8Array, claims: ProofClaims): ProofClaims {
  if (!claims.beacon) return claims;
  const protectedBytes = proofHeader(sign1ToBytes(readSign1(token, "token")));
  const signature = new Uint8Array(SIGNATURE_BYTES);
  const proof = sign1ToBytes({ protectedBytes, payload: writeProofClaims(claims), signature });
  return proof.length <= MAX_PROOF_BYTES ? claims : { ...claims, beacon: null };
}

/**
 * The text of a fresh QR. `sign` holds the key that the token names; `issuedAt` is the phone's best knowledge of the
 * server's time in Unix seconds. Throws above 276 bytes, because the QR would not hold it.
 */
export async function present(token: Uint8Array, claims: ProofClaims, sign: Signer): Promise<string> {
  const header = proofHeader(sign1ToBytes(readSign1(token, "token")));
  const proof = await signMessage(header, writeProofClaims(claims), sign);
  if (proof.length > MAX_PROOF_BYTES) {
    throw new Error(
      `expected a proof of at most ${MAX_PROOF_BYTES} bytes, got ${proof.length}: the QR would not hold it`,
    );
  }
  return PREFIX + encodeBase45(proof);
}
