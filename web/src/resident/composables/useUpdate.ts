import { readonly, ref, type Ref } from "vue";
import { registerSW } from "virtual:pwa-register";

const waiting = ref(false);
const takeOver = registerSW({
  immediate: true,
  onNeedRefresh: () => (waiting.value = true),
});

/** A new version waits until the holder says so: never a reload while someone stands at a gate. */
export function useUpdate(): { waiting: Readonly<Ref<boolean>>; apply: () => void } {
  return { waiting: readonly(waiting), apply: () => void takeOver(true) };
}
