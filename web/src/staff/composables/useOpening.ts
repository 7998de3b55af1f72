import { api, bodyOf } from "@shared/api/client";

import type { Override } from "../logic/site-rules";
import type { Verdict } from "../logic/verdicts";
import { asked, useGate } from "./useGate";

/** What staff say at a door beside the code: the papers were seen, or care or danger opens it. */
export function useOpening(): {
  papers: (visitId: string, seen: boolean) => Promise<Verdict>;
  open: (visitId: string | null, reason: Override, note: string) => Promise<Verdict>;
} {
  const gate = useGate();

  async function shown(call: Promise<{ data?: Verdict }>): Promise<Verdict> {
    const answer = await asked(bodyOf(call));
    gate.show(answer);
    return answer;
  }
  return {
    papers: (visit_id, seen) => shown(api.POST("/api/v1/checkpoints/visits/{visit_id}/papers", { params: { path: { visit_id } }, body: { seen } })),
    open: (visit_id, reason, note) =>
      shown(api.POST("/api/v1/checkpoints/openings", { body: { key: crypto.randomUUID(), reason, note, visit_id } })),
  };
}
