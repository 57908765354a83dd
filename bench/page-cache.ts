/** Empties the page cache of this machine, so that files come from the disk. */
import { readFile, stat, statfs, writeFile } from "node:fs/promises";
import { timeCommand } from "./time-command.ts";

/** The types of file systems that are nowhere but in memory: tmpfs and ramfs. */
const inMemory = new Set([0x01021994, 0x858458f6]);

/**
 * Writes what is not yet on the disk, and then lets the kernel forget all files and directories that no process has
 * mapped.
 *
 * @param directory with the files that are to come from the disk
 * @returns why that is not possible here; null if it was done
 */
export async function emptyPageCache(
  directory: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<string | null> {
  if (inMemory.has((await statfs(directory)).type)) return "the films are on a disk in memory";
  await timeCommand("sync", [], { signal });
  try {
    await writeFile("/proc/sys/vm/drop_caches", "3");
    return null;
  } catch (error) {
    return `the page cache cannot be emptied (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** How far the kernel reads ahead in files of a directory, in bytes; null where that is not told. */
export async function readAheadOf(directory: string): Promise<number | null> {
  const { dev } = await stat(directory);
  const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
  const text = await readFile(`/sys/class/bdi/${major}:${minor}/read_ahead_kb`, "utf8").catch(() => null);
  return text === null ? null : Number(text) * 1024;
}
