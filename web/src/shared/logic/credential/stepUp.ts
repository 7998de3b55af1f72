// The step-up: six digits on the verifier's screen that the holder types, so that the proof was made now. It works with
// both phones offline; a picture of a code cannot answer it. The counterpart of `core/credential/step_up.py`.
import { NONCE_BYTES } from "./claims";

const SIX_DIGITS = /^[0-9]{6}$/;
const MILLION = 1_000_000;

/** The `cnonce` of a proof that answers these digits: the number in four bytes, big-endian. Throws for other text. */
export function nonceOf(digits: string): Uint8Array {
  if (!SIX_DIGITS.test(digits)) throw new Error(`expected 6 digits, got ${JSON.stringify(digits)}`);
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setUint32(0, Number(digits));
  return nonce;
}

/** Six digits from random 32-bit numbers, each as likely; what would favour some is drawn again. */
export function digitsFrom(draw: () => number): string {
  const fair = 2 ** 32 - (2 ** 32 % MILLION);
  let number = draw();
  while (number >= fair) number = draw();
  return String(number % MILLION).padStart(6, "0");
}
