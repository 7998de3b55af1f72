import { beforeEach, describe, expect, test } from "vitest";

import { toBase64url } from "../../src/shared/logic/base64url";
import { write } from "../../src/shared/logic/credential/cbor";
import type { IssuerKey, KeyBundle } from "../../src/shared/logic/credential/keyBundle";
import { keyToCose, type PublicKey, pointOf } from "../../src/shared/logic/credential/keys";
import { learnRoots, pinnedRoots } from "../../src/staff/logic/published-files";

const key = (byte: number): PublicKey => ({ x: new Uint8Array(32).fill(byte), yIsOdd: false });

function bundle(...roots: { byte: number; state: IssuerKey["state"] }[]): KeyBundle {
  const keys = roots.map(({ byte, state }) => ({ use: "bundle", publicKey: key(byte), state }) as IssuerKey);
  return { keys } as unknown as KeyBundle;
}

describe('spec("D9") the roots of a staff phone', () => {
  beforeEach(() => {
    localStorage.clear();
    localStorage.setItem("ankang.staff.bundle-key", toBase64url(write(keyToCose(key(1)))));
  });

  test("a root that an accepted bundle announces is trusted after a restart", async () => {
    learnRoots(bundle({ byte: 1, state: "active" }, { byte: 2, state: "active" }));

    expect((await pinnedRoots()).map(pointOf)).toEqual([pointOf(key(1)), pointOf(key(2))]);
  });

  test("a revoked root is trusted no more", async () => {
    learnRoots(bundle({ byte: 1, state: "active" }, { byte: 2, state: "active" }));
    learnRoots(bundle({ byte: 1, state: "revoked" }, { byte: 2, state: "active" }));

    expect((await pinnedRoots()).map(pointOf)).toEqual([pointOf(key(2))]);
  });
});
