import { computed, type ComputedRef } from "vue";
import { createI18n } from "vue-i18n";

import { inLanguage, type Words } from "../api/problem";
import { readPreference, writePreference } from "../logic/storage";
import type { Locale } from "../logic/time";

const KEY = "ankang.locale";
type Messages = Record<string, unknown>;
type Loaders = Record<Locale, () => Promise<{ default: Messages }>>;

const SHARED: Loaders = {
  zh: () => import("../locales/zh.json"),
  en: () => import("../locales/en.json"),
};

/** The languages of the product. Only the chosen one is loaded; the other waits in the precache. */
export const i18n = createI18n({
  legacy: false,
  locale: "zh",
  fallbackLocale: "zh",
  missingWarn: false,
  fallbackWarn: false,
  messages: { zh: {}, en: {} },
});

let appLoaders: Loaders | null = null;
const loaded = new Set<Locale>();

async function load(locale: Locale): Promise<void> {
  if (loaded.has(locale)) return;
  const [shared, own] = await Promise.all([SHARED[locale](), appLoaders?.[locale]()]);
  i18n.global.setLocaleMessage(locale, { ...shared.default, ...own?.default } as never);
  loaded.add(locale);
}

/** Switches the language of the page and remembers it. */
export async function setLocale(locale: Locale): Promise<void> {
  await load(locale);
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale === "zh" ? "zh-CN" : "en";
  writePreference(KEY, locale);
}

/** Loads the words of an app before it is mounted: the stored language, else Chinese unless the browser is English. */
export async function startLocale(loaders: Loaders): Promise<void> {
  appLoaders = loaders;
  const stored = readPreference(KEY);
  const english = stored === "en" || (stored === null && navigator.language.toLowerCase().startsWith("en"));
  await setLocale(english ? "en" : "zh");
}

/** The language, and `say` for sentences that the server sends in both. */
export function useLocale(): {
  locale: ComputedRef<Locale>;
  say: (words: Words | null | undefined) => string;
  setLocale: (locale: Locale) => Promise<void>;
} {
  const locale = computed<Locale>(() => (i18n.global.locale.value === "en" ? "en" : "zh"));
  return { locale, say: (words) => inLanguage(words, locale.value), setLocale };
}
