import type { Plugin } from "vite";

// Component libraries name icon fonts on foreign hosts (Vant does). The Content-Security-Policy would block them, and a
// product for offline use asks no other host for anything, so the whole `src` entry goes; we draw our own icons.
const FOREIGN_URL = /url\(\s*["']?(?:https?:)?\/\/[^)]*\)\s*(?:format\([^)]*\))?\s*,?/g;

// zxing-wasm would fetch its wasm from a CDN unless told otherwise. We tell it otherwise (logic/qr-reader.ts); the address
// goes all the same, so that a forgotten override fails at once instead of asking a stranger.
const CDN = /https:\/\/[a-z]+\.jsdelivr\.net\/npm\//g;

/** Strips `url(//host/…)` from every style sheet that a package brings along, and the CDN from zxing-wasm. */
export function withoutForeignHosts(): Plugin {
  return {
    name: "ankang-without-foreign-hosts",
    enforce: "pre",
    transform(code, id) {
      const path = id.split("?")[0] ?? "";
      if (path.includes("node_modules/zxing-wasm/")) return { code: code.replace(CDN, "/"), map: null };
      if (!path.endsWith(".css") || !path.includes("node_modules")) return null;
      const cleaned = code.replace(FOREIGN_URL, "").replace(/,\s*(?=[;}])/g, "");
      return cleaned === code ? null : { code: cleaned, map: null };
    },
  };
}
