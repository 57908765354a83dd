import type { JobId } from "../jobs/job.ts";
import type { FileProblem, FileStat, KnownFile } from "../library/scan-library.ts";

/** What became of files of a directory since the library last saw them. */
export interface Diff {
  /** New or changed: to be probed. */
  readonly changed: readonly FileStat[];
  /** Not files that could be probed, and not known as such yet. */
  readonly problems: readonly FileProblem[];
  /** Marked missing, but there again and unchanged. */
  readonly returned: readonly string[];
  /** Remembered as problems, but as they were when they were read: such as a file that was restored. */
  readonly readable: readonly string[];
  /** How many are as an earlier scan left them. */
  readonly skipped: number;
  /** How many an earlier run of this same job has handled: they are in its counts already. */
  readonly handledBefore: number;
}

/**
 * Compares what a listing shows with what the library remembers. A file is unchanged when its size and its
 * modification time are; that holds for files that could not be read, too, unless they are to be tried again.
 *
 * @param scan.resumes the stopped job that this one goes on with: what that has tried again is not tried once more
 * @param known what the library remembers of the paths of `files` and `problems`
 */
export function diff(
  listed: { readonly files: readonly FileStat[]; readonly problems: readonly FileProblem[] },
  known: readonly KnownFile[],
  scan: { readonly jobId: JobId; readonly resumes: JobId | null; readonly retryErrors: boolean },
): Diff {
  const changed: FileStat[] = [];
  const problems: FileProblem[] = [];
  const returned: string[] = [];
  const readable: string[] = [];
  let skipped = 0;
  let handledBefore = 0;
  const rememberedByPath = Map.groupBy(known, ({ path }) => path);
  const unchanged = (path: string, stat: FileProblem["stat"]): boolean => {
    const all = rememberedByPath.get(path) ?? [];
    const remembered = all.find((one) => stat !== null && isSame(one, stat));
    if (remembered === undefined) return false;
    const ownWork = remembered.jobId === scan.jobId;
    const triedAgain = ownWork || remembered.jobId === scan.resumes;
    if (remembered.kind === "problem" && scan.retryErrors && !triedAgain) return false;
    if (remembered.missing) returned.push(path);
    if (remembered.kind === "video" && all.length > 1) readable.push(path);
    if (ownWork) handledBefore += 1;
    else skipped += 1;
    return true;
  };
  for (const file of listed.files) if (!unchanged(file.path, file)) changed.push(file);
  for (const problem of listed.problems) if (!unchanged(problem.path, problem.stat)) problems.push(problem);
  return { changed, problems, returned, readable, skipped, handledBefore };
}

function isSame(known: KnownFile, stat: { readonly size: number; readonly modifiedUs: number }): boolean {
  return known.size === stat.size && known.modifiedUs === stat.modifiedUs;
}
