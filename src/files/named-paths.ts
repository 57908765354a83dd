/**
 * The paths that people name: checks them, and lists directories. No path may lead out of the allowed roots,
 * and no answer tells what exists outside of them. All file calls run in the threads of DiskThreads.
 */
import { isAbsolute } from "node:path";
import { withFullStop } from "../sentences/render-sentence.ts";
import { said, say } from "../sentences/say.ts";
import { AllowedRoots } from "./allowed-roots.ts";
import { type DeletionLimits, Deletions } from "./deletions.ts";
import type { DiskThreads } from "./disk-threads.ts";
import { DiskSilent, FileCallFailed } from "./file-call-errors.ts";
import type { NamedDirectory } from "./file-calls.ts";
import { Films } from "./films.ts";
import { FirstByName } from "./first-by-name.ts";
import { isAllowed } from "./is-within.ts";
import { deviceOf } from "./mount-table.ts";
import { invalid, notAllowed, type PathRefusal, refusalOf } from "./path-refusal.ts";
import { resolvePath } from "./resolve-path.ts";

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
  | PathRefusal;

export interface NamedPathsOptions extends DeletionLimits {
  /** Configured roots, absolute. An empty list allows every place. */
  readonly roots: readonly string[];
  /** Whether only this machine can reach the server. Otherwise nothing is allowed without roots. */
  readonly loopbackOnly: boolean;
  readonly disks: DiskThreads;
  /** How long a disk may be silent, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** How long a disk may be silent while a film is played, in milliseconds. Default: that of `Films`. */
  readonly filmTimeoutMs?: number;
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
  /** The files of videos, for people who play them. */
  readonly films: Films;
  readonly deletions: Deletions;

  constructor(options: NamedPathsOptions) {
    const { roots, loopbackOnly, disks, timeoutMs = 10_000 } = options;
    this.#roots = new AllowedRoots(roots, disks);
    this.deletions = new Deletions({ ...options, roots: this.#roots });
    const { filmTimeoutMs } = options;
    this.films = new Films({
      roots: this.#roots,
      disks,
      ...(filmTimeoutMs !== undefined && { timeoutMs: filmTimeoutMs }),
    });
    this.#disks = disks;
    this.#loopbackOnly = loopbackOnly;
    this.#timeoutMs = timeoutMs;
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
      problem === null ? [] : [{ path, problem: withFullStop(said(problem).message) }],
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
    if (path.includes("\0")) return invalid(path, say("nul_in_path").sentence);
    if (Buffer.byteLength(path) > maxPathBytes)
      return invalid(path, say("longer_than_paths", { bytes: maxPathBytes }).sentence);
    if (!isAbsolute(path)) return invalid(path, say("not_absolute").sentence);
    const all = await this.#roots.resolve();
    const roots = all.map((root) => root.path);
    const asked = { timeoutMs: this.#timeoutMs, ...options };
    const resolved = await resolvePath(path, this.#disks, asked);
    const refusal = refusalOf(path, resolved, all);
    if (refusal !== null) return refusal;
    if (resolved.kind === "failed") return invalid(path, resolved.sentence, resolved.code === "ENOENT");
    if (!resolved.isDirectory) return invalid(path, say("not_directory_to_choose").sentence);
    try {
      await this.#disks.ask(resolved.path, { kind: "check-directory", path: resolved.path, roots }, asked);
      return { kind: "ok", path: resolved.path, roots };
    } catch (error) {
      if (error instanceof FileCallFailed) {
        if (error.code === "PATH_EXCHANGED") return notAllowed(path, all);
        return invalid(path, error.sentence, error.code === "ENOENT");
      }
      if (error instanceof DiskSilent) return invalid(path, error.sentence);
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
}

function unknownIfUnreadable(error: unknown): null {
  if (error instanceof DiskSilent || error instanceof FileCallFailed) return null;
  throw error;
}
