import { readonly, ref, shallowRef, type DeepReadonly, type Ref } from "vue";

import type { Direction } from "../logic/site-rules";
import type { Verdict } from "../logic/verdicts";

// In which direction people go here, and with whom the next ones came. One for the whole app, gone with the page.
const direction = ref<Direction>("in");
const broughtBy = shallowRef<Verdict | null>(null);

/** What a scan or a look-up says of the door. */
export function doorNow(): { direction: Direction; companion_of: string | null } {
  return { direction: direction.value, companion_of: broughtBy.value?.visit_id ?? null };
}

/** Each companion has an own code, colour and reading; only that they came together is kept. */
export function useDoor(): {
  direction: Ref<Direction>;
  broughtBy: DeepReadonly<Ref<Verdict | null>>;
  bring: (verdict: Verdict) => void;
  end: () => void;
} {
  return {
    direction,
    broughtBy: readonly(broughtBy) as DeepReadonly<Ref<Verdict | null>>,
    bring: (verdict) => void (broughtBy.value ??= verdict),
    end: () => void (broughtBy.value = null),
  };
}
