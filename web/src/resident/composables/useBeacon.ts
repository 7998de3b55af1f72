import { onScopeDispose, watch } from "vue";

import { useOnline } from "@shared/composables/useOnline";
import { MANIFEST_NAME } from "@shared/logic/credential/manifest";
import { serverClock } from "@shared/logic/server-clock";
import { readPreference, writePreference } from "@shared/logic/storage";

import { BeaconKeeper } from "../logic/beacon";

const WAIT_LIMIT_MS = 10_000;
/** After the page itself: the beacon must never make a phone wait for its code. */
const AFTER_OPENING_MS = 3_000;

// The browser asks with the ETag that it has; a manifest that did not change costs an answer without a body.
async function fetchManifest(): Promise<Uint8Array | null> {
  try {
    const answer = await fetch(`/published/days/${MANIFEST_NAME}`, { cache: "no-cache", signal: AbortSignal.timeout(WAIT_LIMIT_MS) });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

const keeper = new BeaconKeeper(fetchManifest, { read: readPreference, write: writePreference }, Math.random);

/** The centre's beacon for the proofs of this page, asked for at most every five minutes while it shows and is online. */
export function useBeacon(): { beaconAt: (now: number) => Uint8Array | null } {
  const online = useOnline();
  let timer = 0;
  let stopped = false;

  async function ask(): Promise<void> {
    window.clearTimeout(timer);
    if (!online.value || document.visibilityState !== "visible") return;
    await keeper.refresh(serverClock.now());
    plan(0);
  }

  function plan(atLeast: number): void {
    window.clearTimeout(timer);
    if (stopped) return;
    timer = window.setTimeout(() => void ask(), Math.max(atLeast, keeper.waitAt(serverClock.now())));
  }

  const wake = (): void => plan(Math.random() * AFTER_OPENING_MS);
  wake();
  watch(online, wake);
  document.addEventListener("visibilitychange", wake);
  onScopeDispose(() => {
    window.clearTimeout(timer);
    stopped = true;
    document.removeEventListener("visibilitychange", wake);
  });
  return { beaconAt: (now) => keeper.valueAt(now) };
}
