/**
 * A directory that Vite builds from sources: checks whether it is up to date, and builds it.
 *
 * Vite builds into a new directory, which then replaces the old one as a whole. So the directory is always complete,
 * however a build ends. A stamp in it holds a digest of the sources. Only one process may build at a time; the caller
 * ensures this.
 *
 * The launcher, `gleaner`, only checks whether a source is newer than the stamp. If one is, it leaves the decision to
 * this file.
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
import { findNode24 } from "./find-node-24.mjs";
import { runQuietly } from "./run-quietly.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stampName = ".made-from";
/** Starts the names of new directories and of old ones that wait for their removal. Git ignores these names. */
const unfinished = ".dist-";
/** A change of a test needs no build. */
const testName = /\.test\.\w+$/;

/**
 * @typedef {object} BuiltDirectory
 * @property {string} what its name for people, as in "Building …"
 * @property {string} project the directory of its Vite configuration, relative to the checkout. The result is its `dist`
 * @property {readonly string[]} sources its source files and directories, relative to the checkout. The launcher has
 *   the same list
 * @property {(directory: string) => Promise<void>} [finish] completes the new directory after Vite
 */

/** True when the directory was built from the present sources. @param {BuiltDirectory} built */
export function isBuilt(built) {
  const lookedAt = new Date();
  const stamp = path.join(placeOf(built), stampName);
  try {
    if (readFileSync(stamp, "utf8") !== digestOf(built)) return false;
  } catch {
    return false;
  }
  try {
    // Sources may be newer and still the same, for example after switching branches back. Spares the next comparison.
    utimesSync(stamp, lookedAt, lookedAt);
  } catch {
    // This user may only read the checkout. Every start compares again.
  }
  return true;
}

/**
 * @param {BuiltDirectory} built
 * @param {{ quietly: boolean }} options whether to print no message
 * @throws Error that says why the build failed. The old directory stays
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
    // Later changes are newer than the stamp.
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

/** Depends on the names and contents of all sources. @param {BuiltDirectory} built */
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
  // Vitest and developers set other values.
  const env = { ...process.env, NODE_ENV: "production" };
  const vite = runQuietly(findNode24(), [...args, "--logLevel", "warn"], { cwd: path.join(root, project), env });
  if (!quietly) process.stderr.write(`Building ${what}, as its source has changed…\n`);
  const { outcome, output } = await vite;
  if (outcome === "interrupted") throw new Error(`Building ${what} was interrupted. The next start does it again.`);
  if (outcome === "failed") throw new Error(`${output}\nBuilding ${what} has failed, see above.`);
}
