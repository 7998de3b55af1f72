import { api, bodyOf, patiently } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";

import { openStore, type WaitingCheckIn } from "./local-store";

/** How long the server takes a check-in for its own day (SPEC F3). */
const LAST_UPLOAD_MS = 72 * 3_600_000;

export async function waitingFor(personId: string): Promise<WaitingCheckIn[]> {
  return (await openStore()).getAllFromIndex("waiting", "byPerson", personId);
}

export async function keepForLater(checkIn: WaitingCheckIn): Promise<void> {
  await (await openStore()).put("waiting", checkIn);
}

/**
 * Uploads what was made without a network; the key makes a repeated upload the same check-in. A refused one stays
 * with the server's words, so that its owner sees that the day does not count; it goes when the person has read it.
 * Answers how many were taken.
 */
export function uploadWaiting(now: number): Promise<number> {
  // The page and the app both call this when the network returns: one pass serves them.
  running ??= uploadAll(now).finally(() => (running = null));
  return running;
}

let running: Promise<number> | null = null;

async function uploadAll(now: number): Promise<number> {
  const store = await openStore();
  let taken = 0;
  for (const checkIn of await store.getAll("waiting")) {
    if (checkIn.refusal) continue;
    try {
      await patiently(() => upload(checkIn), 3);
      await store.delete("waiting", checkIn.key);
      taken += 1;
    } catch (error) {
      const tooOld = now - Date.parse(checkIn.body.made_at ?? "") > LAST_UPLOAD_MS;
      if (error instanceof ProblemError && error.passing && !tooOld) return taken;
      const words = error instanceof ProblemError ? error.words : null;
      await store.put("waiting", { ...checkIn, refusal: words ?? { zh: "没有上传成功", en: "It could not be uploaded" } });
    }
  }
  return taken;
}

export async function dismissWaiting(key: string): Promise<void> {
  await (await openStore()).delete("waiting", key);
}

function upload(checkIn: WaitingCheckIn): Promise<unknown> {
  return bodyOf(
    api.POST("/api/v1/check-ins/{person_id}", { params: { path: { person_id: checkIn.personId } }, body: checkIn.body }),
  );
}
