// What a token and a proof say: the counterpart of `core/credential/claims.py`. Labels and the order of the private
// array are append-only; labels that this module does not know are refused, not skipped.
import { exactBytes, exactInt, exactList, exactMap, exactText, MalformedError, read, write } from "./cbor";
import { HEADER, readHeader, readSign1, type Sign1 } from "./cose";
import { KEY_ID_BYTES, keyFromCose, type PublicKey } from "./keys";

// CWT claims, RFC 8392 section 4; cnf, RFC 8747 section 3.1; cnonce, IANA registry "CWT Claims".
const ISSUER = 1;
const AUDIENCE = 3;
const EXPIRES = 4;
const ISSUED = 6;
const CONFIRMATION = 8;
const NONCE = 39;
const COSE_KEY = 1;
const CODE = -65537;
const BEACON = -65538;

const FOR_CHECKPOINTS = "AHC";
const MAX_SECONDS = 2 ** 32 - 1;
const MAX_BEACON_BYTES = 128;
export const MAX_ISSUER_BYTES = 5;
export const MAX_NAME_BYTES = 9;
export const MAX_LIST_ID = 2 ** 32 - 1;
export const MAX_INDEX = 2 ** 20 - 1;
export const NONCE_BYTES = 4;

/** From the best to the worst. */
export const COLOURS = ["green", "yellow", "red"] as const;
export type Colour = (typeof COLOURS)[number];

// The same closed list as in Python: control characters, zero-width ones, line ends, marks of writing direction.
const UNSEEN = new RegExp("[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]");
const THREE_VISIBLE = /^[ -~]{3}$/;

/** Which code: the status list of its day and block, and the place in it. */
export interface CodeName {
  listId: number;
  index: number;
}

/** What the centre signs; instants are Unix seconds. */
export interface TokenClaims {
  issuer: string;
  issuedAt: number;
  expiresAt: number;
  deviceKey: PublicKey;
  colour: Colour;
  /** Masked. */
  name: string;
  /** The last three characters. */
  documentTail: string;
  codeName: CodeName;
}

/** What the phone signs each time. */
export interface ProofClaims {
  issuedAt: number;
  nonce?: Uint8Array | null;
  beacon?: Uint8Array | null;
}

/** A token as its bytes say, not yet believed. */
export interface Token {
  message: Sign1;
  keyId: Uint8Array;
  claims: TokenClaims;
}

/** The token in the bytes that the centre sent: what the holder's own page shows of it. Throws MalformedError. */
export function readToken(data: Uint8Array): Token {
  return tokenOf(readSign1(data, "token"));
}

/** The token that a message is; throws MalformedError. */
export function tokenOf(message: Sign1): Token {
  const header = readHeader(message, "token: header", [HEADER.keyId]);
  const keyId = exactBytes(header.get(HEADER.keyId), "token: key id", KEY_ID_BYTES, KEY_ID_BYTES);
  return { message, keyId, claims: tokenClaims(message.payload) };
}

function tokenClaims(payload: Uint8Array): TokenClaims {
  const labels = exactMap(read(payload, "token"), "token", [ISSUER, EXPIRES, ISSUED, CONFIRMATION, CODE]);
  const confirmation = exactMap(labels.get(CONFIRMATION), "token: cnf", [COSE_KEY]);
  const [colour, name, tail, listId, index] = exactList(labels.get(CODE), "token: code", 5);
  const claims: TokenClaims = {
    issuer: visible(exactText(labels.get(ISSUER), "token: issuer", 1, MAX_ISSUER_BYTES), "token: issuer"),
    issuedAt: instant(labels.get(ISSUED), "token: iat"),
    expiresAt: instant(labels.get(EXPIRES), "token: exp"),
    deviceKey: keyFromCose(confirmation.get(COSE_KEY), "token: phone key"),
    colour: COLOURS[exactInt(colour, "token: colour", 0, 2)]!,
    name: visible(exactText(name, "token: name", 1, MAX_NAME_BYTES), "token: name"),
    documentTail: threeVisible(tail, "token: document"),
    codeName: {
      listId: exactInt(listId, "token: list id", 0, MAX_LIST_ID),
      index: exactInt(index, "token: index", 0, MAX_INDEX),
    },
  };
  if (claims.expiresAt <= claims.issuedAt) throw new MalformedError("token: expected an end after the issuance");
  return claims;
}

/** The claims under the phone's signature; throws MalformedError. */
export function readProofClaims(
  payload: Uint8Array,
): ProofClaims & { nonce: Uint8Array | null; beacon: Uint8Array | null } {
  const labels = exactMap(read(payload, "proof"), "proof", [AUDIENCE, ISSUED], [NONCE, BEACON]);
  if (labels.get(AUDIENCE) !== FOR_CHECKPOINTS)
    throw new MalformedError(`proof: expected the audience ${FOR_CHECKPOINTS}`);
  return {
    issuedAt: instant(labels.get(ISSUED), "proof: iat"),
    nonce: labels.has(NONCE) ? exactBytes(labels.get(NONCE), "proof: cnonce", NONCE_BYTES, NONCE_BYTES) : null,
    beacon: labels.has(BEACON) ? exactBytes(labels.get(BEACON), "proof: beacon", 1, MAX_BEACON_BYTES) : null,
  };
}

/** The payload under the phone's signature. `issuedAt` may have fractions, which are dropped. */
export function writeProofClaims({ issuedAt, nonce, beacon }: ProofClaims): Uint8Array {
  const labels = new Map<number, unknown>([
    [AUDIENCE, FOR_CHECKPOINTS],
    [ISSUED, Math.floor(issuedAt)],
  ]);
  if (nonce) labels.set(NONCE, nonce);
  if (beacon) labels.set(BEACON, beacon);
  const payload = write(labels);
  readProofClaims(payload); // what we would not read we do not write
  return payload;
}

/** Unix seconds in their bounds; throws MalformedError. */
export function instant(value: unknown, part: string): number {
  return exactInt(value, part, 0, MAX_SECONDS);
}

/** The text, when nothing in it hides, reorders or breaks what stands around it; throws MalformedError. */
export function visible(text: string, part: string): string {
  if (UNSEEN.test(text)) throw new MalformedError(`${part}: expected visible characters only`);
  return text;
}

/** The last three characters of a document as codes carry them; throws MalformedError. */
export function threeVisible(value: unknown, part: string): string {
  const text = exactText(value, part, 3, 3);
  if (!THREE_VISIBLE.test(text)) throw new MalformedError(`${part}: expected three visible characters`);
  return text;
}
