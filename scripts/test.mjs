/**
 * Runs all tests: those of the server and of the page's components, then those of the page in Chromium. Side by side they
 * take as long, because both keep the processors busy. With `--torture`, runs only the tests that attack promises at random
 * moments, and these for 20 times as long. Exits with 1 when a test fails.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vitest = [path.join("vitest", "vitest.mjs"), "run"];
const playwright = [path.join("playwright", "cli.js"), "test"];

/** The tests that use test/lengthen.ts. */
const tortureTests = [
  "test/cancel-at-random-moments.test.ts",
  "test/killed-at-random-moments.test.ts",
  "test/postgres/killed-at-random-moments.test.ts",
  "test/postgres/adversity.test.ts",
  "test/postgres/when-a-part-dies.test.ts",
  "test/hostile-files.test.ts",
  "src/store/sqlite/killed-while-committing.test.ts",
  "src/store/sqlite/sqlite-store.test.ts",
  "src/store/postgres/postgres-store.test.ts",
  "exchanged",
];

/**
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} [environment]
 */
function start([script = "", ...args], environment = {}) {
  const file = path.join(root, "node_modules", script);
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: "inherit", env });
  child.once("exit", (status) => {
    if (status !== 0) process.exitCode = 1;
  });
  return child;
}

async function runAll() {
  for (const command of [vitest, playwright]) await once(start(command), "exit");
}

const options = process.argv.slice(2);
if (options.length === 0) {
  await runAll();
} else if (options.length === 1 && options[0] === "--torture") {
  start([...vitest, "--project", "server*", "--testTimeout", "600000", ...tortureTests], { TORTURE: "20" });
} else {
  console.error(
    "`npm test` runs all tests. For some: `npx vitest run PATH`, and `npx playwright test PATH` in Chromium.",
  );
  process.exitCode = 2;
}
