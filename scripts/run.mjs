/**
 * Sets the checkout up, then runs a script on its Node 24: `node scripts/run.mjs [--test] NODE_ARGUMENTS…`.
 *
 * npm scripts begin with this file because their shell keeps using the Node that it found first, which may be older.
 */
import { spawn, spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "./find-node-24.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const forTests = process.argv[2] === "--test";
const setup = [path.join(root, "scripts", "setup.mjs"), ...(forTests ? ["--test"] : [])];
const { status } = spawnSync(process.execPath, setup, { stdio: "inherit" });
if (status === 0) run(process.argv.slice(forTests ? 3 : 2));
else process.exitCode = status === null ? 1 : status;

/** @param {readonly string[]} args */
function run(args) {
  const child = spawn(findNode24(), args, { stdio: "inherit" });
  // A terminal sends Ctrl-C to the script as well. The script decides when to end.
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? Number(code) : 128 + os.constants.signals[signal];
  });
}
