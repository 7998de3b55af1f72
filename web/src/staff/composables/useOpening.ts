import type { DeepReadonly } from "vue";
import { useI18n } from "vue-i18n";

import { api, bodyOf } from "@shared/api/client";

import { openedOnThePhone } from "../logic/on-the-phone";
import type { Override } from "../logic/site-rules";
import type { Verdict } from "../logic/verdicts";
import { asked, useGate } from "./useGate";
import { useVisit } from "./useVisit";

/** What staff say at a door beside the code: the papers were seen, or care or danger opens it. */
export function useOpening(): {
  papers: (visitId: string, seen: boolean) => Promise<Verdict>;
  open: (before: DeepReadonly<Verdict>, reason: Override, note: string) => Promise<Verdict>;
} {
  const gate = useGate();
  const visit = useVisit();
  const { t } = useI18n();

  async function shown(call: Promise<{ data?: Verdict }>): Promise<Verdict> {
    const answer = await asked(bodyOf(call));
    gate.show(answer);
    return answer;
  }
  return {
    papers: (visit_id, seen) => shown(api.POST("/api/v1/checkpoints/visits/{visit_id}/papers", { params: { path: { visit_id } }, body: { seen } })),
    async open(before, reason, note) {
      const after = (await visit.openDoor(before, reason, note)) ?? openedOnThePhone(before as Verdict, "override", t);
      gate.show(after);
      return after;
    },
  };
}
