/**
 * Runs all tests: those of the server and of the page's components, and beside them those of the page in Chromium. Both
 * wait more than they work, so together they keep the processors busy. The output of the second part follows that of the
 * first. With `--torture`, runs only the tests that attack promises at random moments, and these for 20 times as long.
 * Exits with 1 when a test fails.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const vitest = [path.join("vitest", "vitest.mjs"), "run"];
// One worker: the tests of vitest take the other processor.
const playwright = [path.join("playwright", "cli.js"), "test", "--workers=1"];

/** The tests that use test/lengthen.ts. */
const tortureTests = [
  "test/cancel-at-random-moments.test.ts",
  "test/killed-at-random-moments.test.ts",
  "test/hostile-files.test.ts",
  "src/store/sqlite/killed-while-committing.test.ts",
  "src/store/sqlite/sqlite-store.test.ts",
  "exchanged",
];

/**
 * @param {readonly string[]} command
 * @param {{ output?: "inherit" | "pipe", environment?: NodeJS.ProcessEnv }} [options]
 */
function start([script = "", ...args], { output = "inherit", environment = {} } = {}) {
  const file = path.join(root, "node_modules", script);
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ["inherit", output, output], env });
  child.once("exit", (status) => {
    if (status !== 0) process.exitCode = 1;
  });
  return child;
}

async function runAll() {
  const colours = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const inBrowser = start(playwright, { output: "pipe", environment: colours });
  const ended = once(inBrowser, "close");
  /** @type {Buffer[]} */
  let held = [];
  /** @type {(chunk: Buffer) => void} */
  let write = (chunk) => void held.push(chunk);
  for (const stream of [inBrowser.stdout, inBrowser.stderr])
    stream?.on("data", (/** @type {Buffer} */ chunk) => write(chunk));
  await once(start(vitest), "exit");
  process.stdout.write(Buffer.concat(held));
  held = [];
  write = (chunk) => void process.stdout.write(chunk);
  await ended;
}

const options = process.argv.slice(2);
if (options.length === 0) {
  await runAll();
} else if (options.length === 1 && options[0] === "--torture") {
  start([...vitest, "--project", "server", "--testTimeout", "600000", ...tortureTests], {
    environment: { TORTURE: "20" },
  });
} else {
  console.error(
    "`npm test` runs all tests. For some: `npx vitest run PATH`, and `npx playwright test PATH` in Chromium.",
  );
  process.exitCode = 2;
}
