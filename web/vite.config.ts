import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig, type PluginOption } from "vite";
import { VitePWA, type VitePWAOptions } from "vite-plugin-pwa";

import { withoutForeignHosts } from "./tools/foreign-hosts.ts";

// Four builds from one package, so that each app has its own scope, manifest and precache.
const APPS = ["start", "resident", "staff", "console"] as const;
type App = (typeof APPS)[number];

const INSTALLABLE: Partial<Record<App, { name: string; short: string; description: string }>> = {
  resident: { name: "安康码 Ankang Code", short: "安康码", description: "申领、亮码、打卡 · Apply, show, check in" },
  staff: { name: "安康码 哨点 Ankang Staff", short: "安康码哨点", description: "扫码、测温 · Scan and take the temperature" },
};

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function chosenApp(): App {
  const name = process.env.AK_APP ?? "resident";
  const app = APPS.find((known) => known === name);
  if (!app) throw new Error(`AK_APP must be one of ${APPS.join(", ")}, got ${JSON.stringify(name)}`);
  return app;
}

function installable(app: App): PluginOption {
  const words = INSTALLABLE[app];
  if (!words) return [];
  const options: Partial<VitePWAOptions> = {
    registerType: "prompt", // the page decides when a new version takes over: never while someone stands at a gate
    injectRegister: false, // an inline script would break the Content-Security-Policy; main.ts registers
    scope: `/${app}/`,
    base: `/${app}/`,
    manifest: {
      id: `/${app}/`,
      name: words.name,
      short_name: words.short,
      description: words.description,
      lang: "zh-CN",
      start_url: `/${app}/`,
      scope: `/${app}/`,
      display: "standalone",
      background_color: "#f3f6f7",
      theme_color: "#f3f6f7",
      icons: [
        { src: "icon-192.png", sizes: "192x192", type: "image/png" },
        { src: "icon-512.png", sizes: "512x512", type: "image/png" },
        { src: "icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
      ],
    },
    workbox: {
      globPatterns: ["**/*.{js,css,html,svg,png,wasm,json,webmanifest}"],
      navigateFallback: `/${app}/index.html`,
      maximumFileSizeToCacheInBytes: 4_000_000,
      cleanupOutdatedCaches: true,
    },
  };
  return VitePWA(options);
}

export default defineConfig(() => {
  const app = chosenApp();
  return {
    root: here(`src/${app}`),
    base: app === "start" ? "/" : `/${app}/`,
    publicDir: here("public"),
    cacheDir: here("node_modules/.vite"),
    resolve: { alias: { "@shared": here("src/shared") } },
    plugins: [withoutForeignHosts(), vue(), installable(app)],
    define: { __VUE_OPTIONS_API__: "true", __VUE_I18N_LEGACY_API__: "false", __INTLIFY_PROD_DEVTOOLS__: "false" },
    build: {
      outDir: here(`dist/${app}`),
      emptyOutDir: true,
      target: "es2022",
      manifest: "manifest.json",
      assetsInlineLimit: 0, // data: scripts and fonts are refused by the Content-Security-Policy
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
    },
    server: { proxy: { "/api": "http://127.0.0.1:8000" } },
    preview: { proxy: { "/api": "http://127.0.0.1:8000" } },
  };
});
