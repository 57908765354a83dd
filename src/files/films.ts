/** Films that people play: reads their files in parts, in threads that nothing else waits for. */

import { type Said, said, say } from "../sentences/say.ts";
import { isSentence, type Sentence } from "../sentences/sentence.ts";
import type { AllowedRoots } from "./allowed-roots.ts";
import type { DiskThreads } from "./disk-threads.ts";
import { DiskSilent, FileCallFailed } from "./file-call-errors.ts";
import type { FileVersion } from "./file-version.ts";
import { isAllowed } from "./is-within.ts";
import { OpenFilm } from "./open-film.ts";
import type { ReadPart } from "./read-known-part-thread.ts";
import type { FileObstacle } from "./regular-file.ts";
import { type ResolvedPath, resolvePath } from "./resolve-path.ts";

/** Why a film cannot be read. The message ends a sentence. */
export class FilmUnreadable extends Error {
  override readonly name = "FilmUnreadable";
  readonly code: "MISSING" | "CHANGED" | "NOT_ALLOWED" | "SILENT" | "UNREADABLE";

  readonly sentence: Sentence;

  constructor(code: FilmUnreadable["code"], { message, sentence }: Said) {
    super(message);
    this.sentence = sentence;
    this.code = code;
  }
}

export interface Film {
  /**
   * Reads so many bytes from a position. They are those of the version that the film was found with.
   *
   * @param options.keeps whether another part follows soon: then the file stays open for a moment
   * @throws FilmUnreadable; `options.signal.reason`
   */
  read(
    position: number,
    bytes: number,
    options: { readonly signal: AbortSignal; readonly keeps: boolean },
  ): Promise<Uint8Array>;
  /** Call this when no further part is read. */
  close(): void;
}

interface FilmsOptions {
  readonly roots: AllowedRoots;
  readonly disks: DiskThreads;
  /** How long a disk may be silent, in milliseconds. Default 20,000: a disk that sleeps takes up to 15 s to wake up. */
  readonly timeoutMs?: number;
}

export class Films {
  readonly #roots: AllowedRoots;
  readonly #disks: DiskThreads;
  readonly #timeoutMs: number;

  constructor({ roots, disks, timeoutMs = 20_000 }: FilmsOptions) {
    this.#roots = roots;
    this.#disks = disks;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Finds a file. Links are followed as long as they end in the allowed directories. The file is not opened yet: `read`
   * does that, and checks again where the file is.
   *
   * @param path absolute
   * @param version the file as the library knows it. A file that has changed since is not read
   * @throws FilmUnreadable; `options.signal.reason`
   */
  async find(path: string, version: FileVersion, { signal }: { readonly signal: AbortSignal }): Promise<Film> {
    const timeoutMs = this.#timeoutMs;
    const { found, roots } = await this.#resolve(path, signal);
    const film = new OpenFilm({ disks: this.#disks, path: found, roots, version, timeoutMs });
    return {
      read: async (...part) => contentOf(await film.read(...part).catch(asUnreadable)),
      close: () => film.close(),
    };
  }

  /**
   * Reads a subtitle file beside a film, as WebVTT. It is found as a film is.
   *
   * @throws FilmUnreadable; `options.signal.reason`
   */
  async subtitles(path: string, { signal }: { readonly signal: AbortSignal }): Promise<string> {
    const timeoutMs = this.#timeoutMs;
    const { found, roots } = await this.#resolve(path, signal);
    const request = { kind: "read-subtitles", path: found, roots } as const;
    const read = await this.#disks.ask(found, request, { timeoutMs, signal }).catch(asUnreadable);
    if (read.kind === "subtitles") return read.webvtt;
    if (read.kind === "unusable") throw new FilmUnreadable("UNREADABLE", say("it_is", { obstacle: read.sentence }));
    throw obstacleError(read.obstacle);
  }

  async #resolve(path: string, signal: AbortSignal): Promise<{ readonly found: string; readonly roots: string[] }> {
    const roots = (await this.#roots.resolve()).map((root) => root.path);
    const resolved = await resolvePath(path, this.#disks, { timeoutMs: this.#timeoutMs, signal });
    return { found: requireFound(resolved, roots), roots };
  }
}

function requireFound(resolved: ResolvedPath, roots: readonly string[]): string {
  const place = resolved.kind === "resolved" ? resolved.path : resolved.at;
  if (!isAllowed(place, roots)) throw outside();
  if (resolved.kind === "resolved") return resolved.path;
  if (resolved.code === "ENOENT" || resolved.code === "ENOTDIR") throw missing();
  throw new FilmUnreadable(resolved.code === "DISK_SILENT" ? "SILENT" : "UNREADABLE", said(resolved.sentence));
}

function contentOf(part: ReadPart): Uint8Array {
  if (part.kind === "read") return part.content;
  if (part.kind === "changed") {
    throw new FilmUnreadable("CHANGED", say("changed_since_scan"));
  }
  throw obstacleError(part.obstacle);
}

function obstacleError({ code, sentence }: FileObstacle): FilmUnreadable {
  switch (code) {
    case "vanished":
      return missing();
    case "link_outside_roots":
      return outside();
    case "not_regular_file":
    case "not_video":
      return new FilmUnreadable("CHANGED", say("is_now", { obstacle: sentence }));
    case "unreadable":
      return new FilmUnreadable("UNREADABLE", said(reasonIn(sentence)));
  }
}

function asUnreadable(error: unknown): never {
  if (error instanceof DiskSilent) throw new FilmUnreadable("SILENT", error);
  if (error instanceof FileCallFailed) throw new FilmUnreadable("UNREADABLE", error);
  throw error;
}

function missing(): FilmUnreadable {
  return new FilmUnreadable("MISSING", say("not_there_mounted"));
}

function outside(): FilmUnreadable {
  return new FilmUnreadable("NOT_ALLOWED", say("outside"));
}

/** Why a file cannot be read, without these words. */
function reasonIn(sentence: Sentence): Sentence {
  const { why } = sentence.values;
  return sentence.id === "cannot_be_read" && isSentence(why) ? why : sentence;
}
