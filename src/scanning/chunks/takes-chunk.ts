import { isAllowed } from "../../files/is-within.ts";
import type { FileStat } from "../scan-library.ts";

/** What a worker wants. */
export interface Wishes {
  /** The directories to which it is limited. Empty: all. */
  readonly only: readonly string[];
  /** The directories that it leaves alone for a while. */
  readonly leaves: readonly string[];
}

/**
 * Whether a worker takes a chunk: `leaves` if a file that is for this worker is in a directory that it leaves alone,
 * `elsewhere` if no file is for this worker.
 */
export function takesChunk({ only, leaves }: Wishes, files: readonly FileStat[]): "takes" | "leaves" | "elsewhere" {
  const own = files.filter(({ path }) => isAllowed(path, only));
  if (own.length === 0) return "elsewhere";
  return leaves.length > 0 && own.some(({ path }) => isAllowed(path, leaves)) ? "leaves" : "takes";
}

/** Whether nobody takes a chunk at the moment, though some worker would if its files were the same on its machine. */
export function isLeftByAll(workers: readonly Wishes[], files: readonly FileStat[]): boolean {
  const answers = new Set(workers.map((worker) => takesChunk(worker, files)));
  return answers.has("leaves") && !answers.has("takes");
}
