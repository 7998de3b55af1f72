import { api, bodyOf } from "@shared/api/client";
import { serverClock } from "@shared/logic/server-clock";
import { instantOf } from "@shared/logic/time";

import { fromBase64url, toBase64url } from "./base64url";
import { makeKeys, requestFor } from "./device-key";
import { openStore, type StoredCode } from "./local-store";

/**
 * A new token for the person with a fresh phone key, stored together in one transaction (CREDENTIAL §1).
 *
 * The lock keeps two tabs from renewing at once; whoever comes second takes what the first one stored after
 * `knownAt`. The token that is replaced stays in place until the new one is there, and runs out by itself.
 */
export async function renewCode(personId: string, knownAt: number): Promise<StoredCode> {
  return underLock(`ankang-code-${personId}`, async () => {
    const store = await openStore();
    const present = await store.get("codes", personId);
    if (present && present.renewedAt > knownAt) return present;

    const keys = await makeKeys();
    const request = toBase64url(await requestFor(keys, serverClock.now()));
    const sentAt = Date.now();
    const { token, ...answer } = await bodyOf(
      api.POST("/api/v1/codes/{person_id}/tokens", { params: { path: { person_id: personId } }, body: { request } }),
    );
    serverClock.observe(instantOf(answer.server_time), sentAt, Date.now());
    const renewed: StoredCode = { personId, keys, token: fromBase64url(token), answer, renewedAt: Math.max(Date.now(), knownAt + 1) };
    await store.put("codes", renewed);
    return renewed;
  });
}

async function underLock<T>(name: string, act: () => Promise<T>): Promise<T> {
  // Old browsers have no locks; there a second tab costs one more renewal and nothing else.
  const locks = navigator.locks as LockManager | undefined | null;
  return locks ? ((await locks.request(name, act)) as T) : act();
}
