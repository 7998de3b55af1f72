import type { KeyBundle } from "@shared/logic/credential/keyBundle";
import { PAPER_PREFIX, verifyPaper } from "@shared/logic/credential/paper";
import { isRefused } from "@shared/logic/credential/refusals";
import { readProof, verify } from "@shared/logic/credential/verify";

import { type AtTheGate, codeNameOf } from "./on-the-phone";

/** By which code and when a text was signed, whether or not the signature is good; null for paper and for other texts. */
export function proofOf(text: string): { codeName: string; at: number } | null {
  const proof = readProof(text);
  return "kind" in proof ? null : { codeName: codeNameOf(proof.token.claims.codeName), at: proof.claims.issuedAt };
}

/** Whom a genuine code names at an instant (Unix seconds); null without keys and for a code that is refused. */
export async function namedBy(text: string, keys: KeyBundle | null, at: number): Promise<AtTheGate["named"]> {
  if (!keys) return null;
  const read = text.startsWith(PAPER_PREFIX) ? await verifyPaper(text, keys, at) : await verify(text, keys, at, { centreReachable: false });
  return isRefused(read) ? null : { name: read.name, documentTail: read.documentTail };
}
