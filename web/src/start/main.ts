import "@shared/styles/tokens.css";
import "@shared/styles/base.css";
import "@shared/composables/useTheme";

import { createApp } from "vue";

import { i18n, startLocale } from "@shared/composables/useLocale";

import App from "./App.vue";

await startLocale({ zh: () => import("./locales/zh.json"), en: () => import("./locales/en.json") });
createApp(App).use(i18n).mount("#app");
