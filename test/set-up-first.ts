/**
 * Runs once before all tests. Builds the program and its page from the present sources. Then has the tests keep their
 * files in memory, where the system offers a file system for that: on a disk, the databases of the tests wait for it
 * at every commit. The sample clips are copied there once, for the trees of all tests: see `clip-tree.ts`.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const setup = fileURLToPath(new URL("../scripts/setup.mjs", import.meta.url));
const samples = fileURLToPath(new URL("../samples/clips", import.meta.url));
const memory = "/dev/shm";
const prefix = "gleaner-tests-";
/** A multiple of what the tests need at once. Containers often have 64 MB. */
const enoughBytes = 2 ** 30;

// oxlint-disable-next-line import/no-default-export -- Playwright requires it
export default function setUpFirst(): () => void {
  execFileSync(process.execPath, [setup], { stdio: "inherit" });
  const isInMemory = process.env["TMPDIR"] === undefined && hasRoom();
  const base = isInMemory ? memory : tmpdir();
  removeLeftovers(base);
  const directory = mkdtempSync(join(base, `${prefix}${process.pid}-`));
  // Like /tmp: some tests run the program as another user.
  chmodSync(directory, 0o1777);
  if (isInMemory) process.env["TMPDIR"] = directory;
  const clips = join(directory, "clips");
  const copied = copyClips(clips);
  process.env["TEST_CLIPS"] = clips;
  return () => {
    if (isInMemory) delete process.env["TMPDIR"];
    delete process.env["TEST_CLIPS"];
    const changed = [...copied].filter(([path, state]) => stateOf(path) !== state).map(([path]) => path);
    remove(directory);
    // Tests that ran later saw another file.
    if (changed.length > 0) throw new Error(`Tests have changed clips that all tests share: ${changed.join(", ")}`);
  };
}

/** Copies the sample clips. Returns the state of each copy. */
function copyClips(to: string): ReadonlyMap<string, string> {
  mkdirSync(to);
  const paths = readdirSync(samples).map((name) => {
    const path = join(to, name);
    copyFileSync(join(samples, name), path);
    return path;
  });
  return new Map(paths.map((path) => [path, stateOf(path)]));
}

/** What a write or a change of the owner, the mode or the times changes. */
function stateOf(path: string): string {
  const { mode, uid, size, mtimeMs } = statSync(path);
  return [mode, uid, size, mtimeMs].join();
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
}

/** Removes the files of runs that were killed. */
function removeLeftovers(base: string): void {
  for (const name of readdirSync(base).filter((each) => each.startsWith(prefix))) {
    const [pid = ""] = name.slice(prefix.length).split("-");
    if (!isRunning(Number(pid))) remove(join(base, name));
  }
}

/** What cannot be removed, such as a disk that a failed test left mounted, stays. It is no failure of the tests. */
function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    process.stderr.write(`The directory ${directory} of the tests cannot be removed: ${String(error)}\n`);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
