/**
 * Lists a tree of directories, one directory after the other, with the size and time of every video file.
 *
 * - Nothing is remembered but the directories still to come and the names of the one at hand.
 * - It stops between two entries of a directory. A call into the file system that does not come back, as on a dead
 *   mount, is left behind.
 * - Links to directories are not followed, so there are no loops; links to files are files.
 * - A directory is `complete` only if every entry was read and it is still the same directory afterwards: only then
 *   may anybody conclude that what is not in it is gone.
 */
import { isUtf8 } from "node:buffer";
import type { BigIntStats, Dir, Dirent, Stats } from "node:fs";
import { lstat, opendir, realpath, stat } from "node:fs/promises";
import { basename, extname, join, sep } from "node:path";
import type { FileProblem, FileStat } from "../library/scan-library.ts";
import { abortable } from "./abortable.ts";
import { notRegularFile } from "./probe/regular-file.ts";
import { systemErrorReason } from "./system-error-text.ts";

export interface WalkOptions {
  readonly recursive: boolean;
  /** With their dot, in lower case. */
  readonly extensions: ReadonlySet<string>;
  /** Whether a link to a file may be followed to this resolved path. Default: to any. */
  readonly mayFollow?: (path: string) => boolean;
  readonly signal: AbortSignal;
}

export type WalkEvent =
  /** Some of the video files of a directory, and entries named like one that are none. */
  | { readonly kind: "files"; readonly files: readonly FileStat[]; readonly problems: readonly FileProblem[] }
  /** The end of a directory, or why it has none: then `problem` is set and nothing is known of what is in it. */
  | {
      readonly kind: "directory";
      readonly path: string;
      readonly complete: boolean;
      /** Names of all files and problems that were yielded for it. */
      readonly listed: ReadonlySet<string>;
      /** Names of the directories in it. */
      readonly subdirectories: ReadonlySet<string>;
      /** True when it holds nothing at all. */
      readonly empty: boolean;
      readonly problem: FileProblem | null;
    };

/** The directory that was to be scanned cannot be read. */
export class ScanRootUnreadable extends Error {
  override readonly name = "ScanRootUnreadable";
  readonly code = "SCAN_ROOT_UNREADABLE";
}

/** How many entries are looked at together; also the most that one event carries. */
const entriesAtOnce = 64;

/**
 * @param root absolute, without links in it
 * @throws ScanRootUnreadable when `root` cannot be listed; `options.signal.reason` once that signal aborts
 */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<WalkEvent, void, undefined> {
  /** Directories that were listed, each with the names in it that are still to come. */
  const open: { readonly path: string; readonly names: Iterator<string, undefined> }[] = [];
  for (let path: string | null = root; path !== null; path = nextPath(open)) {
    options.signal.throwIfAborted();
    for await (const event of listDirectory(path, options)) {
      if (event.kind === "directory") {
        if (event.problem !== null && path === root) {
          throw new ScanRootUnreadable(`Cannot read ${root}: ${event.problem.message.replace(/[^.!?]$/, "$&.")}`);
        }
        if (options.recursive) open.push({ path, names: event.subdirectories.values() });
      }
      yield event;
    }
  }
}

function nextPath(open: { readonly path: string; readonly names: Iterator<string, undefined> }[]): string | null {
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const next: IteratorResult<string, undefined> = last.names.next();
    if (next.done !== true) return join(last.path, next.value);
    open.pop();
  }
  return null;
}

async function* listDirectory(path: string, options: WalkOptions): AsyncGenerator<WalkEvent, void, undefined> {
  const { signal } = options;
  const listed = new Set<string>();
  const subdirectories = new Set<string>();
  let empty = true;
  let complete = true;
  let opening: Promise<Dir> | null = null;
  try {
    const before = await abortable(stat(path, { bigint: true }), signal);
    opening = opendir(path, { encoding: "buffer" as BufferEncoding, bufferSize: 256 });
    const directory = await abortable(opening, signal);
    for (let more = true; more; ) {
      const entries = await readSome(directory, signal);
      more = entries.length === entriesAtOnce;
      if (entries.length > 0) empty = false;
      const seen = await abortable(Promise.all(entries.map((entry) => look(path, entry, options))), signal);
      const files: FileStat[] = [];
      const problems: FileProblem[] = [];
      for (const entry of seen) {
        if (entry.kind === "directory") subdirectories.add(entry.name);
        else if (entry.kind === "vanished") complete = false;
        else if (entry.kind === "file") files.push(entry.file);
        else if (entry.kind === "problem") problems.push(entry.problem);
      }
      for (const found of [...files, ...problems]) listed.add(basename(found.path));
      if (files.length > 0 || problems.length > 0) yield { kind: "files", files, problems };
    }
    const after = await abortable(stat(path, { bigint: true }), signal);
    complete &&= isSame(before, after);
    yield { kind: "directory", path, complete, listed, subdirectories, empty, problem: null };
  } catch (error) {
    signal.throwIfAborted();
    const problem = { path, stat: null, code: "directory_unreadable", message: systemErrorReason(error) };
    yield { kind: "directory", path, complete: false, listed, subdirectories, empty, problem };
  } finally {
    // Not waited for: on a dead mount it does not come back.
    opening?.then((directory) => directory.close()).catch(() => {});
  }
}

