import { computed, shallowRef, type ComputedRef, type Ref } from "vue";

import { answerTo, type Answer } from "../logic/step-up";

/** The step-up of the page that is open: `answer` takes what was typed and says whether it was six digits. */
export function useStepUp(now: Ref<number>): {
  answering: ComputedRef<Answer | null>;
  nonce: ComputedRef<Uint8Array | null>;
  answer: (text: string) => boolean;
  stop: () => void;
} {
  const given = shallowRef<Answer | null>(null);
  const answering = computed(() => (given.value && now.value < given.value.until ? given.value : null));
  const nonce = computed(() => answering.value?.nonce ?? null);

  function answer(text: string): boolean {
    const found = answerTo(text, now.value);
    if (found) given.value = found;
    return found !== null;
  }

  return { answering, nonce, answer, stop: () => void (given.value = null) };
}
