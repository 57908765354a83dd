import type { DiskThreads } from "../files/disk-threads.ts";
import { DiskSilent } from "../files/file-call-errors.ts";
import type { FileVersion } from "../files/file-version.ts";
import { type HashedCopy, type HashedFile, hashWords, newHashWords, pieceBytes } from "../files/hash-request.ts";
import { say } from "../sentences/say.ts";

export interface HashOptions {
  readonly signal: AbortSignal;
  /** Files that were hashed before: see `HashRequest`. */
  readonly known: readonly HashedCopy[];
}

/** A file that is being hashed. */
export interface FileInHand {
  /** Settles with the hash. @throws `signal.reason`; an error that says nothing about the file */
  readonly hashed: Promise<HashedFile>;
  /** How much of it is read, in bytes. */
  bytesRead(): number;
  /** While true, nothing more is read. */
  pause(isPaused: boolean): void;
}

/** Hashes a file in a thread of its disk, which has one for that. */
export type HashFile = (file: FileVersion & { readonly path: string }, options: HashOptions) => FileInHand;

/**
 * @param parts.roots real paths of the directories in which files may be. Empty: anywhere
 * @param parts.timeoutMs how long a disk may be silent, in milliseconds
 */
export function hashOnDisk(parts: {
  readonly disks: DiskThreads;
  readonly roots: () => Promise<readonly string[]>;
  readonly timeoutMs: number;
}): HashFile {
  const { disks, timeoutMs } = parts;
  return ({ path, ...version }, { signal, known }) => {
    const shared = newHashWords();
    const hash = async (): Promise<HashedFile> => {
      const request = { kind: "hash-file", path, roots: await parts.roots(), version, known, shared } as const;
      try {
        return await disks.ask(path, request, { timeoutMs, signal });
      } catch (error) {
        if (!(error instanceof DiskSilent)) throw error;
        return { kind: "error", code: "timed_out", ...say("cannot_be_read", { why: error.sentence }) };
      }
    };
    return {
      hashed: hash(),
      bytesRead: () => Math.min(Atomics.load(shared, hashWords.pieces) * pieceBytes, version.size),
      pause(isPaused) {
        Atomics.store(shared, hashWords.pause, isPaused ? 1 : 0);
        Atomics.notify(shared, hashWords.pause);
      },
    };
  };
}
