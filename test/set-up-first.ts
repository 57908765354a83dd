/**
 * Runs once before all tests. Builds the program and its page from the present sources. Then has the tests keep their
 * files in memory, where the system offers a file system for that: on a disk, the databases of the tests wait for it
 * at every commit.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const setup = fileURLToPath(new URL("../scripts/setup.mjs", import.meta.url));
const memory = "/dev/shm";
const prefix = "gleaner-tests-";
/** A multiple of what the tests need at once. Containers often have 64 MB. */
const enoughBytes = 2 ** 30;

// oxlint-disable-next-line import/no-default-export -- Playwright requires it
export default function setUpFirst(): () => void {
  execFileSync(process.execPath, [setup], { stdio: "inherit" });
  if (process.env["TMPDIR"] !== undefined || !hasRoom()) return () => {};
  removeLeftovers();
  const directory = mkdtempSync(join(memory, `${prefix}${process.pid}-`));
  // Like /tmp: some tests run the program as another user.
  chmodSync(directory, 0o1777);
  process.env["TMPDIR"] = directory;
  return () => {
    delete process.env["TMPDIR"];
    remove(directory);
  };
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
function removeLeftovers(): void {
  for (const name of readdirSync(memory).filter((each) => each.startsWith(prefix))) {
    const [pid = ""] = name.slice(prefix.length).split("-");
    if (!isRunning(Number(pid))) remove(join(memory, name));
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