async function readSome(directory: Dir, signal: AbortSignal): Promise<Dirent<Buffer>[]> {
  const entries: Dirent<Buffer>[] = [];
  while (entries.length < entriesAtOnce) {
    const entry = await abortable(directory.read(), signal);
    if (entry === null) break;
    entries.push(entry as unknown as Dirent<Buffer>);
  }
  return entries;
}

type Seen =
  | { readonly kind: "directory"; readonly name: string }
  | { readonly kind: "file"; readonly file: FileStat }
  | { readonly kind: "problem"; readonly problem: FileProblem }
  /** It was listed, and gone a moment later. */
  | { readonly kind: "vanished" }
  /** Nothing that concerns a scan. */
  | { readonly kind: "other" };

async function look(directory: string, entry: Dirent<Buffer>, options: WalkOptions): Promise<Seen> {
  const name = shownName(entry.name);
  const path = join(directory, name);
  const isVideo = options.extensions.has(extname(name).toLowerCase());
  if (!isUtf8(entry.name)) {
    if (!isVideo && !(entry.isDirectory() && options.recursive)) return { kind: "other" };
    const message = "its name is not UTF-8. Rename it to have it scanned.";
    const stats = await lstat(Buffer.concat([Buffer.from(directory + sep), entry.name])).catch(() => null);
    const stat = stats === null ? null : statOf(stats);
    return { kind: "problem", problem: { path, stat, code: "name_not_utf8", message } };
  }
  if (entry.isDirectory()) return { kind: "directory", name };
  if (!isVideo) return { kind: "other" };
  try {
    return entry.isSymbolicLink() ? await lookBehindLink(path, options) : seen(path, await lstat(path));
  } catch (error) {
    if (isAbsent(error)) return { kind: "vanished" };
    return { kind: "problem", problem: { path, stat: null, code: "unreadable", message: systemErrorReason(error) } };
  }
}

async function lookBehindLink(path: string, { mayFollow }: WalkOptions): Promise<Seen> {
  const link = await lstat(path);
  const problem = (code: string, message: string): Seen => ({
    kind: "problem",
    problem: { path, stat: statOf(link), code, message },
  });
  try {
    const target = await stat(path);
    if (target.isDirectory()) return { kind: "other" };
    if (mayFollow !== undefined && !mayFollow(await realpath(path))) {
      return problem("link_outside_roots", "is a link to a file outside the allowed directories");
    }
    return seen(path, target);
  } catch (error) {
    if (isAbsent(error)) return problem("dangling_link", "is a link to a file that is not there");
    return problem("unreadable", `is a link that cannot be followed: ${systemErrorReason(error)}`);
  }
}

function seen(path: string, stats: Stats): Seen {
  if (stats.isFile()) return { kind: "file", file: { path, ...statOf(stats) } };
  if (stats.isDirectory()) return { kind: "directory", name: basename(path) };
  return { kind: "problem", problem: { path, stat: statOf(stats), ...notRegularFile(stats) } };
}

function statOf(stats: Stats): { size: number; modifiedUs: number } {
  return { size: stats.size, modifiedUs: Math.round(stats.mtimeMs * 1_000) };
}

function isSame(before: BigIntStats, after: BigIntStats): boolean {
  return before.dev === after.dev && before.ino === after.ino;
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The name as text; where it is not UTF-8, with every byte beyond ASCII as \xHH. */
function shownName(name: Buffer): string {
  if (isUtf8(name)) return name.toString("utf8");
  return name.toString("latin1").replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}
