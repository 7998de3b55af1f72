import { readonly, ref, watch, type Ref } from "vue";

import { readPreference, writePreference } from "../logic/storage";

export type Theme = "system" | "light" | "dark";

const KEY = "ankang.theme";
const stored = readPreference(KEY);
const theme = ref<Theme>(stored === "light" || stored === "dark" ? stored : "system");
const systemDark = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;

function apply(): void {
  const dark = theme.value === "dark" || (theme.value === "system" && systemDark?.matches === true);
  const root = document.documentElement;
  if (dark) root.dataset.theme = "dark";
  else delete root.dataset.theme;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#0c151b" : "#f3f6f7");
}

watch(theme, (value) => (writePreference(KEY, value), apply()));
systemDark?.addEventListener?.("change", apply);
apply();

/** The theme that the person chose; "system" follows the phone, also while the page is open: every app loads this file at
 * its start. early.js applies the theme before the first paint. */
export function useTheme(): { theme: Readonly<Ref<Theme>>; setTheme: (value: Theme) => void } {
  return { theme: readonly(theme), setTheme: (value) => (theme.value = value) };
}
