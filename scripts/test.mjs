/**
 * Runs all tests: those of the server and of the page's components, then those that look at the page in Chromium. The
 * second run also happens when the first has failed. Exits with 1 when any test fails.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const runners = [
  [path.join("vitest", "vitest.mjs"), "run"],
  [path.join("playwright", "cli.js"), "test"],
];

if (process.argv.length > 2) {
  console.error(
    "`npm test` runs all tests. For some: `npx vitest run PATH`, and `npx playwright test PATH` in Chromium.",
  );
  process.exitCode = 2;
} else {
  for (const [script = "", command = ""] of runners) {
    const args = [path.join(root, "node_modules", script), command];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
}
