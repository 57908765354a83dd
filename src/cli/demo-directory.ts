/**
 * The temporary directory of a demo. It is removed with everything in it when the demo ends.
 *
 * A demo that was killed leaves its directory behind, and the next demo removes it. For this, `demo.json` in the directory
 * names its process. A directory counts as left behind only if it belongs to this user, was made on this machine, its
 * process has ended, and no process has its data directory open. No other directory is touched.
 */
import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const prefix = "gleaner-demo-";
const recordName = "demo.json";
const recordSchema = z.object({ program: z.literal("gleaner demo"), pid: z.int().positive(), host: z.string() });

export interface DemoDirectory {
  readonly path: string;
  /** For the videos. */
  readonly videos: string;
  /** For the library. */
  readonly data: string;
  /** Removes it with everything in it. */
  remove(): Promise<void>;
}

/** @throws Error if the system's directory for temporary files cannot be written */
export async function createDemoDirectory(): Promise<DemoDirectory> {
  const path = await mkdtemp(join(await temporary(), prefix)).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The demo cannot make its directory (${why}). Name a writable one in TMPDIR.`, { cause });
  });
  // For a process that has to end at once.
  const removeAtOnce = () => {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next demo tries again.
    }
  };
  process.on("exit", removeAtOnce);
  const remove = async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.off("exit", removeAtOnce);
  };
  try {
    const record: z.output<typeof recordSchema> = { program: "gleaner demo", pid: process.pid, host: hostname() };
    await writeFile(join(path, recordName), JSON.stringify(record));
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, ...placesIn(path), remove };
}

/**
 * Removes the directories that demos left behind.
 *
 * @param isOpen whether a process has a data directory open
 * @returns the paths of the removed directories
 */
export async function removeLeftovers(isOpen: (dataDirectory: string) => Promise<boolean>): Promise<readonly string[]> {
  const parent = await temporary();
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(prefix));
  const removed: string[] = [];
  for (const path of names.map((name) => join(parent, name))) {
    try {
      if (!(await isLeftBehind(path)) || (await isOpen(placesIn(path).data))) continue;
      await rm(path, { recursive: true, force: true });
      removed.push(path);
    } catch {
      // This user may not remove it, or another demo is removing it.
    }
  }
  return removed;
}

function placesIn(path: string): { readonly videos: string; readonly data: string } {
  return { videos: join(path, "Videos"), data: join(path, "data") };
}

function temporary(): Promise<string> {
  return realpath(tmpdir());
}

async function isLeftBehind(path: string): Promise<boolean> {
  const entry = await lstat(path);
  if (!entry.isDirectory() || (process.getuid !== undefined && entry.uid !== process.getuid())) return false;
  const record = recordSchema.safeParse(JSON.parse(await readFile(join(path, recordName), "utf8")));
  return record.success && record.data.host === hostname() && !isAlive(record.data.pid);
}

function isAlive(pid: number): boolean {
  // This process has not made its directory yet, so an earlier process had the same number.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user cannot be signalled, but exists.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
