import type { Schemas } from "@shared/api/client";

export const SITE_KINDS: readonly Schemas["SiteKind"][] = [
  "community", "supermarket", "enterprise", "building", "school", "public_body",
  "hospital", "clinic", "transit", "road", "returnee_registration", "other",
];

/** The names of entrances in one line, as people separate them; `main` where nothing was written. */
export function namesIn(text: string, main: string): string[] {
  const names = text.split(/[\s,，、;；]+/).filter(Boolean);
  return names.length ? [...new Set(names)] : [main];
}
