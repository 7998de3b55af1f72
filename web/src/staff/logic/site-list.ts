import type { Schemas } from "@shared/api/client";

import { openGateStore } from "./gate-store";
import type { Listing } from "./site-rules";

// The site's list of people on this phone: digests under a key of that site, no names, no numbers. Somebody who is typed
// with the document in hand is found in it without a centre.

/** Keeps the list of a site; the lists of other sites go. */
export async function keepList(list: Schemas["PhoneListAnswer"]): Promise<void> {
  const transaction = (await openGateStore()).transaction("siteLists", "readwrite");
  await transaction.store.clear();
  await transaction.store.put({
    siteId: list.site_id,
    key: list.key,
    people: new Map(list.people.map(({ document, lists, household }) => [document, { lists, household }])),
  });
  await transaction.done;
}

/** What the list of a site says of a document; "unknown" on a phone that has no list of it. */
export async function listingOf(siteId: string, type: string, typed: string): Promise<Listing | null | "unknown"> {
  const list = await (await openGateStore()).get("siteLists", siteId);
  if (!list) return "unknown";
  return list.people.get(await digest(list.key, `${type}:${canonical(type, typed)}`)) ?? null;
}

/** The number as the centre keeps it; the counterpart of `canonical_number`, without its refusals. */
export function canonical(type: string, typed: string): string {
  const text = typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  // Permits carry a count of renewals behind what lasts for life.
  if (type === "hong_kong_macau_permit") return text.slice(0, 9);
  return type === "taiwan_permit" ? text.slice(0, 8) : text;
}

/** An exit of a household at this phone, for the quota of the days that follow. */
export async function keepExit(siteId: string, household: string, day: string): Promise<void> {
  await (await openGateStore()).add("exits", { siteId, household, day });
}

/** The days on which a household went out at this phone; other phones' exits are settled at upload. */
export async function exitsOf(siteId: string, household: string): Promise<string[]> {
  const exits = await (await openGateStore()).getAll("exits");
  return exits.filter((exit) => exit.siteId === siteId && exit.household === household).map(({ day }) => day);
}

/** Forgets exits that no quota looks back to. */
export async function forgetExits(before: string): Promise<void> {
  const transaction = (await openGateStore()).transaction("exits", "readwrite");
  for (let cursor = await transaction.store.openCursor(); cursor; cursor = await cursor.continue()) {
    if (cursor.value.day < before) await cursor.delete();
  }
  await transaction.done;
}

const DIGEST_BYTES = 16;

async function digest(key: string, text: string): Promise<string> {
  const raw = Uint8Array.from(key.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const secret = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = new Uint8Array(await crypto.subtle.sign("HMAC", secret, new TextEncoder().encode(text)));
  return Array.from(signed.slice(0, DIGEST_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
