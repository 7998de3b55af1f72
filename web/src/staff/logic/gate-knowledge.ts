import { judge, type Judged, type Knowledge, rungAt, type Rung } from "@shared/logic/credential/judging";
import { readBundle } from "@shared/logic/credential/keyBundle";
import type { PublicKey } from "@shared/logic/credential/keys";
import { FAMILY, type Family } from "@shared/logic/credential/manifest";
import { isRefused, type Refusal, type Refused, refused } from "@shared/logic/credential/refusals";
import { readManifest } from "@shared/logic/credential/sync";
import { nonceOf } from "@shared/logic/credential/stepUp";
import { readProof } from "@shared/logic/credential/verify";

import { type Followed, followPublication, type Source } from "./follow-publication";
import type { GateClock } from "./gate-clock";
import { openGateStore, type StoredFamily } from "./gate-store";

/** Both signatures are good when a code is refused for one of these. */
const BY_TIME: readonly Refusal[] = ["stale_proof", "step_up_needed", "not_yet", "expired"];

/** What this phone knows of codes, and its verdicts by that alone. The counterpart of `gate/verifier.py`. */
export class GateKnowledge {
  readonly #families = new Map<Family, Followed>();

  constructor(readonly clock: GateClock) {}

  /** Takes what is stored; what the roots did not sign is left, so that whoever writes into the store brings no keys. */
  async load(roots: readonly PublicKey[]): Promise<void> {
    for (const stored of await (await openGateStore()).getAll("families")) {
      const read = await readStored(stored, roots);
      if (read === null || this.#families.has(stored.family)) continue;
      this.#families.set(stored.family, read);
      this.#sawManifest(stored.family);
    }
  }

  /** Brings a family to what the source has; null, or why it keeps its last good state. */
  async sync(family: Family, source: Source, roots: readonly PublicKey[]): Promise<Refused | null> {
    const outcome = await followPublication(family, source, roots, this.#families.get(family) ?? null);
    if (isRefused(outcome)) return outcome;
    this.#families.set(family, outcome);
    this.#sawManifest(family);
    return null;
  }

  /** The newest keys, or null before the first sync. */
  get keys(): Knowledge["keys"] | null {
    return this.#families.get(FAMILY.days)?.known.keys ?? null;
  }

  /** The signed instant (Unix seconds) at which the lists of a family stood so; null before the first sync. */
  listsAt(family: Family): number | null {
    return this.#families.get(family)?.known.lists?.at ?? null;
  }

  /** Where on the ladder this phone stands for a family. */
  rung(family: Family): Rung {
    const at = this.listsAt(family);
    return rungAt(at === null ? null : Math.max(0, this.clock.now() - at));
  }

  /** What counts of a scanned text now; `digits` are those of a step-up on the screen, or "". */
  async judge(text: string, digits = ""): Promise<Judged | Refused> {
    const days = this.#families.get(FAMILY.days)?.known;
    if (!days) return refused("list_too_old", "this phone has not synced yet");
    const paper = this.#families.get(FAMILY.paper)?.known.lists ?? null;
    const known: Knowledge = { keys: days.keys, days: days.lists, paper, newest: days.manifest };
    const verdict = await judge(text, known, Math.floor(this.clock.now()), { digits: digits ? nonceOf(digits) : null });
    this.#learn(text, verdict);
    return verdict;
  }

  // A genuine proof that was refused for its time says most about a clock that is wrong.
  #learn(text: string, verdict: Judged | Refused): void {
    if (isRefused(verdict) && !BY_TIME.includes(verdict.reason)) return;
    const proof = readProof(text);
    if (!("kind" in proof)) this.clock.sawProof(proof.token.claims.codeName, proof.claims.issuedAt);
  }

  #sawManifest(family: Family): void {
    const manifest = this.#families.get(family)?.known.manifest;
    if (manifest) this.clock.sawSignedTime(manifest.publishedAt);
  }
}

async function readStored(stored: StoredFamily, roots: readonly PublicKey[]): Promise<Followed | null> {
  const keys = await readBundle(stored.bundle, roots);
  if (isRefused(keys)) return null;
  const manifest = await readManifest(stored.manifest, keys, stored.family, null);
  if (isRefused(manifest)) return null;
  return { kind: "followed", known: { kind: "known", keys, lists: stored.lists, manifest }, stored };
}
