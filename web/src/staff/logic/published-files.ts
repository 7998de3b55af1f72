import { decode } from "cborg";

import { api, bodyOf } from "@shared/api/client";
import { fromBase64url, toBase64url } from "@shared/logic/base64url";
import { write } from "@shared/logic/credential/cbor";
import { type KeyBundle, rootsAfter } from "@shared/logic/credential/keyBundle";
import { keyFromCose, keyToCose, type PublicKey } from "@shared/logic/credential/keys";
import { FAMILY, type Family, MANIFEST_NAME } from "@shared/logic/credential/manifest";
import { isRefused } from "@shared/logic/credential/refusals";
import { readTime, TIME_NONCE_BYTES } from "@shared/logic/credential/signedTime";
import { readPreference, writePreference } from "@shared/logic/storage";

import type { Source } from "./follow-publication";
import type { GateClock } from "./gate-clock";

// What this phone fetches from the centre, or from whatever serves the published folder in its place.
const ROOT = "ankang.staff.bundle-key";
const WAIT_MS = 30_000;
// Statuses of codes on phones are for everybody; those of paper codes for staff who are on duty.
const FOLDERS: Record<Family, string> = {
  [FAMILY.days]: "/published/days/",
  [FAMILY.paper]: "/api/v1/checkpoints/paper-lists/",
};

/** The files of a family. */
export function publishedFiles(family: Family): Source {
  return async (path) => {
    try {
      const answer = await fetch(FOLDERS[family] + path, {
        cache: path === MANIFEST_NAME ? "no-cache" : "default",
        credentials: "same-origin",
        signal: AbortSignal.timeout(WAIT_MS),
      });
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    } catch {
      return null;
    }
  };
}

/** The keys that may sign this phone's bundles: the first asked for once and pinned, the others learned; empty while unknown. */
export async function pinnedRoots(): Promise<readonly PublicKey[]> {
  const kept = readPreference(ROOT);
  if (kept) return kept.split(" ").map(rootOf);
  try {
    const { bundle_key } = await bodyOf(api.GET("/api/v1/codes/keys"));
    const root = rootOf(bundle_key);
    writePreference(ROOT, bundle_key);
    return [root];
  } catch {
    return [];
  }
}

/** Keeps the roots that an accepted bundle leads to, so that a bundle by the next one is read after a restart. */
export async function learnRoots(accepted: KeyBundle): Promise<void> {
  const kept = readPreference(ROOT) ?? "";
  const roots = await rootsAfter(kept.split(" ").filter(Boolean).map(rootOf), accepted);
  const text = roots.map((root) => toBase64url(write(keyToCose(root)))).join(" ");
  // Without any root the phone would ask for one and believe whoever answers; the revoked one reads nothing new.
  if (text && text !== kept) writePreference(ROOT, text);
}

/** Asks the centre for its signed time and sets the gate's clock by it; tells whether it did. */
export async function askTime(keys: KeyBundle, clock: GateClock): Promise<boolean> {
  const nonce = crypto.getRandomValues(new Uint8Array(TIME_NONCE_BYTES));
  const text = Array.from(nonce, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const asked = clock.ticks();
  try {
    const call = api.POST("/api/v1/codes/time", { body: { nonce: text }, parseAs: "arrayBuffer" });
    const data = (await bodyOf(call as Promise<{ data?: unknown }>)) as ArrayBuffer;
    const answer = await readTime(new Uint8Array(data), nonce, keys);
    if (isRefused(answer)) return false;
    // The answer was made somewhere on the way; half of the way is the best guess.
    clock.answered(answer.at, (asked + clock.ticks()) / 2);
    return true;
  } catch {
    return false;
  }
}

function rootOf(text: string): PublicKey {
  return keyFromCose(decode(fromBase64url(text), { useMaps: true }), "bundle key");
}
