/**
 * Runs all checks, two at a time, and prints what each of them says in one piece. Exits with 1 when one of them fails.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The longest first. */
const checks = [
  "tsc --noEmit -p test/page",
  "oxlint",
  "tsc --noEmit",
  // With the benchmarks, whose types are the same.
  "tsc --noEmit -p test/browser",
  "knip --no-config-hints",
  "biome check .",
];

/** @param {string} check */
async function run(check) {
  // npm has put the programs of the packages on the PATH. On Windows, only a shell finds them there.
  const child = spawn(check, { cwd: root, shell: true, stdio: ["ignore", "pipe", "pipe"] });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const [output, problems, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  process.stdout.write(output);
  process.stderr.write(problems);
  if (status === 0) return;
  process.stderr.write(`The check \`${check}\` has failed.\n`);
  process.exitCode = 1;
}

async function runInTurn() {
  for (let check = checks.shift(); check !== undefined; check = checks.shift()) await run(check);
}

await Promise.all([runInTurn(), runInTurn()]);
