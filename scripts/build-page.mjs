/**
 * Builds the web page, web/dist, from web/ and what that imports.
 *
 * It is built beside its place and then put there as a whole, with a stamp in it that says what it was made from. So
 * what is there is always a whole page, however a build ends. Only one process builds at a time: the caller sees to it.
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
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { runQuietly } from "./run-quietly.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const web = path.join(root, "web");
const page = path.join(web, "dist");
const stampName = ".made-from";
/** Of directories in web/ in which a page is built, or waits to be removed. Git is told to ignore them. */
const unfinished = ".dist-";

/** What the page is made from besides web/. The launcher looks at the same. */
const otherSources = ["src/api/contract.ts", "package-lock.json", "scripts/build-page.mjs"];

/** Those that are worth compressing: text, and long enough. */
const textName = /\.(?:css|html|js|json|map|svg|txt|webmanifest)$/;
const leastBytes = 1_024;

/** Whether the page has been built from the sources as they are now. */
export function isPageBuilt() {
  const lookedAt = new Date();
  const stamp = path.join(page, stampName);
  try {
    if (readFileSync(stamp, "utf8") !== sourcesDigest()) return false;
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
 * @param {{ quietly: boolean }} options whether to leave unsaid that it is being built
 * @throws Error that says why it cannot be built; the page that was there before stays
 */
export async function buildPage({ quietly }) {
  for (const name of readdirSync(web)) {
    if (name.startsWith(unfinished)) rmSync(path.join(web, name), { recursive: true, force: true });
  }
  const built = path.join(web, unfinished + randomUUID());
  const replaced = path.join(web, unfinished + randomUUID());
  try {
    // What changes from here on is newer than the stamp.
    const startedAt = new Date();
    const digest = sourcesDigest();
    await runVite(built, quietly);
    await compress(built);
    const stamp = path.join(built, stampName);
    writeFileSync(stamp, digest);
    utimesSync(stamp, startedAt, startedAt);
    if (existsSync(page)) renameSync(page, replaced);
    renameSync(built, page);
  } finally {
    for (const directory of [built, replaced]) rmSync(directory, { recursive: true, force: true });
  }
}

/** Changes with the name or the content of anything that goes into the page. */
function sourcesDigest() {
  const hash = createHash("sha256");
  for (const file of [...sourcesInWeb(""), ...otherSources.map((name) => path.join(root, name))]) {
    hash.update(`${path.relative(root, file)}\0${createHash("sha256").update(readFileSync(file)).digest("hex")}\n`);
  }
  return hash.digest("hex");
}

/** @param {string} directory in web/ @returns {string[]} */
function sourcesInWeb(directory) {
  const entries = readdirSync(path.join(web, directory), { withFileTypes: true });
  return entries
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(web, directory, entry.name);
      if (file === page || entry.name.startsWith(".") || /\.test\.\w+$/.test(entry.name)) return [];
      return entry.isDirectory() ? sourcesInWeb(path.join(directory, entry.name)) : [file];
    });
}

/** @param {string} directory @param {boolean} quietly */
async function runVite(directory, quietly) {
  const program = path.join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [program, "build", web, "--outDir", directory, "--emptyOutDir", "--logLevel", "warn"];
  // Not as the tests are run, nor for development, whatever the surroundings say.
  const env = { ...process.env, NODE_ENV: "production" };
  const vite = runQuietly(findNode24(), args, { cwd: root, env });
  if (!quietly) process.stderr.write("Building the web page of Gleaner, as its source has changed…\n");
  const { outcome, output } = await vite;
  if (outcome === "stopped") throw new Error("Building the web page was interrupted. The next start does it again.");
  if (outcome === "failed") throw new Error(`${output}\nThe web page of Gleaner could not be built, see above.`);
}

/** npm's Node 24, or this one where set-up has found that it is new enough and the other does not run. */
function findNode24() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const node = path.join(root, "node_modules", "node", "bin", name);
  const isUsed = existsSync(path.join(root, "node_modules", ".bin", "node")) && existsSync(node);
  return isUsed ? node : process.execPath;
}

/** Puts `.br` and `.gz` beside every file that gets smaller by it, for the server to send. @param {string} directory */
async function compress(directory) {
  const quality = { params: { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY } };
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => path.join(directory, name));
  await Promise.all(
    files
      .filter((file) => textName.test(file) && statSync(file).size >= leastBytes)
      .map(async (file) => {
        const content = await readFile(file);
        await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality));
        await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
      }),
  );
}
