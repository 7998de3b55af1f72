import { readonly, ref, type DeepReadonly, type Ref } from "vue";

import { api, bodyOf, soon, type Schemas } from "@shared/api/client";
import { serverClock } from "@shared/logic/server-clock";

import type { Verdict } from "../logic/verdicts";

type Duty = Schemas["DutyAnswer"];
type Temperature = Schemas["TemperatureAnswer"];

// Somebody stands at the gate: past this the phone says what it knows by itself.
const SCAN_WAIT_MS = 5000;

const duty = ref<Duty | null>(null);
const verdict = ref<Verdict | null>(null);
const refreshedAt = ref<number | null>(null);

/** The gate where the signed-in staff are on duty, and the visit in front of them. One for the whole app. */
export function useGate(): {
  duty: DeepReadonly<Ref<Duty | null>>;
  verdict: DeepReadonly<Ref<Verdict | null>>;
  refreshedAt: DeepReadonly<Ref<number | null>>;
  refresh: () => Promise<void>;
  listSites: () => Promise<Schemas["SiteAnswer"][]>;
  startDuty: (siteId: string) => Promise<void>;
  endDuty: () => Promise<void>;
  scan: (qrText: string) => Promise<Verdict>;
  lookUp: (type: Schemas["DocumentType"], number: string) => Promise<Verdict>;
  confirmArrival: (arrivalId: string) => Promise<Verdict>;
  show: (value: Verdict | null) => void;
  recordTemperature: (visitId: string, celsius: number) => Promise<Temperature>;
  reportMismatch: (visitId: string) => Promise<void>;
  recordDeparture: (visitId: string) => Promise<void>;
} {
  async function refresh(): Promise<void> {
    duty.value = await bodyOf(api.GET("/api/v1/checkpoints/duty"));
    refreshedAt.value = serverClock.now();
  }

  const show = (value: Verdict | null): void => void (verdict.value = value);

  async function shown(call: Promise<{ data?: Verdict }>): Promise<Verdict> {
    const answer = await bodyOf(call);
    show(answer);
    return answer;
  }

  return {
    duty: readonly(duty),
    verdict: readonly(verdict) as DeepReadonly<Ref<Verdict | null>>,
    refreshedAt: readonly(refreshedAt),
    refresh,
    show,
    listSites: () => bodyOf(api.GET("/api/v1/checkpoints/sites")),
    async startDuty(site_id) {
      duty.value = await bodyOf(api.PUT("/api/v1/checkpoints/duty", { body: { site_id } }));
      refreshedAt.value = serverClock.now();
    },
    async endDuty() {
      await bodyOf(api.DELETE("/api/v1/checkpoints/duty"));
      duty.value = null;
    },
    scan: (qr_text) => shown(soon(api.POST("/api/v1/checkpoints/scans", { body: { key: crypto.randomUUID(), qr_text } }), SCAN_WAIT_MS)),
    lookUp: (document_type, document_number) =>
      shown(api.POST("/api/v1/checkpoints/look-ups", { body: { key: crypto.randomUUID(), document_type, document_number } })),
    confirmArrival: (arrival_id) =>
      shown(api.POST("/api/v1/checkpoints/arrivals/{arrival_id}/confirmation", { params: { path: { arrival_id } } })),
    recordTemperature: (visit_id, celsius) =>
      bodyOf(
        api.POST("/api/v1/checkpoints/visits/{visit_id}/temperatures", {
          params: { path: { visit_id } },
          body: { key: crypto.randomUUID(), celsius },
        }),
      ),
    async reportMismatch(visit_id) {
      await bodyOf(api.POST("/api/v1/checkpoints/visits/{visit_id}/mismatch", { params: { path: { visit_id } }, body: { note: "" } }));
    },
    async recordDeparture(visit_id) {
      await bodyOf(api.POST("/api/v1/checkpoints/visits/{visit_id}/departure", { params: { path: { visit_id } } }));
    },
  };
}
