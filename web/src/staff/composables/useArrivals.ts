import { onMounted, onUnmounted, readonly, ref, shallowRef, type DeepReadonly, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";

import { followArrivals } from "../logic/arrivals-stream";

type Arrival = Schemas["PendingArrival"];

/** Who scanned the code of this entrance and waits, kept up to date while a page that shows it stands. */
export function useArrivals(report: (error: unknown) => void = () => undefined): {
  arrivals: Readonly<ShallowRef<Arrival[] | null>>;
  live: DeepReadonly<Ref<boolean>>;
  refresh: () => Promise<void>;
} {
  const arrivals = shallowRef<Arrival[] | null>(null);
  const live = ref(false);
  let end = (): void => undefined;

  async function refresh(): Promise<void> {
    try {
      arrivals.value = await bodyOf(api.GET("/api/v1/checkpoints/arrivals"));
    } catch (error) {
      report(error);
    }
  }

  onMounted(() => {
    void refresh();
    end = followArrivals(() => void refresh(), (open) => void (live.value = open));
  });
  onUnmounted(() => end());
  return { arrivals, live: readonly(live), refresh };
}
