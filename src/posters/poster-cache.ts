import { access, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Video, VideoId } from "../library/video.ts";

/** The video that a poster shows, with its file as a scan has seen it. */
export type PosterOf = Pick<Video, "id" | "fileSize" | "modifiedUs">;

/**
 * Keeps posters as files named `xx/<id>-<size>-<modification time in microseconds>.jpg`, where xx is the beginning of
 * the id. Every such file is complete, and may be deleted at any time.
 */
export class PosterCache {
  readonly #directory: string;

  /** @param directory absolute. It is created with the first poster */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The path of the poster, once it is made. */
  pathOf(video: PosterOf): string {
    return join(this.#directoryOf(video.id), nameOf(video));
  }

  async has(video: PosterOf): Promise<boolean> {
    return access(this.pathOf(video)).then(
      () => true,
      () => false,
    );
  }

  /**
   * Stores a poster and removes older ones of the same video. Call it for one poster at a time.
   *
   * @throws the system's error
   */
  async store(video: PosterOf, jpeg: Buffer): Promise<void> {
    const directory = this.#directoryOf(video.id);
    await mkdir(directory, { recursive: true });
    const unfinished = join(directory, `${video.id}.part`);
    try {
      await writeFile(unfinished, jpeg, { flush: true });
      await rename(unfinished, this.pathOf(video));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await this.#remove(directory, new Set<string>([video.id]), nameOf(video));
  }

  /** Removes all posters of these videos. @throws the system's error */
  async remove(ids: readonly VideoId[]): Promise<void> {
    // A directory is read once, however many of the videos have their posters in it.
    for (const [directory, those] of Map.groupBy(ids, (id) => this.#directoryOf(id))) {
      await this.#remove(directory, new Set<string>(those), null);
    }
  }

  async #remove(directory: string, ids: ReadonlySet<string>, except: string | null): Promise<void> {
    for (const name of await namesIn(directory)) {
      if (ids.has(name.slice(0, uuidLength)) && name !== except && name[uuidLength] === "-") {
        await rm(join(directory, name), { force: true });
      }
    }
  }

  #directoryOf(id: VideoId): string {
    return join(this.#directory, id.slice(0, 2));
  }
}

const uuidLength = 36;

function nameOf({ id, fileSize, modifiedUs }: PosterOf): string {
  return `${id}-${fileSize}-${modifiedUs}.jpg`;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
