import { abortable } from "../abortable.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import { findGone, findGoneBelow, findGoneDirectories, type GoneDirectories } from "./find-gone.ts";
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

/** So many names of gone directories are kept in memory. The videos below further ones are marked at once. */
const mostGoneDirectories = 10_000;

/**
 * Marks videos missing that are proven gone, see `find-gone.ts`. It marks nothing in an empty scanned directory, and
 * nothing whose disk seems not to be mounted, but warns of both.
 *
 * Videos below directories that are gone are marked at the end of the walk: the directory may have been moved, and its
 * files be found elsewhere until then.
 */
export class MissingVideos {
  readonly #root: string;
  readonly #options: MissingVideosOptions;
  readonly #lostDisks = new LostDisks();
  /** Whether the scanned directory has nothing at all in it, and nobody has confirmed that. */
  #rootIsEmpty = false;
  /** Directories in work with absent videos that were seen on another disk. */
  readonly #withLostVideos = new Set<string>();
  readonly #goneDirectories: GoneDirectories[] = [];
  #goneNames = 0;

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
   * Finds subdirectories that are gone.
   *
   * @returns a warning if videos are absent that are not marked
   * @throws as `takeSection`; StoreError
   */
  async endDirectory(
    { path, subdirectories }: WalkedDirectory,
    { disk, knownDirectories }: LastSection,
  ): Promise<readonly FileProblem[]> {
    const { library, walk } = this.#options;
    const place = { directory: path, disk };
    const isLost = this.#withLostVideos.delete(path);
    const names = await abortable(knownDirectories, walk.signal);
    if (path === this.#root && this.#rootIsEmpty) {
      return (await library.hasVideos(path, { notOn: null })) ? [emptyRoot(path)] : [];
    }
    const unlisted = walk.recursive ? names.filter((name) => !subdirectories.has(name)) : [];
    const { gone, lost } = await findGoneDirectories(place, unlisted, this.#options);
    if (this.#goneNames + gone.names.length > mostGoneDirectories) await this.#markBelow(gone);
    else if (gone.names.length > 0) {
      this.#goneDirectories.push(gone);
      this.#goneNames += gone.names.length;
    }
    if (!isLost && lost.length === 0) return [];
    const warning = this.#lostDisks.warningAbout(place, isLost ? [] : lost);
    return warning === null ? [] : [warning];
  }

  /**
   * Marks everything below directories that are gone. Call this when the walk is done, and when all moves are committed.
   *
   * @throws as `takeSection`; StoreError
   */
  async markBelowGoneDirectories(): Promise<void> {
    for (const gone of this.#goneDirectories.splice(0)) await this.#markBelow(gone);
  }

  async #markBelow(gone: GoneDirectories): Promise<void> {
    const { writer, walk } = this.#options;
    for await (const file of findGoneBelow(gone, this.#options)) {
      writer.addGone(file);
      await writer.room();
      walk.signal.throwIfAborted();
    }
  }
}
