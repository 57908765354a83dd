/** Deletes files of videos, and compares a file with its copies before that. All file calls run in the threads of DiskThreads. */
import { basename, dirname, join } from "node:path";
import { type Said, said, say } from "../sentences/say.ts";
import type { AllowedRoots } from "./allowed-roots.ts";
import type { AskOptions } from "./disk-lane.ts";
import type { DiskThreads } from "./disk-threads.ts";
import { DiskSilent, FileCallFailed } from "./file-call-errors.ts";
import type { FileVersion } from "./file-version.ts";
import { hashWords, newHashWords, pieceBytes } from "./hash-request.ts";
import type { ComparedCopies, DeleteCopies, KeptCopy } from "./kept-copy.ts";
import { legiblePath } from "./legible-path.ts";
import { refusalOf } from "./path-refusal.ts";
import { resolvePath } from "./resolve-path.ts";

/** How often somebody hears how much of two files was compared, in milliseconds. */
const progressMs = 250;

/** Why a file was not deleted. `silent`: its disk does not answer; `different`: it is not equal to the file that stays. */
/** For `not_allowed`, its message is a whole sentence. Otherwise it is the end of a sentence. */
export interface DeleteFailure extends Said {
  readonly kind: "not_allowed" | "silent" | "failed" | "different";
}

export interface DeletionLimits {
  /** How long a deletion may take in all, in milliseconds. Default 4,000. */
  readonly deleteTimeoutMs?: number;
  /**
   * How long a disk may be silent while copies are compared, in milliseconds. Default 20,000: a disk that sleeps takes up
   * to 15 s to wake up.
   */
  readonly compareTimeoutMs?: number;
}

interface DeletionsOptions extends DeletionLimits {
  readonly roots: AllowedRoots;
  readonly disks: DiskThreads;
}

export class Deletions {
  readonly #roots: AllowedRoots;
  readonly #disks: DiskThreads;
  readonly #deleteTimeoutMs: number;
  readonly #compareTimeoutMs: number;

  constructor({ roots, disks, deleteTimeoutMs = 4_000, compareTimeoutMs = 20_000 }: DeletionsOptions) {
    this.#roots = roots;
    this.#disks = disks;
    this.#deleteTimeoutMs = deleteTimeoutMs;
    this.#compareTimeoutMs = compareTimeoutMs;
  }

  /**
   * Deletes a file, or a link but not its target. A file that does not exist is not an error, if its directory is there. One
   * of several copies must exist, and so must its directory: otherwise its disk may not be mounted.
   *
   * Nothing more is begun after the time limit: a file that was reported as kept is not deleted later, unless the system
   * was deleting it already.
   *
   * @param version the file as the library knows it. A file that has changed since is kept
   * @param options.copies if the file is one of several copies: of `compareCopies`. Default: it is not
   * @param options.until nothing is deleted after this time, in milliseconds since 1970. Default: there is no such time
   * @returns null when the file is gone
   */
  async deleteFile(
    path: string,
    version: FileVersion,
    { copies, until }: { readonly copies?: ComparedCopies | undefined; readonly until?: number | undefined } = {},
  ): Promise<DeleteFailure | null> {
    const end = performance.now() + this.#deleteTimeoutMs;
    const inTime = () => ({ timeoutMs: Math.max(1, Math.floor(end - performance.now())) });
    const found = await this.#toDelete(path, { copies, inTime });
    if ("failure" in found) return found.failure;
    const { roots, file, kept } = found;
    const ofCopies = copies === undefined ? {} : { copies: { ...copies, kept } };
    try {
      await this.#disks.ask(file, { kind: "delete-file", path: file, roots, version, until, ...ofCopies }, inTime());
      return null;
    } catch (error) {
      if (codeOf(error) !== "ENOENT") return asDeleteFailure(path, error);
      return copies === undefined ? null : absent;
    }
  }

