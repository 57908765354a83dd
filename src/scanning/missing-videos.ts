import { abortable } from "../abortable.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import { findGone, findGoneBelow } from "./find-gone.ts";
import { emptyRoot, LostDisks } from "./lost-disks.ts";
import type { FileProblem, ScanLibrary } from "./scan-library.ts";
import type { LastSection, WalkedDirectory, WalkedSection } from "./scan-steps.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

export interface MissingVideosOptions {
  readonly library: ScanLibrary;
  readonly writer: Pick<BatchWriter, "addGone" | "room">;
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
}

/**
 * Marks videos missing that are proven gone, see `find-gone.ts`. It marks nothing in an empty scanned directory, and
 * nothing whose disk seems not to be mounted, but warns of both.
 */
export class MissingVideos {
  readonly #root: string;
  readonly #options: MissingVideosOptions;
  readonly #lostDisks = new LostDisks();
  /** Whether the scanned directory has nothing at all in it, and nobody has confirmed that. */
  #rootIsEmpty = false;
  /** Directories in work with absent videos that were seen on another disk. */
  readonly #withLostVideos = new Set<string>();

  constructor(root: string, options: MissingVideosOptions) {
    this.#root = root;
    this.#options = options;
  }

  /**
   * Marks files of the section that are gone.
   *
   * @throws `walk.signal.reason`; the errors of `BatchWriter.room`
   */
  async takeSection(section: WalkedSection, found: Diff): Promise<void> {
    const { writer, acceptEmpty } = this.#options;
    if (section.directory === this.#root && section.empty && !acceptEmpty) this.#rootIsEmpty = true;
    else if (section.complete) {
      const { gone, isLost } = await findGone(section, found, this.#options);
      for (const file of gone) writer.addGone(file);
      if (isLost) this.#withLostVideos.add(section.directory);
      await writer.room();
    }
  }

  /**
   * Marks everything below subdirectories that are gone.
   *
   * @returns a warning if videos are absent that were not marked
   * @throws as `takeSection`; StoreError
   */
  async endDirectory(
    { path, subdirectories }: WalkedDirectory,
    { disk, knownDirectories }: LastSection,
  ): Promise<readonly FileProblem[]> {
    const { library, writer, walk } = this.#options;
    const place = { directory: path, disk };
    const isLost = this.#withLostVideos.delete(path);
    const names = await abortable(knownDirectories, walk.signal);
    if (path === this.#root && this.#rootIsEmpty) {
      return (await library.hasVideos(path, { notOn: null })) ? [emptyRoot(path)] : [];
    }
    const unlisted = walk.recursive ? names.filter((name) => !subdirectories.has(name)) : [];
    const below = findGoneBelow(place, unlisted, this.#options);
    let next = await below.next();
    for (; next.done !== true; next = await below.next()) {
      writer.addGone(next.value);
      await writer.room();
      walk.signal.throwIfAborted();
    }
    if (!isLost && next.value.length === 0) return [];
    const warning = this.#lostDisks.warningAbout(place, isLost ? [] : next.value);
    return warning === null ? [] : [warning];
  }
}
