import "@shared/styles/tokens.css";
import "@shared/styles/base.css";
import "@shared/composables/useTheme";
import "./console.css";

import { createApp } from "vue";

import { i18n, startLocale } from "@shared/composables/useLocale";

import App from "./App.vue";
import { router } from "./router";

await startLocale({ zh: () => import("./locales/zh.json"), en: () => import("./locales/en.json") });
createApp(App).use(i18n).use(router).mount("#app");
