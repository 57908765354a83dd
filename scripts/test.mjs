/**
 * Runs all tests: those of the server and of the page's components, then those of the page in Chromium. The second part
 * also runs when the first has failed. With `--torture`, runs only the tests that attack promises at random moments,
 * and these for 20 times as long. Exits with 1 when a test fails.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vitest = [path.join("vitest", "vitest.mjs"), "run"];
const playwright = [path.join("playwright", "cli.js"), "test"];

/** The tests that use test/lengthen.ts. */
const tortureTests = [
  "test/cancel-at-random-moments.test.ts",
  "test/killed-at-random-moments.test.ts",
  "test/hostile-files.test.ts",
  "src/store/sqlite/killed-while-committing.test.ts",
  "src/store/sqlite/sqlite-store.test.ts",
  "exchanged",
];

/** @param {readonly string[]} command @param {NodeJS.ProcessEnv} [environment] */
function run([script = "", ...args], environment) {
  const file = path.join(root, "node_modules", script);
  const env = { ...process.env, ...environment };
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: "inherit", env });
  if (status !== 0) process.exitCode = 1;
}

const options = process.argv.slice(2);
if (options.length === 0) {
  run(vitest);
  run(playwright);
} else if (options.length === 1 && options[0] === "--torture") {
  run([...vitest, "--project", "server", "--testTimeout", "600000", ...tortureTests], { TORTURE: "20" });
} else {
  console.error(
    "`npm test` runs all tests. For some: `npx vitest run PATH`, and `npx playwright test PATH` in Chromium.",
  );
  process.exitCode = 2;
}
