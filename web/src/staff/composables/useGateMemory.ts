import { readonly, ref, type DeepReadonly, type Ref } from "vue";

import { gateClock } from "../logic/gate-clock";
import { ReplayCache } from "../logic/replay";
import { forgetAllBut, memorise, recall } from "../logic/short-memory";
import { isSameVisit, type Verdict } from "../logic/verdicts";

// Who is not measured again by then is scanned anew and begins with a first reading.
const WAITING_KEPT_MS = 2 * 3_600_000;

const waitingHere = ref<Verdict[]>([]);
const replays = new ReplayCache();
let account = "";
let opening: Promise<void> = Promise.resolve();

/** Who waits between two readings on this phone, and which proofs it took: known to the next start of the app too. */
export function useGateMemory(): {
  waitingHere: DeepReadonly<Ref<Verdict[]>>;
  /** Takes up what the account's last start knew; whoever is signed out leaves nothing behind. */
  openFor: (personId: string | null) => Promise<void>;
  /** Resolves when what was known is taken up. */
  opened: () => Promise<void>;
  follow: (visit: Verdict) => Promise<void>;
  forget: (visit: DeepReadonly<Verdict>) => Promise<void>;
  /** The centre said who waits here and has all records of this phone: whom it does not name waits no more. */
  heard: (visitIds: readonly string[]) => Promise<void>;
  hasProof: (codeName: string, proofAt: number) => boolean;
  rememberProof: (codeName: string, proofAt: number) => Promise<void>;
} {
  function openFor(personId: string | null): Promise<void> {
    account = personId ?? "";
    waitingHere.value = [];
    opening = takeUp(account).catch(() => undefined);
    return opening;
  }

  async function takeUp(personId: string): Promise<void> {
    await forgetAllBut(personId);
    if (!personId) return;
    const now = gateClock.now() * 1000;
    const waiting = await recall<Verdict>(personId, "waiting", now);
    const proofs = await recall<string>(personId, "proofs", now);
    if (personId !== account) return;
    waitingHere.value = [...waiting.map(({ value }) => value).filter((visit) => !waitingHere.value.some((other) => isSameVisit(visit, other))), ...waitingHere.value];
    replays.takeUp(proofs.map(({ value, until }) => [value, until / 1000] as const));
  }

  // A phone whose storage is full still works as long as it stays open.
  async function keepWaiting(): Promise<void> {
    if (!account) return;
    const entries = waitingHere.value.map((value) => ({ value, until: Date.parse(value.second_reading_after ?? "") + WAITING_KEPT_MS }));
    await memorise(account, "waiting", entries, gateClock.now() * 1000).catch(() => undefined);
  }

  async function keepThose(stays: (visit: Verdict) => boolean): Promise<void> {
    const left = waitingHere.value.filter(stays);
    if (left.length === waitingHere.value.length) return;
    waitingHere.value = left;
    await keepWaiting();
  }

  return {
    waitingHere: readonly(waitingHere) as DeepReadonly<Ref<Verdict[]>>,
    openFor,
    opened: () => opening,
    forget: (visit) => keepThose((other) => !isSameVisit(visit, other)),
    heard: (visitIds) => keepThose(({ visit_id }) => visit_id !== null && visitIds.includes(visit_id)),
    async follow(visit) {
      waitingHere.value = [...waitingHere.value.filter((other) => !isSameVisit(visit, other)), visit];
      await keepWaiting();
    },
    hasProof: (codeName, proofAt) => replays.has(codeName, proofAt, gateClock.now()),
    async rememberProof(codeName, proofAt) {
      const now = gateClock.now();
      replays.remember(codeName, proofAt, now);
      const entries = replays.entries().map(([value, until]) => ({ value, until: until * 1000 }));
      if (account) await memorise(account, "proofs", entries, now * 1000).catch(() => undefined);
    },
  };
}
