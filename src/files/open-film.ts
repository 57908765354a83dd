import type { DiskThreads } from "./disk-threads.ts";
import { DiskSilent } from "./file-call-errors.ts";
import type { FileVersion } from "./file-version.ts";
import { holdFile, takeFile } from "./held-file.ts";
import type { ReadPart } from "./read-known-part-thread.ts";

/** For how long the file stays open without being read, in milliseconds. A client that pauses holds no file. */
const idleMs = 1_000;

/** When a file is closed again whose disk was silent, in milliseconds. */
const closeAgainMs = 5_000;

interface OpenFilmOptions {
  readonly disks: DiskThreads;
  /** Absolute, without links in it. */
  readonly path: string;
  readonly roots: readonly string[];
  readonly version: FileVersion;
  readonly timeoutMs: number;
}

/** The file of a film that somebody reads part by part. It is open only from one part to the next. */
export class OpenFilm {
  readonly #options: OpenFilmOptions;
  readonly #device: string;
  #descriptor: number | null = null;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: OpenFilmOptions) {
    this.#options = options;
    this.#device = options.disks.deviceOf(options.path);
  }

  /** @param options.keeps whether another part follows @throws as `DiskThreads.ask` */
  async read(
    position: number,
    bytes: number,
    { signal, keeps }: { readonly signal: AbortSignal; readonly keeps: boolean },
  ): Promise<ReadPart> {
    const { disks, path, roots, version, timeoutMs } = this.#options;
    const open = this.#take();
    const held = open === null ? null : holdFile(open);
    const request = { kind: "read-known-part", path, roots, version, position, bytes, held, keeps } as const;
    try {
      const part = await disks.ask(path, request, { timeoutMs, signal, device: this.#device });
      if (part.kind === "read" && part.descriptor !== null) this.#keep(part.descriptor);
      return part;
    } catch (error) {
      // No thread has begun the call, and none will.
      const left = held === null ? null : takeFile(held);
      if (left !== null) this.#closeFile(left);
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    const open = this.#take();
    if (open !== null) this.#closeFile(open);
  }

  #keep(descriptor: number): void {
    if (this.#isClosed) {
      this.#closeFile(descriptor);
      return;
    }
    this.#descriptor = descriptor;
    this.#idle = setTimeout(() => {
      const open = this.#take();
      if (open !== null) this.#closeFile(open);
    }, idleMs).unref();
  }

  #take(): number | null {
    clearTimeout(this.#idle);
    const open = this.#descriptor;
    this.#descriptor = null;
    return open;
  }

  #closeFile(descriptor: number): void {
    const { disks, path, timeoutMs } = this.#options;
    disks.ask(path, { kind: "close-film", descriptor }, { timeoutMs, device: this.#device }).catch((error: unknown) => {
      // A thread that was asked closes it when its disk answers.
      const wasNotAsked = error instanceof DiskSilent && !error.wasAsked;
      if (wasNotAsked) setTimeout(() => this.#closeFile(descriptor), closeAgainMs).unref();
    });
  }
}
