// The centre's time, signed over the verifier's fresh nonce: nobody can answer with an old one. The counterpart of
// `core/credential/signed_time.py`.
import { exactBytes, exactMap, read, sameBytes } from "./cbor";
import { instant } from "./claims";
import type { KeyBundle } from "./keyBundle";
import { isRefused, type Refused, refused } from "./refusals";
import { readFile } from "./signedFile";

export const TIME_TYPE = "AHC-TIME";
export const TIME_NONCE_BYTES = 16;

const ISSUED = 6;
const NONCE = 10;

/** The centre's time in whole Unix seconds; an answer to another nonce is `stale_request`, the rest as `readFile`. */
export async function readTime(
  data: Uint8Array,
  nonce: Uint8Array,
  keys: KeyBundle,
): Promise<{ kind: "time"; at: number } | Refused> {
  const file = await readFile(data, TIME_TYPE, keys, answerOf, (answer) => answer.at);
  if (isRefused(file)) return file;
  const { at, said } = file.content;
  return sameBytes(said, nonce) ? { kind: "time", at } : refused("stale_request", "time: answers another nonce");
}

function answerOf(payload: Uint8Array): { at: number; said: Uint8Array } {
  const claims = exactMap(read(payload, "time"), "time", [ISSUED, NONCE]);
  return {
    at: instant(claims.get(ISSUED), "time: iat"),
    said: exactBytes(claims.get(NONCE), "time: nonce", TIME_NONCE_BYTES, TIME_NONCE_BYTES),
  };
}
