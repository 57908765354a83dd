import type { TotalsByDirectory, VideoLibrary } from "../library/video-library.ts";
import { KeptCounts, type KeptCountsParts } from "./kept-counts.ts";

export interface TotalsOfAll extends TotalsByDirectory {
  /** See `VideoLibrary.problemCounts`. */
  readonly problems: readonly number[];
}

/** How many videos and problems are in the directories of the library. Each answer needs all videos, so it is kept. */
export class TotalsOfRoots {
  readonly #kept: KeptCounts<TotalsOfAll>;

  constructor({
    videos,
    ...parts
  }: KeptCountsParts & { readonly videos: Pick<VideoLibrary, "totals" | "problemCounts"> }) {
    const count = async (paths: readonly string[]): Promise<TotalsOfAll> => {
      const [totals, problems] = await Promise.all([videos.totals(paths), videos.problemCounts(paths)]);
      return { ...totals, problems };
    };
    this.#kept = new KeptCounts({ ...parts, count: (key) => count(JSON.parse(key) as readonly string[]) });
  }

  /** @param paths as `VideoLibrary.totals` takes them */
  of(paths: readonly string[]): Promise<TotalsOfAll> {
    return this.#kept.of(JSON.stringify(paths));
  }

  /** Counts anew from now on. */
  forget(): void {
    this.#kept.forget();
  }
}
