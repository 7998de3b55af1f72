import { readonly, ref, type Ref } from "vue";

const online = ref(typeof navigator === "undefined" ? true : navigator.onLine);
if (typeof window !== "undefined") {
  window.addEventListener("online", () => (online.value = true));
  window.addEventListener("offline", () => (online.value = false));
}

/** Whether the phone says that it has a network; only a call that succeeds proves one. */
export function useOnline(): Readonly<Ref<boolean>> {
  return readonly(online);
}
