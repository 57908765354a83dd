/**
 * Makes a checkout ready to run. Installs the npm packages, including Node 24, when they are missing or
 * package-lock.json has changed. Builds the program and the web page when they are missing or their sources have
 * changed. With `--test`, also installs ffprobe and Chromium where they are missing. Silent and quick when nothing is to
 * be done.
 *
 * The last step of an installation copies the lockfile to the stamp. So an interrupted installation does not count, and
 * the next start repeats it. The launcher, `gleaner`, compares the same two files, so that it seldom has to start this
 * script.
 *
 * This script and its imports run on any Node that a machine may have: plain JavaScript for Node 20. Even Node 12.20
 * must be able to parse this file and say that it is too old, so the file uses no `?.` and no `??`.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const lockfile = path.join(root, "package-lock.json");
const nodeModules = path.join(root, "node_modules");
/** Not in node_modules, which `npm ci` empties. */
const setupRunning = path.join(root, ".setup-running");

async function main() {
  if (majorVersion(process.version) < 20) {
    throw new Error(
      `Gleaner is set up with Node.js 20 or later, and this is ${process.version}. ` +
        "Install a newer one from https://nodejs.org, then run this again.",
    );
  }
  const { builtDirectories } = await import("./build.mjs");
  const { build, isBuilt } = await import("./built-directory.mjs");
  if (!isSetUp() || !builtDirectories.every(isBuilt)) {
    const { alone } = await import("./alone.mjs");
    await alone(setupRunning, async () => {
      const isFirstUse = !isSetUp();
      if (isFirstUse) await setUp();
      for (const directory of builtDirectories)
        if (!isBuilt(directory)) await build(directory, { quietly: isFirstUse });
    });
  }
  if (process.argv.includes("--test")) {
    const { ensureFfprobe } = await import("./ensure-ffprobe.mjs");
    const { ensureChromium } = await import("./ensure-chromium.mjs");
    ensureFfprobe();
    await ensureChromium();
  }
}

/** The name contains the system, so that a node_modules of another system (in a container's mount) does not count. */
function stampPath() {
  return path.join(nodeModules, `.gleaner-lock.${os.type()}-${os.machine()}`);
}

function isSetUp() {
  try {
    return readFileSync(stampPath()).equals(readFileSync(lockfile));
  } catch {
    return false;
  }
}

async function setUp() {
  if (!isInstalledByHand()) {
    rmSync(stampPath(), { force: true });
    await runNpmCi();
  }
  ensureNode24();
  copyFileSync(lockfile, stampPath());
}

/** True after `npm ci` or `npm install`. Both end by recording the packages that they installed. */
function isInstalledByHand() {
  try {
    const wanted = readPackages(lockfile);
    const present = readPackages(path.join(nodeModules, ".package-lock.json"));
    return (
      runsNode24() &&
      Object.entries(wanted).every(([place, { integrity, optional }]) => {
        const installed = present[place];
        return installed === undefined ? place === "" || optional === true : installed.integrity === integrity;
      })
    );
  } catch {
    return false;
  }
}

/**
 * @param {string} file a lockfile
 * @returns {Record<string, { integrity?: string, optional?: boolean }>} its packages by their place
 */
function readPackages(file) {
  return /** @type {{ packages: ReturnType<typeof readPackages> }} */ (JSON.parse(readFileSync(file, "utf8"))).packages;
}

async function runNpmCi() {
  const { runQuietly } = await import("./run-quietly.mjs");
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const shell = process.platform === "win32"; // npm is a .cmd file there
  const npm = runQuietly("npm", args, { cwd: root, env: npmEnvironment(), shell });
  process.stderr.write("Setting up Gleaner (first use, about a minute)…\n");
  const { outcome, output } = await npm.catch((/** @type {unknown} */ error) => {
    throw new Error(`npm cannot be started (${String(error)}). Is it on the PATH?`);
  });
  if (outcome === "interrupted") throw new Error("Setting up Gleaner was interrupted. The next start does it again.");
  if (outcome === "failed") {
    throw new Error(
      `${output}\nGleaner could not be set up: \`npm ci\` failed, see above. It downloads packages, so check the ` +
        "network, the proxy and the room on the disk, then run this again.",
    );
  }
}

function npmEnvironment() {
  // Without this, node-av's install script downloads an ffmpeg program, which Gleaner does not use.
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...process.env, SKIP_FFMPEG: "true" };
  for (const [name, value] of Object.entries(environment)) {
    // npm must not run on the Node that it replaces, which npm scripts find first.
    if (/^path$/i.test(name) && value !== undefined) environment[name] = withoutPackageBinaries(value);
  }
  return environment;
}

/** @param {string} searchPath */
function withoutPackageBinaries(searchPath) {
  const directories = searchPath.split(path.delimiter);
  return directories.filter((directory) => !directory.endsWith(path.join("node_modules", ".bin"))).join(path.delimiter);
}

/** Checks that there is a Node 24: npm's, or the system's where npm's does not run (musl, old glibc, no scripts). */
function ensureNode24() {
  if (runsNode24()) return;
  rmSync(path.join(nodeModules, ".bin", "node"), { force: true });
  if (majorVersion(process.version) >= 24) return;
  throw new Error(
    `Gleaner needs Node.js 24 or later. The one from npm does not run here, and the system's is ${process.version}. ` +
      "Install Node.js from https://nodejs.org, then run this again.",
  );
}

function runsNode24() {
  const node = path.join(nodeModules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 && majorVersion(stdout) >= 24;
}

/** @param {string} version such as `v24.21.0` */
function majorVersion(version) {
  return Number(version.slice(1).split(".")[0]);
}

main().catch((/** @type {unknown} */ error) => {
  const message = error instanceof Error ? error.message : String(error);
  const mayNotWrite = /^(EACCES|EPERM|EROFS):/.test(message);
  const advice = mayNotWrite ? `\nSetting up Gleaner writes to ${root}: run it once as a user who may.` : "";
  process.stderr.write(`${message}${advice}\n`);
  if (!process.exitCode) process.exitCode = 1;
});
