/**
 * A directory that Vite builds from sources: whether it is as they are, and how it is built.
 *
 * It is built beside its place and then put there as a whole, with a stamp in it that says what it was made from. So
 * what is there is always whole, however a build ends. Only one process builds at a time: the caller sees to it.
 *
 * The launcher, `gleaner`, looks only whether any of the sources is newer than the stamp, and asks here if so.
 */
import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runQuietly } from "./run-quietly.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stampName = ".made-from";
/** Of directories in which something is built, or waits to be removed. Git is told to ignore them. */
const unfinished = ".dist-";
/** What does not go into what is built. */
const testName = /(?:\.test\.\w+|-(?:conformance|under-test)\.ts)$/;

/**
 * @typedef {object} BuiltDirectory
 * @property {string} what for people, as in "Building …"
 * @property {string} project the directory of its Vite configuration, in the checkout; it is built there, into `dist`
 * @property {readonly string[]} sources the files and directories that it is made from, in the checkout. The launcher
 *   has the same ones
 * @property {(directory: string) => Promise<void>} [finish] what is to be done with it once Vite is through
 */

/** Whether it has been built from the sources as they are now. @param {BuiltDirectory} built */
export function isBuilt(built) {
  const lookedAt = new Date();
  const stamp = path.join(placeOf(built), stampName);
  try {
    if (readFileSync(stamp, "utf8") !== digestOf(built)) return false;
  } catch {
    return false;
  }
  try {
    // Sources that are only newer, as after changing branches to and fro, need not be compared again.
    utimesSync(stamp, lookedAt, lookedAt);
  } catch {
    // In a checkout that this user may only read they are, at every start.
  }
  return true;
}

/**
 * @param {BuiltDirectory} built
 * @param {{ quietly: boolean }} options whether to leave unsaid that it is being built
 * @throws Error that says why it cannot be built; what was there before stays
 */
export async function build(built, { quietly }) {
  const project = path.join(root, built.project);
  const place = placeOf(built);
  for (const name of readdirSync(project)) {
    if (name.startsWith(unfinished)) rmSync(path.join(project, name), { recursive: true, force: true });
  }
  const directory = path.join(project, unfinished + randomUUID());
  const replaced = path.join(project, unfinished + randomUUID());
  try {
    // What changes from here on is newer than the stamp.
    const startedAt = new Date();
    const digest = digestOf(built);
    await runVite(built, directory, quietly);
    await built.finish?.(directory);
    const stamp = path.join(directory, stampName);
    writeFileSync(stamp, digest);
    utimesSync(stamp, startedAt, startedAt);
    if (existsSync(place)) renameSync(place, replaced);
    renameSync(directory, place);
  } finally {
    for (const leftover of [directory, replaced]) rmSync(leftover, { recursive: true, force: true });
  }
}

/** @param {BuiltDirectory} built */
function placeOf({ project }) {
  return path.join(root, project, "dist");
}

/** Changes with the name or the content of anything that it is made from. @param {BuiltDirectory} built */
function digestOf({ sources }) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesIn(path.join(root, source)))) {
    hash.update(`${path.relative(root, file)}\0${createHash("sha256").update(readFileSync(file)).digest("hex")}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} source a file, or a directory @returns {string[]} */
function filesIn(source) {
  const entries = statSync(source).isDirectory() ? readdirSync(source, { withFileTypes: true }) : null;
  if (entries === null) return [source];
  return entries
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name === "dist" || entry.name.startsWith(".") || testName.test(entry.name)) return [];
      const file = path.join(source, entry.name);
      return entry.isDirectory() ? filesIn(file) : [file];
    });
}

/** @param {BuiltDirectory} built @param {string} directory @param {boolean} quietly */
async function runVite({ what, project }, directory, quietly) {
  const program = path.join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [program, "build", path.join(root, project), "--outDir", directory, "--emptyOutDir"];
  // Not as the tests are run, nor for development, whatever the surroundings say.
  const env = { ...process.env, NODE_ENV: "production" };
  const vite = runQuietly(findNode24(), [...args, "--logLevel", "warn"], { cwd: path.join(root, project), env });
  if (!quietly) process.stderr.write(`Building ${what}, as its source has changed…\n`);
  const { outcome, output } = await vite;
  if (outcome === "stopped") throw new Error(`Building ${what} was interrupted. The next start does it again.`);
  if (outcome === "failed") throw new Error(`${output}\nBuilding ${what} has failed, see above.`);
}

/** npm's Node 24, or this one where set-up has found that it is new enough and the other does not run. */
function findNode24() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const node = path.join(root, "node_modules", "node", "bin", name);
  const isUsed = existsSync(path.join(root, "node_modules", ".bin", "node")) && existsSync(node);
  return isUsed ? node : process.execPath;
}
