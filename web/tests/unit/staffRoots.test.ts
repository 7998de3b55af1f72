import { beforeEach, describe, expect, test } from "vitest";

import { toBase64url } from "../../src/shared/logic/base64url";
import { write } from "../../src/shared/logic/credential/cbor";
import type { IssuerKey, KeyBundle } from "../../src/shared/logic/credential/keyBundle";
import { keyIdOf, keyToCose, type PublicKey, pointOf } from "../../src/shared/logic/credential/keys";
import { learnRoots, pinnedRoots } from "../../src/staff/logic/published-files";

const key = (byte: number): PublicKey => ({ x: new Uint8Array(32).fill(byte), yIsOdd: false });

async function bundle(...roots: { byte: number; state: IssuerKey["state"] }[]): Promise<KeyBundle> {
  const keys = roots.map(async ({ byte, state }) => {
    const keyId = await keyIdOf(key(byte));
    return { use: "bundle", publicKey: key(byte), state, keyId } as IssuerKey;
  });
  return { keys: await Promise.all(keys) } as unknown as KeyBundle;
}

describe('spec("D9") the roots of a staff phone', () => {
  beforeEach(() => {
    localStorage.clear();
    localStorage.setItem("ankang.staff.bundle-key", toBase64url(write(keyToCose(key(1)))));
  });

  test("a root that an accepted bundle announces is trusted after a restart", async () => {
    await learnRoots(await bundle({ byte: 1, state: "active" }, { byte: 2, state: "active" }));

    expect((await pinnedRoots()).map(pointOf)).toEqual([pointOf(key(1)), pointOf(key(2))]);
  });

  test("a revoked root is trusted no more", async () => {
    await learnRoots(await bundle({ byte: 1, state: "active" }, { byte: 2, state: "active" }));
    await learnRoots(await bundle({ byte: 1, state: "revoked" }, { byte: 2, state: "active" }));

    expect((await pinnedRoots()).map(pointOf)).toEqual([pointOf(key(2))]);
  });
});
