import { readonly, ref, type DeepReadonly, type Ref } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";

type Summary = Schemas["SummaryAnswer"];
const summary = ref<Summary | null>(null);

/** The officer's region at a glance; one for the whole console, read anew when asked. */
export function useSummary(): { summary: DeepReadonly<Ref<Summary | null>>; load: () => Promise<void> } {
  async function load(): Promise<void> {
    summary.value = await bodyOf(api.GET("/api/v1/console/summary"));
  }
  return { summary: readonly(summary), load };
}
