import { api, bodyOf } from "@shared/api/client";
import { serverClock } from "@shared/logic/server-clock";
import { instantOf } from "@shared/logic/time";

import { fromBase64url, toBase64url } from "./base64url";
import { makeKeys, requestFor } from "./device-key";
import { forgetOne, recall, remember, type StoredCode } from "./local-store";

/**
 * A new token for the person with a fresh phone key, stored together in one transaction (CREDENTIAL §1).
 *
 * The lock keeps two tabs from renewing at once; whoever comes second takes what the first one stored after
 * `knownAt`. The token that is replaced stays in place until the new one is there, and runs out by itself.
 */
export async function renewCode(personId: string, knownAt: number): Promise<StoredCode> {
  return underLock(`ankang-code-${personId}`, async () => {
    const present = await recall("codes", personId);
    if (present && present.renewedAt > knownAt) return present;

    const keys = await makeKeys();
    const request = toBase64url(await requestFor(keys, serverClock.now()));
    const sentAt = Date.now();
    const { token, ...answer } = await bodyOf(
      api.POST("/api/v1/codes/{person_id}/tokens", { params: { path: { person_id: personId } }, body: { request } }),
    );
    serverClock.observe(instantOf(answer.server_time), sentAt, Date.now());
    const renewed: StoredCode = { personId, keys, token: fromBase64url(token), answer, renewedAt: Math.max(Date.now(), knownAt + 1) };
    await remember("codes", renewed);
    return renewed;
  });
}

/**
 * The one step after a key was lost: every live code of the person dies, and this phone gets the first of the new name.
 * Should the second half fail, the phone has no code and the centre no live one, so that the next renewal goes on.
 */
export async function enrolAgain(personId: string): Promise<StoredCode> {
  await bodyOf(api.POST("/api/v1/codes/{person_id}/kill", { params: { path: { person_id: personId } }, body: { reason: "re_enrol" } }));
  await forgetOne("codes", personId);
  return renewCode(personId, 0);
}

/**
 * Whether the centre knows a phone of this shower that still holds a live key, although this phone has none: then the
 * key was lost here, or it is elsewhere. Throws when the centre cannot be asked.
 */
export async function hasLivePhone(personId: string, shower: Shower): Promise<boolean> {
  const phones = await bodyOf(api.GET("/api/v1/codes/{person_id}/phones", { params: { path: { person_id: personId } } }));
  return phones.some((phone) => (shower.isHolder ? phone.is_holder : !phone.is_holder && phone.shower_masked_name === shower.maskedName));
}

/** Who shows the code on this phone: the holder, or a proxy by the masked name. */
export interface Shower {
  isHolder: boolean;
  maskedName: string;
}

async function underLock<T>(name: string, act: () => Promise<T>): Promise<T> {
  // Old browsers have no locks; there a second tab costs one more renewal and nothing else.
  const locks = navigator.locks as LockManager | undefined | null;
  return locks ? ((await locks.request(name, act)) as T) : act();
}
