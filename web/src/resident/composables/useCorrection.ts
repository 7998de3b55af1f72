import { ref, watch, type Ref } from "vue";

import { api, bodyOf } from "@shared/api/client";

/** Whether the person's form may still be corrected (B4), asked when somebody looks; unknown counts as no. */
export function useCorrection(personId: Ref<string>, looks: Ref<boolean>): { mayCorrect: Ref<boolean> } {
  const mayCorrect = ref(false);

  async function ask(): Promise<void> {
    const params = { path: { person_id: personId.value } };
    try {
      mayCorrect.value = (await bodyOf(api.GET("/api/v1/applications/{person_id}", { params }))).can_reapply;
    } catch {
      mayCorrect.value = false; // without the centre nothing can be corrected
    }
  }

  watch(looks, (now) => void (now && ask()), { immediate: true });
  return { mayCorrect };
}
