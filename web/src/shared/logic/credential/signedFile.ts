// A signed file of the publication: who signed it, before a byte of it is believed. The counterpart of
// `core/credential/signed_file.py`: manifests, deltas, list indices and status lists come through untrusted hands.
import { exactBytes, joined, MalformedError } from "./cbor";
import { HEADER, readHeader, readSign1, type Sign1 } from "./cose";
import { findKey, type KeyBundle, loadedKey, wasInTerm } from "./keyBundle";
import { KEY_ID_BYTES } from "./keys";
import { type Refused, refused } from "./refusals";
import { isSigned } from "./signatures";

export const MAX_FILE_BYTES = 16 * 2 ** 20;
export const HASH_BYTES = 32;

/**
 * What the file says, when a status key of the bundle signed it in its term (`signedAt`, Unix seconds). Refusals:
 * `malformed`, `unknown_issuer`, `revoked_key`, `bad_signature`, `key_out_of_term`.
 */
export async function readFile<Content>(
  data: Uint8Array,
  fileType: string,
  keys: KeyBundle,
  parse: (payload: Uint8Array) => Content | Promise<Content>,
  signedAt: (content: Content) => number,
): Promise<{ kind: "content"; content: Content } | Refused> {
  try {
    const { message, keyId } = opened(data, fileType);
    const key = findKey(keys, keyId, "status");
    if (!key) return refused("unknown_issuer", `${fileType}: no status key of this id in the bundle`);
    if (key.state === "revoked") return refused("revoked_key", `${fileType}: the key is revoked`);
    if (!(await isSigned(message, await loadedKey(key))))
      return refused("bad_signature", `${fileType}: the signature does not fit`);
    const content = await parse(message.payload);
    if (!wasInTerm(key, signedAt(content)))
      return refused("key_out_of_term", `${fileType}: made outside the term of its key`);
    return { kind: "content", content };
  } catch (error) {
    if (error instanceof MalformedError) return refused("malformed", error.message);
    throw error;
  }
}

/** The SHA-256 by which a manifest names a file. */
export async function hashOf(data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(data)));
}

function opened(data: Uint8Array, fileType: string): { message: Sign1; keyId: Uint8Array } {
  if (data.length > MAX_FILE_BYTES)
    throw new MalformedError(`${fileType}: expected at most ${MAX_FILE_BYTES} bytes, got ${data.length}`);
  const message = readSign1(data, fileType);
  const header = readHeader(message, `${fileType}: header`, [HEADER.keyId, HEADER.type]);
  const keyId = exactBytes(header.get(HEADER.keyId), `${fileType}: key id`, KEY_ID_BYTES, KEY_ID_BYTES);
  if (header.get(HEADER.type) !== fileType) throw new MalformedError(`expected the type ${fileType}`);
  return { message, keyId };
}
