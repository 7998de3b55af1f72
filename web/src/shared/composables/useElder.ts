import { readonly, ref, watch, type Ref } from "vue";

import { readPreference, writePreference } from "../logic/storage";

const KEY = "ankang.elder";
const elder = ref(readPreference(KEY) === "on");

watch(elder, (on) => {
  writePreference(KEY, on ? "on" : "off");
  if (on) document.documentElement.dataset.mode = "elder";
  else delete document.documentElement.dataset.mode;
});

/** Elder mode: larger sizes and large tiles, the same components. */
export function useElder(): { elder: Readonly<Ref<boolean>>; setElder: (on: boolean) => void } {
  return { elder: readonly(elder), setElder: (on) => (elder.value = on) };
}
