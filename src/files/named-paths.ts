/**
 * The paths that people name: checks them, lists directories, and deletes files. No path may lead out of the allowed roots,
 * and no answer tells what exists outside of them. All file calls run in the threads of DiskThreads.
 */
import { basename, dirname, isAbsolute, join } from "node:path";
import { AllowedRoots, type Root } from "./allowed-roots.ts";
import type { DiskThreads } from "./disk-threads.ts";
import { DiskSilent, FileCallFailed } from "./file-call-errors.ts";
import type { NamedDirectory } from "./file-calls.ts";
import type { FileVersion } from "./file-version.ts";
import { Films } from "./films.ts";
import { FirstByName } from "./first-by-name.ts";
import { isAllowed, isWithin } from "./is-within.ts";
import type { DeleteCopies, KeptCopy } from "./kept-copy.ts";
import { legiblePath } from "./legible-path.ts";
import { deviceOf } from "./mount-table.ts";
import { type ResolvedPath, resolvePath } from "./resolve-path.ts";
import { systemErrorText } from "./system-error-text.ts";

/** The longest path that Linux takes, in bytes. */
const maxPathBytes = 4096;

export type DirectoryOutcome =
  | {
      readonly kind: "ok";
      /** Absolute, without links in it and without a separator at its end (but the root's). */
      readonly path: string;
      /** Real paths of the allowed roots. An empty list allows every place. */
      readonly roots: readonly string[];
    }
  /** The path is not a directory that can be read. `absent`: nothing is there. */
  | { readonly kind: "invalid_path"; readonly message: string; readonly absent: boolean }
  | { readonly kind: "not_allowed"; readonly message: string };

export interface NamedPathsOptions {
  /** Configured roots, absolute. An empty list allows every place. */
  readonly roots: readonly string[];
  /** Whether only this machine can reach the server. Otherwise nothing is allowed without roots. */
  readonly loopbackOnly: boolean;
  readonly disks: DiskThreads;
  /** How long a disk may be silent, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** How long a deletion may take in all, in milliseconds. Default 4,000. */
  readonly deleteTimeoutMs?: number;
  /** How long a disk may be silent while a film is played, in milliseconds. Default: that of `Films`. */
  readonly filmTimeoutMs?: number;
}

/** Why a file was not deleted. `silent`: its disk does not answer. */
export interface DeleteFailure {
  readonly kind: "not_allowed" | "silent" | "failed";
  /** For `not_allowed`, a whole sentence. Otherwise the end of a sentence. */
  readonly message: string;
}

/** A configured root that cannot be used now. */
export interface UnusableRoot {
  readonly path: string;
  /** The end of a sentence, with a full stop. */
  readonly problem: string;
}

interface WaitOptions {
  readonly signal?: AbortSignal;
}

export interface ListOptions extends WaitOptions {
  /** How many of the first directories to leave out. */
  readonly offset: number;
  readonly limit: number;
  /** Whether to list directories whose names begin with a dot. */
  readonly hidden: boolean;
}

export interface HoldVideosOptions extends WaitOptions {
  readonly roots: readonly string[];
  /** Extensions of video files, with their dot, in lower case. */
  readonly extensions: ReadonlySet<string>;
  readonly withinMs: number;
}

export class NamedPaths {
  readonly #roots: AllowedRoots;
  readonly #disks: DiskThreads;
  readonly #loopbackOnly: boolean;
  readonly #timeoutMs: number;
  readonly #deleteTimeoutMs: number;
  /** The files of videos, for people who play them. */
  readonly films: Films;

  constructor(options: NamedPathsOptions) {
    const { roots, loopbackOnly, disks, timeoutMs = 10_000, deleteTimeoutMs = 4_000 } = options;
    this.#roots = new AllowedRoots(roots, disks);
    const { filmTimeoutMs } = options;
    this.films = new Films({
      roots: this.#roots,
      disks,
      ...(filmTimeoutMs !== undefined && { timeoutMs: filmTimeoutMs }),
    });
    this.#disks = disks;
    this.#loopbackOnly = loopbackOnly;
    this.#timeoutMs = timeoutMs;
    this.#deleteTimeoutMs = deleteTimeoutMs;
  }

  /** Ends the threads that have nothing to do, so that their memory is free for something else. */
  endIdleThreads(): void {
    this.#disks.endIdle();
  }

