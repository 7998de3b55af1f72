import { ref, watch, type Ref } from "vue";

import { api, bodyOf } from "../api/client";
import type { SelectOption } from "../ui/SelectField.vue";

// Divisions change once a year: what was read once in this visit is not asked again.
const known = new Map<string, Promise<SelectOption[]>>();

/** The divisions directly below one ("" is the country: provinces), as options of a list. */
export function divisionsBelow(parent: string): Promise<SelectOption[]> {
  const before = known.get(parent);
  if (before) return before;
  const query = parent === "" ? {} : { parent };
  const asked = bodyOf(api.GET("/api/v1/areas/divisions", { params: { query } })).then((items) =>
    items.map((item) => ({ value: item.code, label: item.name })),
  );
  known.set(parent, asked);
  asked.catch(() => known.delete(parent));
  return asked;
}

/** The options below a division that changes; empty while there is none or it cannot be read. */
export function useDivisions(parent: Ref<string | null>): { options: Ref<SelectOption[]>; failed: Ref<boolean>; retry: () => void } {
  const options = ref<SelectOption[]>([]);
  const failed = ref(false);

  async function load(): Promise<void> {
    const asked = parent.value;
    options.value = [];
    failed.value = false;
    if (asked === null) return;
    try {
      const found = await divisionsBelow(asked);
      if (asked === parent.value) options.value = found;
    } catch {
      failed.value = asked === parent.value;
    }
  }

  watch(parent, () => void load(), { immediate: true });
  return { options, failed, retry: () => void load() };
}
