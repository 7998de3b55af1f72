// Verifying: a verdict on the text of a QR, from the text, the key bundle and the verifier's clock alone. The same
// order and names as `core/credential/verify.py`: read strictly, whose key, both signatures, the token's times, the
// proof's times; so a refusal for a time is only ever said of a code that is genuine.
import { decodeBase45, hasMoreThan } from "./base45";
import { checkSame, exactInt, exactMap, MalformedError, readLoosely, sameBytes } from "./cbor";
import { type CodeName, readProofClaims, type Token, type TokenClaims, tokenOf } from "./claims";
import { ES256, HEADER, readSign1, sign1ToBytes, type Sign1, takenSign1 } from "./cose";
import { findKey, type KeyBundle, loadedKey, wasInTerm } from "./keyBundle";
import { PREFIX, proofHeader } from "./present";
import { type Refused, refused } from "./refusals";
import { isSigned, loadKey } from "./signatures";
import { DEFAULT_TIMES, type Times } from "./times";

const PROOF_TYPE = 294;
/** More than a proof ever has (276), so that later optional claims fit; checked before anything is decoded. */
const MAX_READ_BYTES = 512;
const MAX_READ_CHARACTERS = PREFIX.length + (MAX_READ_BYTES / 2) * 3;

/** A genuine, fresh code; instants are Unix seconds. `grace` asks for amber and the document compared. */
export interface Verified {
  kind: "verified";
  issuer: string;
  colour: TokenClaims["colour"];
  name: string;
  documentTail: string;
  codeName: CodeName;
  issuedAt: number;
  expiresAt: number;
  proofAt: number;
  grace: boolean;
  /** Handed on as they came. */
  nonce: Uint8Array | null;
  beacon: Uint8Array | null;
  /** The proof answers the digits of a step-up. */
  answered: boolean;
}

/** A proof that was read and not yet believed. */
export interface Proof {
  message: Sign1;
  claims: ReturnType<typeof readProofClaims>;
  token: Token;
}

export interface Conditions {
  times?: Readonly<Times>;
  /** False lets an expired token pass with `grace` until 72 hours after its issuance; the caller knows. */
  centreReachable?: boolean;
  /**
   * The digits of a step-up that stand on the verifier's screen now (`nonceOf`): the proof must answer them, and then
   * its time may be off by `times.stepUp`, because a picture cannot answer.
   */
  digits?: Uint8Array | null;
}

/** What the text of a QR proves at the instant `at` (Unix seconds) of the verifier's clock. Never throws. */
export async function verify(
  text: string,
  keys: KeyBundle,
  at: number,
  conditions: Conditions = {},
): Promise<Verified | Refused> {
  const { times = DEFAULT_TIMES, centreReachable = true, digits = null } = conditions;
  const proof = readProof(text);
  if ("kind" in proof) return proof;
  const refusal =
    (await signatureRefusal(proof, keys)) ??
    tokenTimeRefusal(proof.token.claims, at, times, centreReachable) ??
    proofTimeRefusal(proof.claims, at, times, digits);
  if (refusal) return refusal;
  const { issuer, colour, name, documentTail, codeName, issuedAt, expiresAt } = proof.token.claims;
  const { issuedAt: proofAt, nonce, beacon } = proof.claims;
  return {
    kind: "verified",
    issuer,
    colour,
    name,
    documentTail,
    codeName,
    issuedAt,
    expiresAt,
    proofAt,
    grace: at >= expiresAt,
    nonce,
    beacon,
    answered: digits !== null,
  };
}

/** The parts of a QR text, read strictly; nothing of it is believed yet, unless `verify` refused it for its time. */
export function readProof(text: string): Proof | Refused {
  if (!text.startsWith(PREFIX)) return refused("unknown_prefix", `expected ${PREFIX}`);
  if (hasMoreThan(MAX_READ_CHARACTERS, text))
    return refused("too_long", `expected at most ${MAX_READ_CHARACTERS} characters, got ${text.length}`);
  const data = decodeBase45(text.slice(PREFIX.length));
  if (data === null) return refused("malformed", "expected base45 text");
  try {
    return proofOf(data);
  } catch (error) {
    if (error instanceof MalformedError) return refused("malformed", error.message);
    throw error;
  }
}

function proofOf(data: Uint8Array): Proof {
  const message = readSign1(data, "proof");
  const labels = [HEADER.algorithm, HEADER.token, HEADER.type];
  const header = exactMap(readLoosely(message.protectedBytes, "proof: header"), "proof: header", labels);
  exactInt(header.get(HEADER.algorithm), "proof: algorithm", ES256, ES256);
  exactInt(header.get(HEADER.type), "proof: type", PROOF_TYPE, PROOF_TYPE);
  const token = takenSign1(header.get(HEADER.token), "token");
  checkSame(proofHeader(sign1ToBytes(token)), message.protectedBytes, "proof: header");
  return { message, token: tokenOf(token), claims: readProofClaims(message.payload) };
}

async function signatureRefusal({ message, token }: Proof, keys: KeyBundle): Promise<Refused | null> {
  const key = findKey(keys, token.keyId, "token");
  if (!key || key.issuer !== token.claims.issuer)
    return refused("unknown_issuer", "token: no token key of this id and issuer");
  if (key.state === "revoked") return refused("revoked_key", "token: the key is revoked");
  if (!(await isSigned(token.message, await loadedKey(key))))
    return refused("bad_signature", "token: the issuer's signature does not fit");
  if (!wasInTerm(key, token.claims.issuedAt))
    return refused("key_out_of_term", "token: issued outside the term of its key");
  if (!(await isSigned(message, await loadKey(token.claims.deviceKey)))) {
    return refused("bad_signature", "proof: not signed by the phone that the token names");
  }
  return null;
}

function tokenTimeRefusal(
  token: TokenClaims,
  at: number,
  times: Readonly<Times>,
  centreReachable: boolean,
): Refused | null {
  const age = at - token.issuedAt;
  if (age < -times.stepUp) return refused("not_yet", `token: issued ${-age} s ahead of this clock`);
  if (at >= token.expiresAt && (centreReachable || age > times.grace))
    return refused("expired", `token: issued ${age} s ago`);
  return null;
}

function proofTimeRefusal(
  claims: Proof["claims"],
  at: number,
  times: Readonly<Times>,
  digits: Uint8Array | null,
): Refused | null {
  const past = at - claims.issuedAt;
  if (past < -times.stepUp || past > times.stepUp)
    return refused("stale_proof", `proof: made ${past} s before this clock`);
  if (digits !== null) {
    const answers = claims.nonce !== null && sameBytes(claims.nonce, digits);
    return answers ? null : refused("wrong_answer", "proof: does not answer the digits");
  }
  if (past < -times.proofFuture || past > times.proofPast)
    return refused("step_up_needed", `proof: made ${past} s before this clock`);
  return null;
}
