/** Limits that the system sets to this process (`ulimit`), and that leave too little to work with. */
import { readFile } from "node:fs/promises";

/** A scan with two probers needs 75 open files. */
const leastOpenFiles = 128;
/** A library of a few thousand videos. */
const leastFileBytes = 16 * 1024 ** 2;

/** The message says which limit to raise. */
class LimitTooLow extends Error {
  override readonly name = "LimitTooLow";
  readonly code = "LIMIT_TOO_LOW";
}

/**
 * Call this before anything else is opened: later, the errors would say less.
 *
 * @throws LimitTooLow. Never on systems other than Linux, which do not tell a process its limits
 */
export async function requireProcessLimits(): Promise<void> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const openFiles = softLimit(limits, "Max open files");
  if (openFiles < leastOpenFiles) {
    throw new LimitTooLow(
      `This process may open only ${openFiles} files at a time. Gleaner needs at least ${leastOpenFiles}. Raise the limit, such as with: ulimit -n 4096`,
    );
  }
  const fileBytes = softLimit(limits, "Max file size");
  if (fileBytes < leastFileBytes) {
    throw new LimitTooLow(
      `This process may write files of at most ${Math.floor(fileBytes / 1000)} kB. The library needs more. Remove the limit with: ulimit -f unlimited`,
    );
  }
}

/** Infinity if there is none. */
function softLimit(limits: string, name: string): number {
  const value = new RegExp(`^${name} +(\\d+)`, "m").exec(limits)?.[1];
  return value === undefined ? Infinity : Number(value);
}
