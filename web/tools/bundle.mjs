// node tools/bundle.mjs entry.ts folder: one module with everything it needs, as the apps are built, for benches.
import { fileURLToPath } from "node:url";

import { build } from "vite";

const [entry, folder] = process.argv.slice(2);
if (!entry || !folder) throw new Error("expected the entry (below web/) and the folder to write to");
await build({
  configFile: false,
  root: fileURLToPath(new URL("..", import.meta.url)),
  publicDir: false,
  logLevel: "error",
  build: {
    target: "es2022",
    outDir: folder,
    emptyOutDir: false,
    lib: { entry, formats: ["es"], fileName: () => "bundle.js" },
  },
});
