import type { Plugin } from "vite";

// Vant's icon style names its font on a foreign host. The Content-Security-Policy would block it, and a product for
// offline use asks no other host for anything, so the whole `src` entry goes; we draw our own icons.
const FOREIGN_URL = /url\(\s*["']?(?:https?:)?\/\/[^)]*\)\s*(?:format\([^)]*\))?\s*,?/g;

/** Strips `url(//host/…)` from every style sheet that a package brings along. */
export function withoutForeignHosts(): Plugin {
  return {
    name: "ankang-without-foreign-hosts",
    enforce: "pre",
    transform(code, id) {
      const path = id.split("?")[0] ?? "";
      if (!path.endsWith(".css") || !path.includes("node_modules")) return null;
      const cleaned = code.replace(FOREIGN_URL, "").replace(/,\s*(?=[;}])/g, "");
      return cleaned === code ? null : { code: cleaned, map: null };
    },
  };
}
