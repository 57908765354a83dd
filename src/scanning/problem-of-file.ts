import { isCausedByFile } from "./probe/probe-problems.ts";
import type { ProbeProblem } from "./probe/prober.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";

/** The problem of a file that was probed, as the library remembers it. */
export function problemOfFile({ path, size, modifiedUs, changedUs }: FileStat, problem: ProbeProblem): FileProblem {
  const stat = isCausedByFile(problem) ? { size, modifiedUs, ...(changedUs !== undefined && { changedUs }) } : null;
  return { path, stat, isPresent: problem.code !== "vanished", ...problem };
}
