import type { Schemas } from "@shared/api/client";

const WORKPLACES: readonly Schemas["SiteKind"][] = ["enterprise", "public_body", "school", "building"];

/** Whether an arrival at a site of this kind is a clock-in (`checkpoints/model/attendance.py` has the same kinds). */
export function isWorkplace(kind: Schemas["SiteKind"]): boolean {
  return WORKPLACES.includes(kind);
}
