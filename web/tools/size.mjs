// Prints what each app loads first (gzip) and fails over budget. "First" is the entry of the Vite manifest with
// everything it imports statically, plus the styles of these chunks: what a phone fetches before the first page shows.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_KB = { resident: 150, staff: 200, console: 400, start: 80 };
// Loaded before the first page shows, although the entry imports them lazily: the words, and the first page itself.
const ALWAYS = ["locales/zh.json", "../shared/locales/zh.json"];
const FIRST_PAGES = { resident: ["pages/SignIn.vue"] };

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
let failed = false;

for (const [app, budget] of Object.entries(BUDGET_KB)) {
  const folder = `${dist}${app}/`;
  if (!existsSync(`${folder}manifest.json`)) {
    console.error(`size: ${app} is not built; run npm run build:${app}`);
    failed = true;
    continue;
  }
  const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, "utf8"));
  const files = new Set();
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`size: the manifest of ${app} names no chunk ${key}`);
    if (chunk.file) files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const child of chunk.imports ?? []) visit(child);
  };
  for (const key of Object.keys(manifest)) if (manifest[key].isEntry) visit(key);
  for (const page of [...ALWAYS, ...(FIRST_PAGES[app] ?? [])]) if (manifest[page]) visit(page);
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(folder + file)).length, 0);
  const kilobytes = bytes / 1024;
  const over = kilobytes > budget;
  failed ||= over;
  console.log(`size: ${app.padEnd(8)} first load ${kilobytes.toFixed(1)} KB gzip, budget ${budget} KB${over ? "  OVER" : ""}`);
}
process.exit(failed ? 1 : 0);
