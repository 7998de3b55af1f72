import { readonly, ref, type DeepReadonly, type Ref } from "vue";

import { api, bodyOf, soon, type Schemas } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";
import { serverClock } from "@shared/logic/server-clock";
import { readPreference, writePreference } from "@shared/logic/storage";

import { paperFirst, type Verdict } from "../logic/verdicts";
import { doorNow } from "./useDoor";

type Duty = Schemas["DutyAnswer"];

// Somebody stands at the gate: past this the phone says what it knows by itself.
const SCAN_WAIT_MS = 5000;

// The site of duty is kept, so that a phone that opens without a network still knows where it stands; no counts, no people.
const KEY = "ankang.staff.duty";
const duty = ref<Duty | null>(remembered());
const verdict = ref<Verdict | null>(null);
const refreshedAt = ref<number | null>(null);
const reached = ref<boolean | null>(null);

function remembered(): Duty | null {
  try {
    return JSON.parse(readPreference(KEY) ?? "null") as Duty | null;
  } catch {
    return null;
  }
}

function keep(value: Duty | null): void {
  duty.value = value;
  writePreference(KEY, JSON.stringify(value?.site ? { ...value, today: null } : null));
}

/** What a call of the centre answers; whether it answered at all is remembered, because the next person waits already. */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    const answer = await call;
    reached.value = true;
    return answer;
  } catch (error) {
    reached.value = !(error instanceof ProblemError && error.passing);
    throw error;
  }
}

/** The gate where the signed-in staff are on duty, and the visit in front of them. One for the whole app. */
export function useGate(): {
  duty: DeepReadonly<Ref<Duty | null>>;
  verdict: DeepReadonly<Ref<Verdict | null>>;
  refreshedAt: DeepReadonly<Ref<number | null>>;
  reached: DeepReadonly<Ref<boolean | null>>;
  refresh: () => Promise<void>;
  listSites: () => Promise<Schemas["SiteAnswer"][]>;
  startDuty: (siteId: string, entranceId: string) => Promise<void>;
  endDuty: () => Promise<void>;
  scan: (key: string, qrText: string, digits: string) => Promise<Verdict>;
  lookUp: (type: Schemas["DocumentType"], number: string) => Promise<Verdict>;
  confirmArrival: (arrivalId: string) => Promise<Verdict>;
  show: (value: Verdict | null) => void;
} {
  async function refresh(): Promise<void> {
    keep(await asked(bodyOf(api.GET("/api/v1/checkpoints/duty"))));
    refreshedAt.value = serverClock.now();
  }

  const show = (value: Verdict | null): void => void (verdict.value = value);

  async function shown(call: Promise<{ data?: Schemas["VerdictAnswer"] }>): Promise<Verdict> {
    const answer = paperFirst(await asked(bodyOf(call)));
    show(answer);
    return answer;
  }

  return {
    duty: readonly(duty),
    verdict: readonly(verdict) as DeepReadonly<Ref<Verdict | null>>,
    refreshedAt: readonly(refreshedAt),
    reached: readonly(reached),
    refresh,
    show,
    listSites: () => bodyOf(api.GET("/api/v1/checkpoints/sites")),
    async startDuty(site_id, entrance_id) {
      keep(await asked(bodyOf(api.PUT("/api/v1/checkpoints/duty", { body: { site_id, entrance_id } }))));
      refreshedAt.value = serverClock.now();
    },
    async endDuty() {
      await bodyOf(api.DELETE("/api/v1/checkpoints/duty"));
      keep(null);
    },
    scan: (key, qr_text, digits) => shown(soon(api.POST("/api/v1/checkpoints/scans", { body: { key, qr_text, digits, ...doorNow() } }), SCAN_WAIT_MS)),
    lookUp: (document_type, document_number) =>
      shown(api.POST("/api/v1/checkpoints/look-ups", { body: { key: crypto.randomUUID(), document_type, document_number, ...doorNow() } })),
    confirmArrival: (arrival_id) =>
      shown(api.POST("/api/v1/checkpoints/arrivals/{arrival_id}/confirmation", { params: { path: { arrival_id } } })),
  };
}
