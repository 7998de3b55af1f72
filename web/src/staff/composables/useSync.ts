import { onScopeDispose, readonly, ref, type Ref } from "vue";

import { api, bodyOf } from "@shared/api/client";
import { waitBefore } from "@shared/logic/backoff";
import { FAMILY, type Family } from "@shared/logic/credential/manifest";
import type { Rung } from "@shared/logic/credential/judging";
import { localDay } from "@shared/logic/time";

import { gateClock } from "../logic/gate-clock";
import { GateKnowledge } from "../logic/gate-knowledge";
import { keepGateStorage } from "../logic/gate-store";
import { forgetExits, keepList } from "../logic/site-list";
import { askTime, learnRoots, pinnedRoots, publishedFiles } from "../logic/published-files";

// Lists are published every five minutes; a phone that failed comes back sooner, each at its own time.
const EVERY_MS = 5 * 60_000;
const JITTER_MS = 20_000;
const LONGEST_QUOTA_MS = 31 * 86_400_000;
const RETRY = { base: 10_000, cap: EVERY_MS };

/** What this phone knows of codes. One for the whole app. */
export const gateKnowledge = new GateKnowledge(gateClock);

const listsAt = ref<number | null>(null);
let loading: Promise<void> | null = null;
let running: Promise<boolean> | null = null;

/** Takes what the phone kept, once; a phone that has pinned its key needs no network for it. */
export function loadKnowledge(): Promise<void> {
  loading ??= (async () => {
    await gateKnowledge.load(await pinnedRoots());
    listsAt.value = gateKnowledge.listsAt(FAMILY.days);
  })().catch(() => undefined);
  return loading;
}

/** One sync of both families and of the clock; whether the lists of the days are those of the centre now. */
export function syncNow(): Promise<boolean> {
  running ??= syncOnce().catch(() => false).finally(() => (running = null));
  return running;
}

async function syncOnce(): Promise<boolean> {
  const roots = await pinnedRoots();
  if (roots.length === 0) return false;
  await loadKnowledge();
  const refusal = await gateKnowledge.sync(FAMILY.days, publishedFiles(FAMILY.days), roots);
  if (gateKnowledge.keys) await learnRoots(gateKnowledge.keys);
  // Paper lists need a session of staff on duty: without one the phone knows phones' codes only.
  await gateKnowledge.sync(FAMILY.paper, publishedFiles(FAMILY.paper), roots);
  await syncSiteList();
  if (gateKnowledge.keys) await askTime(gateKnowledge.keys, gateClock);
  listsAt.value = gateKnowledge.listsAt(FAMILY.days);
  return refusal === null;
}

/** The list of the site of duty, as long as somebody is on duty with a session; otherwise the phone keeps what it has. */
async function syncSiteList(): Promise<void> {
  const list = await bodyOf(api.GET("/api/v1/checkpoints/duty/people")).catch(() => null);
  if (list) await keepList(list);
  await forgetExits(localDay(gateClock.now() * 1000 - LONGEST_QUOTA_MS));
}

/** Keeps the phone's lists up to date while the app is open. */
export function useSync(): { listsAt: Readonly<Ref<number | null>>; rung: (family?: Family) => Rung; start: () => void } {
  let timer = 0;
  let failures = 0;

  async function round(): Promise<void> {
    window.clearTimeout(timer);
    const done = navigator.onLine && (await syncNow());
    failures = done ? 0 : failures + 1;
    const wait = done ? EVERY_MS + Math.random() * JITTER_MS : waitBefore(failures, Math.random, RETRY);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void round(), wait);
  }
  const wake = (): void => void (document.visibilityState === "visible" && round());

  function start(): void {
    void keepGateStorage();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    void loadKnowledge().then(round);
  }
  onScopeDispose(() => {
    window.clearTimeout(timer);
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
  });
  return { listsAt: readonly(listsAt), rung: (family = FAMILY.days) => gateKnowledge.rung(family), start };
}
