/** For tests: does to the file calls of a process what a dead network drive does. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

/**
 * Holds up every asynchronous file call of this process until `letGo`. Opening pipes without a writer keeps every thread
 * for file calls busy.
 *
 * @param directory the directory for the pipes
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
