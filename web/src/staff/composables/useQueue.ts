import { readonly, ref, type Ref } from "vue";

import { ProblemError } from "@shared/api/problem";
import { i18n } from "@shared/composables/useLocale";
import { messageOf } from "@shared/composables/useProblem";
import { waitAfter } from "@shared/logic/backoff";
import { serverClock } from "@shared/logic/server-clock";

import { countWaiting, keepRecord, NoLockError, prepareQueue, type UploadRecord, uploadWaiting } from "../logic/upload-queue";

// What was done without the centre, for whoever is signed in. One for the whole app.
const waiting = ref(0);
const uploading = ref(false);
const uploads = ref(0);
const problem = ref("");
let account = "";
let running: Promise<void> | null = null;
let failures = 0;
let timer = 0;

/** The records that are not uploaded yet: how many, keeping one more, and sending them. */
export function useQueue(): {
  waiting: Readonly<Ref<number>>;
  uploading: Readonly<Ref<boolean>>;
  /** Grows with each upload that brought results. */
  uploads: Readonly<Ref<number>>;
  /** Why the last upload failed for good, in words; empty while it may still succeed by itself. */
  problem: Readonly<Ref<string>>;
  openFor: (personId: string | null) => Promise<void>;
  keep: (record: UploadRecord) => Promise<void>;
  upload: () => Promise<void>;
} {
  /** Takes up the queue of whoever has signed in, or of nobody. */
  async function openFor(personId: string | null): Promise<void> {
    window.clearTimeout(timer);
    account = personId ?? "";
    failures = 0;
    waiting.value = account ? await countWaiting(account) : 0;
    if (!account) return;
    await prepareQueue(account).catch(() => undefined);
    await upload();
  }

  async function keep(record: UploadRecord): Promise<void> {
    try {
      await keepRecord(account, record);
    } catch (error) {
      throw error instanceof NoLockError ? new ProblemError(0, "no_lock", inBoth("uploads.noLock")) : error;
    }
    waiting.value = await countWaiting(account);
  }

  function upload(): Promise<void> {
    running ??= uploadOnce(account).finally(() => (running = null));
    return running;
  }

  async function uploadOnce(personId: string): Promise<void> {
    window.clearTimeout(timer);
    if (!personId || waiting.value === 0) return;
    uploading.value = true;
    problem.value = "";
    try {
      if ((await uploadWaiting(personId, serverClock.now())) > 0) uploads.value += 1;
      failures = 0;
    } catch (error) {
      const passing = error instanceof ProblemError && error.passing;
      const wait = waitAfter(passing ? error.retryAfterSeconds : null, (failures += 1), Math.random);
      if (!passing) problem.value = error instanceof ProblemError ? messageOf(error) : inBoth("uploads.unreadable").zh;
      if (passing) timer = window.setTimeout(() => void upload(), wait);
    } finally {
      uploading.value = false;
      waiting.value = await countWaiting(personId);
    }
  }

  const shown = { waiting: readonly(waiting), uploading: readonly(uploading), uploads: readonly(uploads), problem: readonly(problem) };
  return { ...shown, openFor, keep, upload };
}

function inBoth(key: string): { zh: string; en: string } {
  const words = (i18n.global.t as unknown as (key: string) => string)(key);
  return { zh: words, en: words };
}
