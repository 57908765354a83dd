/**
 * Runs all tests: those of the server and of the page's components, and those of the page in Chromium at the same time,
 * because many tests wait. With `--torture`, runs only the tests that attack promises at random moments, and these for 20
 * times as long. With `--year`, lets a library of 5,000 films live through a year. Exits with 1 when a test fails.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vitest = [path.join("vitest", "vitest.mjs"), "run"];
/** One test at a time: with more, both kinds of tests would slow each other down so much that all of them take longer. */
const playwright = [path.join("playwright", "cli.js"), "test", "--workers", "1"];

/** The tests that use test/lengthen.ts. */
const tortureTests = [
  "test/cancel-at-random-moments.test.ts",
  "test/killed-at-random-moments.test.ts",
  "test/postgres/killed-at-random-moments.test.ts",
  "test/postgres/adversity.test.ts",
  "test/postgres/when-a-part-dies.test.ts",
  "test/hostile-files.test.ts",
  "src/scanning/scans-without-digests.test.ts",
  "src/store/sqlite/killed-while-committing.test.ts",
  "src/store/sqlite/sqlite-store.test.ts",
  "src/store/postgres/postgres-store.test.ts",
  "exchanged",
];

/**
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {"inherit" | "pipe"} [output]
 */
function start([script = "", ...args], environment = {}, output = "inherit") {
  const file = path.join(root, "node_modules", script);
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ["inherit", output, output], env });
  child.once("exit", (status) => {
    if (status !== 0) process.exitCode = 1;
  });
  return child;
}

/** The output of the tests in Chromium comes when they have ended, in one piece. */
async function runAll() {
  const ended = once(start(vitest), "exit");
  const chromium = start(playwright, {}, "pipe");
  const output = [chromium.stdout, chromium.stderr].map((stream) =>
    stream === null ? Promise.resolve("") : text(stream),
  );
  for (const part of await Promise.all(output)) process.stdout.write(part);
  await ended;
}

const options = process.argv.slice(2);
if (options.length === 0) {
  await runAll();
} else if (options.length === 1 && options[0] === "--torture") {
  start([...vitest, "--project", "server*", "--testTimeout", "600000", ...tortureTests], { TORTURE: "20" });
} else if (options.length === 1 && options[0] === "--year") {
  start([...vitest, "test/a-year.test.ts"], { YEAR_DAYS: "365", YEAR_FILMS: "5000" });
} else {
  console.error(
    "`npm test` runs all tests. For some: `npx vitest run PATH`, and `npx playwright test PATH` in Chromium.",
  );
  process.exitCode = 2;
}
