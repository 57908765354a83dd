import { join } from "node:path";
import { type FileList, filesIn, withFile } from "./file-list.ts";
import { type KnownFile, type KnownSection, knownFilesIn, marks } from "./known-section.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** Files of a directory, or of some of the names in it, as a listing shows them. */
export interface Listed {
  readonly directory: string;
  readonly files: FileList;
  /** How many there are. */
  readonly count: number;
  /** What is named like a video but cannot be probed. */
  readonly problems: readonly FileProblem[];
}

/** Parts a listing behind a name: what comes up to it, and the rest. */
export function partListing<Section extends Listed>(listed: Section, upTo: string): readonly [Section, Section] {
  const nameAt = join(listed.directory, "x").length - 1;
  const part = (isWanted: (name: string) => boolean): Section => {
    const files = filesIn(listed.files).filter(({ name }) => isWanted(name));
    const problems = listed.problems.filter(({ path }) => isWanted(path.slice(nameAt)));
    return { ...listed, files: files.reduce(withFile, ""), count: files.length, problems };
  };
  return [part((name) => compareUtf8(name, upTo) <= 0), part((name) => compareUtf8(name, upTo) > 0)];
}

/** What became of files of a directory since the library last saw them. Paths are absolute. */
export interface Diff {
  /** New or changed: to be probed. */
  readonly changed: readonly FileStat[];
  /** Not files that could be probed, and not known as such yet. */
  readonly problems: readonly FileProblem[];
  /** Marked missing, but there again and unchanged. */
  readonly returned: readonly string[];
  /** Remembered as problems, but as they were when they were read: such as a file that was restored. */
  readonly readable: readonly string[];
  /** Known, but not in the listing: where that is complete, they may be gone. */
  readonly unlisted: readonly { readonly kind: KnownFile["kind"]; readonly path: string }[];
  /** How many are as an earlier scan left them. */
  readonly skipped: number;
  /** How many an earlier run of this same job has handled: they are in its counts already. */
  readonly handledBefore: number;
  /** Whether the directory itself is remembered as a problem. */
  readonly directoryWasProblem: boolean;
}

/**
 * Compares what a listing shows with what the library remembers. A file is unchanged when its size and its
 * modification time are; that holds for files that could not be read, too, unless they are to be tried again.
 *
 * @param known what the library remembers of the names that the listing covers
 * @param scan.retryErrors whether to try unreadable files again; not those that this job, or the one that it goes on
 *   with, has tried again already
 */
export function diff(listed: Listed, known: KnownSection, scan: { readonly retryErrors: boolean }): Diff {
  const isSameThroughout =
    listed.files === known.files &&
    listed.problems.length === 0 &&
    (scan.retryErrors ? allSkippedOnRetry : allSkipped).test(known.marks);
  return isSameThroughout ? { ...noDifference, skipped: listed.count } : diffEach(listed, known, scan);
}

/** Files that are there, and were left as they are by another job. */
const { writtenBy, kind } = marks;
const allSkipped = new RegExp(`^(?:[${writtenBy.anotherJob}${writtenBy.resumedJob}][${kind.video}${kind.problem}])*$`);
/** The same, where problems were tried again by the job that this one goes on with. */
const allSkippedOnRetry = new RegExp(
  `^(?:[${writtenBy.anotherJob}${writtenBy.resumedJob}]${kind.video}|${writtenBy.resumedJob}${kind.problem})*$`,
);

const noDifference: Diff = {
  changed: [],
  problems: [],
  returned: [],
  readable: [],
  unlisted: [],
  skipped: 0,
  handledBefore: 0,
  directoryWasProblem: false,
};

function diffEach(
  { directory, files, problems: listedProblems }: Listed,
  known: KnownSection,
  scan: { readonly retryErrors: boolean },
): Diff {
  const changed: FileStat[] = [];
  const problems: FileProblem[] = [];
  const returned: string[] = [];
  const readable: string[] = [];
  let skipped = 0;
  let handledBefore = 0;
  const videos = new Map<string, KnownFile>();
  const broken = new Map<string, KnownFile>();
  for (const file of knownFilesIn(known)) (file.kind === "video" ? videos : broken).set(file.name, file);
  const directoryWasProblem = broken.delete("");

  const isUnchanged = (name: string, size: number | null, modifiedUs: number | null): boolean => {
    const video = videos.get(name);
    const problem = broken.get(name);
    if (video !== undefined) videos.delete(name);
    if (problem !== undefined) broken.delete(name);
    const remembered = [video, problem].find((one) => one !== undefined && isSame(one, size, modifiedUs));
    if (remembered === undefined) return false;
    const ownWork = remembered.writtenBy === "this_job";
    const triedAgain = ownWork || remembered.writtenBy === "resumed_job";
    if (remembered.kind === "problem" && scan.retryErrors && !triedAgain) return false;
    if (remembered.missing) returned.push(join(directory, name));
    if (remembered === video && problem !== undefined) readable.push(join(directory, name));
    if (ownWork) handledBefore += 1;
    else skipped += 1;
    return true;
  };
  for (const { name, size, modifiedUs } of filesIn(files)) {
    if (isUnchanged(name, size, modifiedUs)) continue;
    changed.push({ path: join(directory, name), size: size ?? 0, modifiedUs: modifiedUs ?? 0 });
  }
  const nameAt = join(directory, "x").length - 1;
  for (const problem of listedProblems) {
    const { path, stat } = problem;
    if (!isUnchanged(path.slice(nameAt), stat?.size ?? null, stat?.modifiedUs ?? null)) problems.push(problem);
  }
  const unlisted = [...videos.values(), ...broken.values()]
    .filter(({ missing }) => !missing)
    .map(({ kind, name }) => ({ kind, path: join(directory, name) }));
  return { changed, problems, returned, readable, unlisted, skipped, handledBefore, directoryWasProblem };
}

/** What could not even be looked at, so that it has no size, is never the same. */
function isSame(known: KnownFile, size: number | null, modifiedUs: number | null): boolean {
  return size !== null && known.size === size && known.modifiedUs === modifiedUs;
}
