/** For tests: what a network drive that is gone does to the file calls of a process. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

/**
 * Holds up every asynchronous file call of this process, until `letGo`: as many opens of pipes without a writer as
 * there are threads for file calls keep them all busy.
 *
 * @param directory where to put the pipes
 */
export function holdFileCalls(directory: string): { letGo(): Promise<void> } {
  const threads = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4);
  const home = mkdtempSync(join(directory, "pipes-"));
  const pipes = Array.from({ length: threads }, (_, index) => join(home, String(index)));
  execFileSync("mkfifo", pipes);
  const opening = pipes.map((path) => open(path, "r"));
  return {
    async letGo() {
      const writers = pipes.map((path) => openSync(path, constants.O_WRONLY));
      for (const handle of await Promise.all(opening)) await handle.close();
      for (const writer of writers) closeSync(writer);
    },
  };
}
