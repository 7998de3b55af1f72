import { readonly, ref, type DeepReadonly, type Ref } from "vue";

import { api, bodyOf, type Schemas } from "../api/client";
import { serverClock } from "../logic/server-clock";
import { instantOf } from "../logic/time";
import { readPreference, writePreference } from "../logic/storage";

export type SystemFacts = Schemas["SystemAnswer"];

const KEY = "ankang.system";
const system = ref<SystemFacts | null>(remembered());

function remembered(): SystemFacts | null {
  try {
    return JSON.parse(readPreference(KEY) ?? "null") as SystemFacts | null;
  } catch {
    return null;
  }
}

/** This installation: city, hotline, pack, and whether it is a demonstration. The last answer stands offline. */
export function useSystem(): { system: DeepReadonly<Ref<SystemFacts | null>>; loadSystem: () => Promise<void> } {
  async function loadSystem(): Promise<void> {
    const sentAt = Date.now();
    try {
      const answer = await bodyOf(api.GET("/api/v1/system"));
      serverClock.observe(instantOf(answer.server_time), sentAt, Date.now());
      system.value = answer;
      writePreference(KEY, JSON.stringify({ ...answer, demonstration_accounts: [] }));
    } catch {
      // Offline: what was known stands.
    }
  }
  return { system: readonly(system) as DeepReadonly<Ref<SystemFacts | null>>, loadSystem };
}
