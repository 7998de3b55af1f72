// Paper codes: what people without a phone carry. The counterpart of `core/credential/paper.py`. No colour stands in
// them, and anyone can copy paper: a paper code is only ever a claim about the person whose document is compared.
import { decodeBase45, hasMoreThan } from "./base45";
import { exactBytes, exactInt, exactList, exactMap, exactText, MalformedError, read } from "./cbor";
import {
  type CodeName,
  instant,
  MAX_INDEX,
  MAX_ISSUER_BYTES,
  MAX_LIST_ID,
  MAX_NAME_BYTES,
  threeVisible,
  visible,
} from "./claims";
import { HEADER, readHeader, readSign1, type Sign1 } from "./cose";
import { findKey, type KeyBundle, loadedKey, wasInTerm } from "./keyBundle";
import { KEY_ID_BYTES } from "./keys";
import { type Refused, refused } from "./refusals";
import { isSigned } from "./signatures";
import { isPaperList } from "./statusList";
import { DEFAULT_TIMES, type Times } from "./times";

export const PAPER_PREFIX = "AHP1:";
const PAPER_TYPE = "AHC-PAPER";
const MAX_PAPER_BYTES = 256;
const MAX_CHARACTERS = PAPER_PREFIX.length + (MAX_PAPER_BYTES / 2) * 3;
const ISSUER = 1;
const EXPIRES = 4;
const ISSUED = 6;
const CODE = -65537;

/** What the centre signs: the masked name, the document's last three characters, the place in the list. */
export interface PaperClaims {
  kind: "paper";
  issuer: string;
  issuedAt: number;
  expiresAt: number;
  name: string;
  documentTail: string;
  codeName: CodeName;
}

/**
 * What a printed QR proves at the instant `at` (Unix seconds): who it names and where its colour stands, never that it
 * is this person's. Refusals as `verify` has them, without those of a proof.
 */
export async function verifyPaper(
  text: string,
  keys: KeyBundle,
  at: number,
  times: Readonly<Times> = DEFAULT_TIMES,
): Promise<PaperClaims | Refused> {
  if (!text.startsWith(PAPER_PREFIX)) return refused("unknown_prefix", `expected ${PAPER_PREFIX}`);
  if (hasMoreThan(MAX_CHARACTERS, text))
    return refused("too_long", `expected at most ${MAX_CHARACTERS} characters, got ${text.length}`);
  const data = decodeBase45(text.slice(PAPER_PREFIX.length));
  if (data === null) return refused("malformed", "expected base45 text");
  try {
    const message = readSign1(data, "paper");
    const header = readHeader(message, "paper: header", [HEADER.keyId, HEADER.type]);
    const keyId = exactBytes(header.get(HEADER.keyId), "paper: key id", KEY_ID_BYTES, KEY_ID_BYTES);
    if (header.get(HEADER.type) !== PAPER_TYPE) return refused("malformed", `paper: expected the type ${PAPER_TYPE}`);
    const claims = paperClaims(message.payload);
    return (await signatureRefusal(message, keyId, claims, keys)) ?? timeRefusal(claims, at, times) ?? claims;
  } catch (error) {
    if (error instanceof MalformedError) return refused("malformed", error.message);
    throw error;
  }
}

function paperClaims(payload: Uint8Array): PaperClaims {
  const labels = exactMap(read(payload, "paper"), "paper", [ISSUER, EXPIRES, ISSUED, CODE]);
  const [name, tail, listId, index] = exactList(labels.get(CODE), "paper: code", 4);
  const claims: PaperClaims = {
    kind: "paper",
    issuer: visible(exactText(labels.get(ISSUER), "paper: issuer", 1, MAX_ISSUER_BYTES), "paper: issuer"),
    issuedAt: instant(labels.get(ISSUED), "paper: iat"),
    expiresAt: instant(labels.get(EXPIRES), "paper: exp"),
    name: visible(exactText(name, "paper: name", 1, MAX_NAME_BYTES), "paper: name"),
    documentTail: threeVisible(tail, "paper: document"),
    codeName: {
      listId: exactInt(listId, "paper: list id", 0, MAX_LIST_ID),
      index: exactInt(index, "paper: index", 0, MAX_INDEX),
    },
  };
  if (claims.expiresAt <= claims.issuedAt) throw new MalformedError("paper: expected an end after the issuance");
  if (!isPaperList(claims.codeName.listId)) throw new MalformedError("paper: expected a list of the permanent family");
  return claims;
}

async function signatureRefusal(
  message: Sign1,
  keyId: Uint8Array,
  claims: PaperClaims,
  keys: KeyBundle,
): Promise<Refused | null> {
  const key = findKey(keys, keyId, "token");
  if (!key || key.issuer !== claims.issuer)
    return refused("unknown_issuer", "paper: no token key of this id and issuer");
  if (key.state === "revoked") return refused("revoked_key", "paper: the key is revoked");
  if (!(await isSigned(message, await loadedKey(key))))
    return refused("bad_signature", "paper: the issuer's signature does not fit");
  if (!wasInTerm(key, claims.issuedAt)) return refused("key_out_of_term", "paper: issued outside the term of its key");
  return null;
}

function timeRefusal(claims: PaperClaims, at: number, times: Readonly<Times>): Refused | null {
  if (claims.issuedAt - at > times.stepUp) return refused("not_yet", "paper: issued ahead of this clock");
  if (at >= claims.expiresAt) return refused("expired", "paper: past its end");
  return null;
}
