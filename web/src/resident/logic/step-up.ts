import { nonceOf } from "@shared/logic/credential/stepUp";
import { DEFAULT_TIMES } from "@shared/logic/credential/times";

// The holder's half of a step-up: the digits on the verifier's screen, typed or pasted, become the answer that the next
// proofs carry. It needs no network on either side.

/** What the holder answers now: the digits as typed, and until when (server time in milliseconds) proofs carry them. */
export interface Answer {
  digits: string;
  nonce: Uint8Array;
  until: number;
}

/** The figures in what was typed or pasted; full-width ones count, spaces and words do not. */
export function digitsIn(text: string): string {
  return text.normalize("NFKC").replace(/[^0-9]/g, "");
}

/** The answer to six digits; null where there are not six. The verifier's own minute began before: ours is no shorter. */
export function answerTo(text: string, now: number): Answer | null {
  const digits = digitsIn(text);
  if (digits.length !== 6) return null;
  return { digits, nonce: nonceOf(digits), until: now + DEFAULT_TIMES.digits * 1000 };
}

/** "074 205": three and three, as the verifier's screen shows them. */
export function grouped(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}
