// node tools/parity.mjs job.json verdicts.json: what the TypeScript implementation says to inputs that Python made.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { createServer } from "vite";

const [job, verdicts] = process.argv.slice(2);
if (!job || !verdicts) throw new Error("expected two paths: the job to read and the verdicts to write");
const server = await createServer({
  configFile: false,
  root: fileURLToPath(new URL("..", import.meta.url)),
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  appType: "custom",
  logLevel: "error",
});
try {
  const { judgeAll } = await server.ssrLoadModule("/tests/parity/judgeAll.ts");
  await writeFile(verdicts, JSON.stringify(await judgeAll(JSON.parse(await readFile(job, "utf8")))));
} finally {
  await server.close();
}
