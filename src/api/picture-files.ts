import { type FileHandle, open } from "node:fs/promises";
import type { PosterStatus, Posters } from "../library/posters.ts";
import type { Video } from "../library/video.ts";
import { within } from "../within.ts";

interface PictureFile {
  readonly jpeg: Buffer;
  /** In quotation marks. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

/**
 * Reads pictures that have been made, within a time limit.
 *
 * Browsers have few connections to a server, so a cancel would wait behind pictures that never come from a disk that does
 * not answer. While one picture is late, no request waits for another.
 */
export class PictureFiles {
  readonly #posters: Pick<Posters, "find">;
  readonly #timeoutMs: number;
  /** How many reads are late and have not ended. */
  #late = 0;

  /** @param options.timeoutMs how long a picture may take, in milliseconds. Default 2,000 */
  constructor(posters: Pick<Posters, "find">, { timeoutMs = 2_000 }: { readonly timeoutMs?: number } = {}) {
    this.#posters = posters;
    this.#timeoutMs = timeoutMs;
  }

  /** The state of a video's picture; `pending` if the disk does not answer in time. */
  async stateOf(video: Video): Promise<PosterStatus["kind"]> {
    const status = await this.#inTime(() => this.#posters.find(video));
    return status === "late" ? "pending" : status.kind;
  }

  /**
   * The picture of a video, or the reason why there is none.
   *
   * @throws the system's error
   */
  async read(video: Video): Promise<PictureFile | "pending" | "unavailable" | "late"> {
    return this.#inTime(async () => {
      const status = await this.#posters.find(video);
      return status.kind === "ready" ? ((await readPicture(status.path)) ?? "pending") : status.kind;
    });
  }

  async #inTime<T>(begin: () => Promise<T>): Promise<T | "late"> {
    if (this.#late > 0) return "late";
    const work = begin();
    if (await within(this.#timeoutMs, work)) return work;
    this.#late += 1;
    const end = (): void => {
      this.#late -= 1;
    };
    work.then(end, end);
    return "late";
  }
}

/** Null if the file is gone. */
async function readPicture(path: string): Promise<PictureFile | null> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    const { size, mtimeMs, mtime } = await file.stat();
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1_000).toString(36)}"`;
    return { jpeg: await file.readFile(), etag, modifiedAt: mtime };
  } finally {
    await file.close();
  }
}
