// Where somebody who signed in here begins: at the gate, with the people they look after, or at the sites they keep.
// Any adult may keep a site, and whoever was invited has no post yet, so those pages ask for no role.

const WITHOUT_POST = new Set(["sites", "site-new", "site", "site-rules", "site-people", "site-devices", "attendance", "invitation"]);

/** The page where a person with these roles begins. */
export function landingOf(roles: readonly string[]): "duty" | "caseload" | "sites" {
  if (roles.includes("staff")) return "duty";
  return roles.includes("community_worker") ? "caseload" : "sites";
}

/** Whether a page is for everybody who is signed in. */
export function needsNoPost(name: unknown): boolean {
  return typeof name === "string" && WITHOUT_POST.has(name);
}

/** Where the sign-in page leads back: a page of this app that was asked for, and no other address. */
export function wayBack(to: unknown): string | null {
  return typeof to === "string" && /^\/(?:invitation|sites)(?:\/[\w-]+){0,2}$/.test(to) ? to : null;
}
