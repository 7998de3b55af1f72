import type { DeepReadonly } from "vue";
import { useI18n } from "vue-i18n";

import { api, bodyOf, soon, type Schemas } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";

import { gateClock } from "../logic/gate-clock";
import { readingOnThePhone } from "../logic/readings";
import type { UploadRecord } from "../logic/upload-queue";
import type { Override } from "../logic/site-rules";
import type { Verdict } from "../logic/verdicts";
import { doorNow } from "./useDoor";
import { asked, useGate } from "./useGate";
import { useGateMemory } from "./useGateMemory";
import { useQueue } from "./useQueue";

type Temperature = Schemas["TemperatureAnswer"];
type Act = "temperature" | "departure" | "mismatch";

const ANSWER_WAIT_MS = 5000;
// The pack's figures of 2020, for a phone whose last answer of the centre did not tell them.
const ABNORMAL_CELSIUS = 37.3;
const SECOND_AFTER_MINUTES = 5;

let lastScan: Partial<UploadRecord> & { key: string } = { key: "" };

/** What staff do about the visit in front of them. What the centre does not answer is kept for upload, with its time. */
export function useVisit(): {
  recordTemperature: (visit: DeepReadonly<Verdict>, celsius: number) => Promise<Temperature>;
  recordDeparture: (visit: DeepReadonly<Verdict>) => Promise<void>;
  reportMismatch: (visit: DeepReadonly<Verdict>) => Promise<void>;
  /** `more`: what the phone knows beside the scan, such as the papers that were seen. */
  keepScan: (key: string, qrText: string, digits: string, letIn: boolean, more?: Partial<UploadRecord>) => Promise<void>;
  /** Staff have compared the document: the door says what the colour says. */
  compared: (visit: DeepReadonly<Verdict>) => Promise<Verdict>;
  /** Care or danger opens the door; the centre's verdict, or null when the opening was kept on the phone. */
  openDoor: (visit: DeepReadonly<Verdict>, reason: Override, note: string) => Promise<Verdict | null>;
  /** The first reading was high: the person waits for the second one. */
  follow: (visit: Verdict) => Promise<void>;
} {
  const gate = useGate();
  const queue = useQueue();
  const memory = useGateMemory();
  const { t } = useI18n();

  async function keep(kind: UploadRecord["kind"], key: string, more: Partial<UploadRecord>): Promise<void> {
    const site_id = gate.duty.value?.site?.site_id ?? "";
    const at = new Date(gateClock.now() * 1000).toISOString();
    const none = { qr_text: "", digits: "", let_in: false, scan_key: null, visit_id: null, celsius: null, document_compared: false, direction: doorNow().direction, papers_seen: [], note: "" };
    await queue.keep({ ...none, kind, key, at, site_id, ...more });
    if (gate.reached.value) void queue.upload();
  }

  /** The centre's answer to an act on a visit that it knows; null when the act was kept on the phone instead. */
  async function done<T>(kind: Act, visit: DeepReadonly<Verdict>, key: string, act: (visitId: string) => Promise<T>, more = {}): Promise<T | null> {
    const { scanKey = null, visit_id } = visit;
    if (visit_id && !scanKey) {
      try {
        return await asked(soon(act(visit_id), ANSWER_WAIT_MS));
      } catch (error) {
        if (!(error instanceof ProblemError && error.passing)) throw error;
      }
    }
    await keep(kind, key, { scan_key: scanKey, visit_id: scanKey ? null : visit_id, ...more });
    return null;
  }

  return {
    async recordTemperature(visit, celsius) {
      const key = crypto.randomUUID();
      const document_compared = visit.compared ?? false;
      const at = gateClock.now() * 1000;
      const body = { key, celsius, document_compared };
      const post = (visit_id: string) =>
        bodyOf(api.POST("/api/v1/checkpoints/visits/{visit_id}/temperatures", { params: { path: { visit_id } }, body }));
      const answer = await done("temperature", visit, key, post, { celsius, document_compared });
      const rules = gate.duty.value?.readings;
      const siteCelsius = gate.duty.value?.site?.temperature_limit_celsius ?? ABNORMAL_CELSIUS;
      const { abnormal_celsius = ABNORMAL_CELSIUS, second_after_minutes = SECOND_AFTER_MINUTES } = rules ?? {};
      const known = { abnormalCelsius: abnormal_celsius, secondAfterMinutes: second_after_minutes, siteCelsius };
      await memory.forget(visit);
      return answer ?? readingOnThePhone(visit as Verdict, celsius, known, at, t);
    },
    async recordDeparture(visit) {
      const post = (visit_id: string) => bodyOf(api.POST("/api/v1/checkpoints/visits/{visit_id}/departure", { params: { path: { visit_id } } }));
      await done("departure", visit, crypto.randomUUID(), post);
      await memory.forget(visit);
    },
    async reportMismatch(visit) {
      const body = { note: "" };
      const post = (visit_id: string) => bodyOf(api.POST("/api/v1/checkpoints/visits/{visit_id}/mismatch", { params: { path: { visit_id } }, body }));
      await done("mismatch", visit, crypto.randomUUID(), post);
      await memory.forget(visit);
    },
    async openDoor(visit, reason, note) {
      const key = crypto.randomUUID();
      const { visit_id, scanKey = null } = visit;
      if (!scanKey) {
        try {
          const body = { key, reason, note, visit_id };
          return await asked(soon(bodyOf(api.POST("/api/v1/checkpoints/openings", { body })), ANSWER_WAIT_MS));
        } catch (error) {
          if (!(error instanceof ProblemError && error.passing)) throw error;
        }
      }
      await keep("opening", key, { scan_key: scanKey, visit_id: scanKey ? null : visit_id, override: reason, note });
      return null;
    },
    async keepScan(key, qr_text, digits, let_in, more = {}) {
      lastScan = { key, qr_text, digits, ...more };
      await keep("scan", key, { qr_text, digits, let_in, ...more });
    },
    async compared(visit) {
      const { key, ...scan } = lastScan;
      if (visit.scanKey === key && visit.verdict === "pass") await keep("scan", key, { ...scan, let_in: true });
      return { ...(visit as Verdict), compareFirst: false, compared: true };
    },
    follow: (visit) => memory.follow(visit),
  };
}