  /** The roots as they were configured. */
  get configuredRoots(): readonly string[] {
    return this.#roots.configured;
  }

  /** Whether nothing is allowed until roots are configured, because other machines could look at every file. */
  get needsRoots(): boolean {
    return !this.#loopbackOnly && this.#roots.configured.length === 0;
  }

  /** The configured roots that cannot be used now. A disk that is mounted later makes its root usable. */
  async unusableRoots(): Promise<readonly UnusableRoot[]> {
    return (await this.#roots.resolve()).flatMap(({ configured: path, problem }) =>
      problem === null ? [] : [{ path, problem: sentence(problem) }],
    );
  }

  /** Real paths of the roots, as they are now. An empty list allows every place. */
  async roots(): Promise<readonly string[]> {
    return (await this.#roots.resolve()).map(({ path }) => path);
  }

  /**
   * Finds out whether a directory can and may be read. The answer tells nothing about places outside the roots.
   *
   * @param path as somebody typed it
   * @throws `options.signal.reason`
   */
  async resolveDirectory(path: string, options: WaitOptions = {}): Promise<DirectoryOutcome> {
    if (path.includes("\0")) return invalid(path, "a path cannot have a NUL character in it.");
    if (Buffer.byteLength(path) > maxPathBytes) return invalid(path, `it is longer than ${maxPathBytes} bytes.`);
    if (!isAbsolute(path)) return invalid(path, "it is not an absolute path. Give one that begins at the root.");
    const all = await this.#roots.resolve();
    const roots = all.map((root) => root.path);
    const asked = { timeoutMs: this.#timeoutMs, ...options };
    const resolved = await resolvePath(path, this.#disks, asked);
    const refusal = refusalOf(path, resolved, all);
    if (refusal !== null) return refusal;
    if (resolved.kind === "failed") return invalid(path, sentence(resolved.reason), resolved.code === "ENOENT");
    if (!resolved.isDirectory) return invalid(path, "it is not a directory.");
    try {
      await this.#disks.ask(resolved.path, { kind: "check-directory", path: resolved.path, roots }, asked);
      return { kind: "ok", path: resolved.path, roots };
    } catch (error) {
      if (error instanceof FileCallFailed) {
        if (error.code === "PATH_EXCHANGED") return notAllowed(path, all);
        return invalid(path, error.message, error.code === "ENOENT");
      }
      if (error instanceof DiskSilent) return invalid(path, error.message);
      throw error;
    }
  }

  /**
   * The device of each path, as the system names it. It is not asked, so it may be gone.
   *
   * @param paths absolute, without links in them
   */
  devicesOf(paths: readonly string[]): readonly string[] {
    const mounts = this.#disks.mounts();
    return paths.map((path) => deviceOf(path, mounts));
  }

  /**
   * The directories in a directory, links to directories among them, in the natural order of their names.
   *
   * @param directory given by `resolveDirectory`
   * @throws DiskSilent; FileCallFailed; `options.signal.reason`
   */
  async listDirectories(
    { path, roots }: { readonly path: string; readonly roots: readonly string[] },
    { offset, limit, hidden, signal }: ListOptions,
  ): Promise<{ readonly directories: NamedDirectory[]; readonly total: number }> {
    const mounts = this.#disks.mounts();
    const asked = { timeoutMs: this.#timeoutMs, ...(signal !== undefined && { signal }) };
    const device = deviceOf(path, mounts);
    const most = offset + limit;
    const request = { kind: "list-directories", path, roots, mounts, device, most, hidden } as const;
    const { directories, total, elsewhere } = await this.#disks.ask(path, request, asked);
    if (elsewhere.length === 0) return { directories: directories.slice(offset, most), total };
    const first = new FirstByName<NamedDirectory>(most);
    for (const directory of directories) first.add(directory);
    let more = 0;
    for (const { name, state } of elsewhere) {
      const resolved = await resolvePath(state, this.#disks, asked);
      if (resolved.kind === "failed" || !resolved.isDirectory || !isAllowed(resolved.path, roots)) continue;
      first.add({ name, path: resolved.path });
      more += 1;
    }
    return { directories: first.first().slice(offset, most), total: total + more };
  }

  /**
   * Whether videos are directly in each of these directories.
   *
   * @param directories without links in their paths
   * @param options.withinMs how long the search may take in all. Null stands for a directory that is not known by then, or
   *   cannot be read
   * @throws `options.signal.reason`
   */
  async holdVideos(
    directories: readonly string[],
    { roots, extensions, withinMs, signal }: HoldVideosOptions,
  ): Promise<(boolean | null)[]> {
    const until = performance.now() + withinMs;
    const known: (boolean | null)[] = [];
    for (const path of directories) {
      const timeoutMs = Math.floor(until - performance.now());
      const request = { kind: "holds-videos", path, roots, extensions } as const;
      const options = { timeoutMs, ...(signal !== undefined && { signal }) };
      known.push(timeoutMs <= 0 ? null : await this.#disks.ask(path, request, options).catch(unknownIfUnreadable));
    }
    return known;
  }

  /**
   * Deletes a file, or a link but not its target. A file that does not exist is not an error.
   *
   * Nothing more is begun after the time limit: a file that was reported as kept is not deleted later, unless the system
   * was deleting it already.
   *
   * @param version the file as the library knows it. A file that has changed since is kept
   * @param copies if the file is one of several copies: see `DeleteCopies`. Default: it is not
   * @returns null when the file is gone
   */
  async deleteFile(path: string, version: FileVersion, copies?: DeleteCopies): Promise<DeleteFailure | null> {
    const until = performance.now() + this.#deleteTimeoutMs;
    const inTime = () => ({ timeoutMs: Math.max(1, Math.floor(until - performance.now())) });
    const all = await this.#roots.resolve();
    const roots = all.map((root) => root.path);
    const resolved = await resolvePath(dirname(path), this.#disks, inTime());
    const message = `${legiblePath(path)} is outside the allowed directories, so it is not deleted.`;
    if (refusalOf(dirname(path), resolved, all)?.kind === "not_allowed") return { kind: "not_allowed", message };
    if (resolved.kind === "failed") {
      if (resolved.code === "ENOENT") return null;
      return { kind: resolved.code === "DISK_SILENT" ? "silent" : "failed", message: sentence(resolved.reason) };
    }
    const file = join(resolved.path, basename(path));
    const kept: KeptCopy[] = [];
    for (const copy of copies?.kept ?? []) {
      const directory = await resolvePath(dirname(copy.path), this.#disks, inTime());
      if (directory.kind === "failed") {
        const why = directory.code === "ENOENT" ? "is not there any more." : `cannot be found: ${directory.reason}`;
        return {
          kind: directory.code === "DISK_SILENT" ? "silent" : "failed",
          message: `the file to keep, ${legiblePath(copy.path)}, ${sentence(why)}`,
        };
      }
      kept.push({ ...copy, path: join(directory.path, basename(copy.path)) });
    }
    const ofCopies = copies === undefined ? {} : { copies: { ...copies, kept } };
    try {
      await this.#disks.ask(file, { kind: "delete-file", path: file, roots, version, ...ofCopies }, inTime());
      return null;
    } catch (error) {
      if (error instanceof FileCallFailed && error.code === "ENOENT") return null;
      if (error instanceof FileCallFailed && error.code === "PATH_EXCHANGED") return { kind: "not_allowed", message };
      return { kind: error instanceof DiskSilent ? "silent" : "failed", message: systemErrorText(error) };
    }
  }
}

/**
 * Why the path may not be used; null if it may.
 *
 * The reason names the place where a path ends only if this place is in a root, or on the way to the named root.
 */
function refusalOf(path: string, resolved: ResolvedPath, all: readonly Root[]): DirectoryOutcome | null {
  const roots = all.map((root) => root.path);
  if (isAllowed(resolved.kind === "resolved" ? resolved.path : resolved.at, roots)) return null;
  const named = all.find(({ configured }) => isWithin(path, configured));
  if (named?.problem === null || named === undefined) return notAllowed(path, all);
  return invalid(path, named.problem);
}

function invalid(path: string, why: string, absent = false): DirectoryOutcome {
  return { kind: "invalid_path", message: `Cannot read ${legiblePath(path)}: ${why}`, absent };
}

function notAllowed(path: string, roots: readonly Root[]): DirectoryOutcome {
  const where = roots.map(({ configured }) => legiblePath(configured)).join(", ");
  const message = `${legiblePath(path)} is outside the allowed directories. Choose one in: ${where}`;
  return { kind: "not_allowed", message };
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

function unknownIfUnreadable(error: unknown): null {
  if (error instanceof DiskSilent || error instanceof FileCallFailed) return null;
  throw error;
}
