import type { DirectoryDigest, ScanLibrary } from "./scan-library.ts";

/** How many directories are written at a time. A commit, and so a cancel, may wait for that: a few milliseconds. */
const mostAtOnce = 500;

/** Writes the digests of directories that a scan has found unchanged, beside the scan. */
export class DigestsToKeep {
  readonly #library: Pick<ScanLibrary, "keepDigests">;
  #waiting: DirectoryDigest[] = [];
  #writing: Promise<void> | null = null;
  #hasFailed = false;

  constructor(library: Pick<ScanLibrary, "keepDigests">) {
    this.#library = library;
  }

  /** Waits while the directories before are being written. */
  async add(directory: DirectoryDigest): Promise<void> {
    this.#waiting.push(directory);
    if (this.#waiting.length < mostAtOnce) return;
    await this.#writing;
    void this.#write();
  }

  /** Call this at the end of the walk. */
  async finish(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  /** Writes no more. Resolves when nothing is being written. */
  async stop(): Promise<void> {
    this.#hasFailed = true;
    await this.#writing;
  }

  async #write(): Promise<void> {
    const some = this.#waiting;
    this.#waiting = [];
    if (some.length === 0 || this.#hasFailed) return;
    this.#writing = this.#library.keepDigests(some).catch(() => {
      // A digest only saves time. If the library cannot be written to, the commits of the scan say so.
      this.#hasFailed = true;
    });
    await this.#writing;
    this.#writing = null;
  }
}