  /**
   * Reads a file and the first of its copies that stay, and compares all bytes. Takes as long as the disks need.
   *
   * @param version the file as the library knows it. A file that has changed since is no copy
   * @param options.onProgress called now and then with the bytes that were read of each of the two files
   * @returns what `deleteFile` asks for, if they are equal
   * @throws `options.signal.reason`
   */
  async compareCopies(
    path: string,
    version: FileVersion,
    {
      copies,
      signal,
      onProgress,
    }: { readonly copies: DeleteCopies; readonly signal: AbortSignal; readonly onProgress: (bytes: number) => void },
  ): Promise<ComparedCopies | DeleteFailure> {
    const inTime = () => ({ timeoutMs: this.#compareTimeoutMs, signal });
    const found = await this.#toDelete(path, { copies, inTime });
    if ("failure" in found) return found.failure;
    const { roots, file, kept } = found;
    const shared = newHashWords();
    const request = {
      kind: "compare-copies",
      path: file,
      roots,
      version,
      copies: { ...copies, kept },
      shared,
    } as const;
    const read = () => Math.min(Atomics.load(shared, hashWords.pieces) * pieceBytes, version.size);
    const timer = setInterval(() => onProgress(read()), progressMs);
    try {
      return { ...copies, equal: await this.#disks.ask(file, request, inTime()) };
    } catch (error) {
      return codeOf(error) === "ENOENT" ? absent : asDeleteFailure(path, error);
    } finally {
      clearInterval(timer);
    }
  }

  /** Follows the links in the paths of a file to delete and of its copies that stay, but not those at their ends. */
  async #toDelete(
    path: string,
    { copies, inTime }: { readonly copies: DeleteCopies | undefined; readonly inTime: () => AskOptions },
  ): Promise<FileToDelete | { readonly failure: DeleteFailure }> {
    const all = await this.#roots.resolve();
    const roots = all.map((root) => root.path);
    const resolved = await resolvePath(dirname(path), this.#disks, inTime());
    if (refusalOf(dirname(path), resolved, all)?.kind === "not_allowed") {
      return { failure: outsideFailure(path) };
    }
    if (resolved.kind === "failed") {
      const { code } = resolved;
      if (code === "ENOENT") return { failure: absent };
      return { failure: { kind: code === "DISK_SILENT" ? "silent" : "failed", ...said(resolved.sentence) } };
    }
    const kept: KeptCopy[] = [];
    for (const copy of copies?.kept ?? []) {
      const directory = await resolvePath(dirname(copy.path), this.#disks, inTime());
      if (directory.kind === "failed") {
        const { sentence: what } =
          directory.code === "ENOENT" ? say("vanished") : say("kept_not_found", { why: directory.sentence });
        const kind = directory.code === "DISK_SILENT" ? "silent" : "failed";
        return { failure: { kind, ...say("kept_file", { path: legiblePath(copy.path), what }) } };
      }
      kept.push({ ...copy, path: join(directory.path, basename(copy.path)) });
    }
    return { roots, file: join(resolved.path, basename(path)), kept };
  }
}

interface FileToDelete {
  readonly roots: readonly string[];
  /** Its directory has no links in it. */
  readonly file: string;
  readonly kept: readonly KeptCopy[];
}

const absent: DeleteFailure = { kind: "failed", ...say("to_delete_not_there") };

/** @throws the error if it says nothing about the file, as that of a signal */
function asDeleteFailure(path: string, error: unknown): DeleteFailure {
  if (error instanceof DiskSilent) return { kind: "silent", ...said(error.sentence) };
  if (!(error instanceof FileCallFailed)) throw error;
  if (error.code === "PATH_EXCHANGED") return outsideFailure(path);
  return { kind: error.code === "NOT_EQUAL" ? "different" : "failed", ...said(error.sentence) };
}

function outsideFailure(path: string): DeleteFailure {
  return { kind: "not_allowed", ...say("outside_roots_kept", { path: legiblePath(path) }) };
}

function codeOf(error: unknown): unknown {
  return error instanceof FileCallFailed ? error.code : null;
}
