/**
 * For tests: disks that are mounted and unmounted. Where the test may mount, they are real file systems in memory, and
 * a mount of them is a bind mount, which takes a millisecond. Elsewhere they are directories that are moved to their
 * mount point, and the threads that list them are told another number for their device (`simulated-disks.ts`).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpareThreads } from "../../src/scanning/walk/spare-threads.ts";
import type { ThreadCrewOptions } from "../../src/scanning/walk/thread-crew.ts";

export interface Disks extends AsyncDisposable {
  readonly kind: "mounted" | "simulated";
  /** Options for the threads of a scan. */
  readonly threads: ThreadCrewOptions;
  /** Makes a disk and gives the directory in which its content can be reached although it is not mounted. */
  make(name: string): Promise<string>;
  /** Mounts a disk over a directory, which must exist. The content of the directory is hidden. */
  mount(name: string, at: string): Promise<void>;
  unmount(at: string): Promise<void>;
}

/** @param home a directory for the disks, outside of the scanned one */
export function makeDisks(home: string): Disks {
  return mayMount() ? mountedDisks(home) : simulatedDisks(home);
}

/** Whether the test may mount. */
export function mayMount(): boolean {
  if (process.platform !== "linux" || process.env["GLEANER_TEST_DISKS"] === "simulated") return false;
  const directory = mkdtempSync(join(tmpdir(), "gleaner-mount-"));
  const isMounted = run("mount", "-t", "tmpfs", "gleaner-test", directory);
  if (isMounted) run("umount", directory);
  rmdirSync(directory);
  return isMounted;
}

function mountedDisks(home: string): Disks {
  /** In the order of their mounting. */
  const mounts: string[] = [];
  const contentOf = (name: string) => join(home, name);
  const mustRun = (...command: [string, ...string[]]) => {
    if (!run(...command)) throw new Error(`${command.join(" ")} does not work`);
  };
  return {
    kind: "mounted",
    threads: {},
    make: async (name) => {
      await mkdir(contentOf(name), { recursive: true });
      mustRun("mount", "-t", "tmpfs", "gleaner-test", contentOf(name));
      mounts.push(contentOf(name));
      return contentOf(name);
    },
    mount: async (name, at) => {
      mustRun("mount", "--bind", contentOf(name), at);
      mounts.push(at);
    },
    unmount: async (at) => {
      // Lazily, as a scan may have a directory of it open.
      mustRun("umount", "-l", at);
      mounts.splice(mounts.lastIndexOf(at), 1);
    },
    [Symbol.asyncDispose]: async () => {
      for (const at of mounts.toReversed()) run("umount", "-l", at);
      await rm(home, { recursive: true, force: true });
    },
  };
}

function simulatedDisks(home: string): Disks {
  const contentOf = (name: string) => join(home, name);
  const mounted = new Map<string, string>();
  let disks = 0;
  return {
    kind: "simulated",
    threads: {
      spare: new SpareThreads({ execArgv: ["--import", new URL("simulated-disks.ts", import.meta.url).href] }),
    },
    make: async (name) => {
      await mkdir(contentOf(name), { recursive: true });
      disks += 1;
      await writeFile(join(contentOf(name), ".simulated-disk"), String(disks));
      return contentOf(name);
    },
    mount: async (name, at) => {
      await rename(at, `${contentOf(name)} hides`);
      await rename(contentOf(name), at);
      mounted.set(at, name);
    },
    unmount: async (at) => {
      const name = mounted.get(at);
      if (name === undefined) throw new Error(`Nothing is mounted at ${at}`);
      mounted.delete(at);
      await rename(at, contentOf(name));
      await rename(`${contentOf(name)} hides`, at);
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
