import { decode } from "cborg";

import { api, bodyOf } from "@shared/api/client";
import { fromBase64url, toBase64url } from "@shared/logic/base64url";
import { readBundle, type KeyBundle } from "@shared/logic/credential/keyBundle";
import { keyFromCose, type PublicKey } from "@shared/logic/credential/keys";
import { isRefused } from "@shared/logic/credential/refusals";
import { readPreference, writePreference } from "@shared/logic/storage";

// The issuer's keys on this phone: read from the centre when it answers, kept for when it does not. The key that signs
// the bundle is pinned at first use; a bundle with a lower sequence or another signer is refused and the kept one stays.
const BUNDLE = "ankang.staff.bundle";
const ROOT = "ankang.staff.bundle-key";

function rootOf(text: string): PublicKey {
  return keyFromCose(decode(fromBase64url(text), { useMaps: true }), "bundle key");
}

/** The kept bundle, or null when this phone has none that its pinned key signed. */
export async function keptKeys(): Promise<KeyBundle | null> {
  const bundle = readPreference(BUNDLE);
  const root = readPreference(ROOT);
  if (!bundle || !root) return null;
  try {
    const read = await readBundle(fromBase64url(bundle), [rootOf(root)]);
    return isRefused(read) ? null : read;
  } catch {
    return null;
  }
}

/** Asks the centre for its keys and keeps them when they may replace the kept ones; tells whether they did. */
export async function refreshKeys(): Promise<boolean> {
  const answer = await bodyOf(api.GET("/api/v1/codes/keys"));
  const root = readPreference(ROOT) ?? answer.bundle_key;
  const read = await readBundle(fromBase64url(answer.bundle), [rootOf(root)], await keptKeys());
  if (isRefused(read)) return false;
  writePreference(ROOT, root);
  writePreference(BUNDLE, toBase64url(read.bytes));
  return true;
}
