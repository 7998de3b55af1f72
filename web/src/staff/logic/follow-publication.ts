import { newBundle, readManifest, namedBundle, advance, checkedFile, type Known } from "@shared/logic/credential/sync";
import type { KeyBundle } from "@shared/logic/credential/keyBundle";
import type { PublicKey } from "@shared/logic/credential/keys";
import { type Family, type FileRef, MANIFEST_NAME } from "@shared/logic/credential/manifest";
import { isRefused, type Refused, refused } from "@shared/logic/credential/refusals";

import { openGateStore, type StoredFamily } from "./gate-store";

/** Where the files of a family come from; null for one that cannot be had. */
export type Source = (path: string) => Promise<Uint8Array | null>;

/** The state of a family after a sync, and what of it is stored. */
export interface Followed {
  kind: "followed";
  known: Known;
  stored: StoredFamily;
}

/**
 * One sync of one family: manifest, bundle, deltas or whole lists, then the new state is stored. A refusal leaves the
 * last good state as it stands; what was fetched and fits its hash is not fetched again by the next try.
 */
export async function followPublication(
  family: Family,
  source: Source,
  roots: readonly PublicKey[],
  before: Followed | null,
): Promise<Followed | Refused> {
  const manifestBytes = await source(MANIFEST_NAME);
  if (manifestBytes === null) return refused("missing_file", MANIFEST_NAME);
  const keys = await bundleFor(family, manifestBytes, source, roots, before?.known.keys ?? null);
  if (isRefused(keys)) return keys;
  const manifest = await readManifest(manifestBytes, keys, family, before?.known.manifest ?? null);
  if (isRefused(manifest)) return manifest;
  const known: Known = { kind: "known", keys, lists: before?.known.lists ?? null, manifest: before?.known.manifest ?? null };
  const fetched = new Map<string, Uint8Array>();
  // Each round fetches what the last one missed: the index, then its lists, then the deltas.
  for (;;) {
    const outcome = await advance(known, manifest, fetched);
    if (isRefused(outcome)) return outcome;
    if (outcome.kind === "known") return kept(family, outcome, manifestBytes);
    for (const file of outcome.files) {
      const data = await fileFrom(family, file, source);
      if (isRefused(data)) return data;
      fetched.set(file.path, data.data);
    }
  }
}

async function bundleFor(
  family: Family,
  manifest: Uint8Array,
  source: Source,
  roots: readonly PublicKey[],
  current: KeyBundle | null,
): Promise<KeyBundle | Refused> {
  const ref = namedBundle(manifest);
  if (isRefused(ref)) return ref;
  if (current !== null && current.sequence === ref.sequence) return current;
  const data = await fileFrom(family, ref, source);
  return isRefused(data) ? data : newBundle(data.data, ref, roots, current);
}

async function fileFrom(family: Family, file: FileRef, source: Source): Promise<{ kind: "data"; data: Uint8Array } | Refused> {
  const store = await openGateStore();
  const name = `${family}/${file.path}`;
  const earlier = await checkedFile(file, await store.get("fetched", name));
  if (!isRefused(earlier)) return earlier;
  const data = await checkedFile(file, (await source(file.path)) ?? undefined);
  if (!isRefused(data)) await store.put("fetched", data.data, name);
  return data;
}

async function kept(family: Family, known: Known, manifest: Uint8Array): Promise<Followed> {
  if (known.lists === null) throw new Error("expected lists: a state is stored after a sync");
  const stored: StoredFamily = { family, bundle: known.keys.bytes, manifest, lists: known.lists };
  const transaction = (await openGateStore()).transaction(["families", "fetched"], "readwrite");
  await transaction.objectStore("families").put(stored);
  await transaction.objectStore("fetched").delete(IDBKeyRange.bound(`${family}/`, `${family}/\uffff`));
  await transaction.done;
  return { kind: "followed", known, stored };
}
