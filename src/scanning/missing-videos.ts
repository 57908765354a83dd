import { abortable } from "../abortable.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import { type Excludes, Exclusions } from "./exclude/exclusions.ts";
import { findExcluded, findExcludedBelow } from "./find-excluded.ts";
import { findGone, findGoneBelow, findGoneDirectories, type GoneDirectories } from "./find-gone.ts";
import { emptyRoot, LostDisks } from "./lost-disks.ts";
import type { FileProblem, ScanLibrary } from "./scan-library.ts";
import type { LastSection, WalkedDirectory, WalkedSection } from "./scan-steps.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { ListedPlace } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";
import { beginsPart, rulesIn } from "./walk/walk-rules.ts";

export interface MissingVideosOptions {
  readonly library: ScanLibrary;
  readonly writer: Pick<BatchWriter, "addExcluded" | "addGone" | "room">;
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
}

/** So many names of gone directories are kept in memory. The videos below further ones are marked at once. */
const mostGoneDirectories = 10_000;

/**
 * Marks videos missing that are proven gone, see `find-gone.ts`, and removes those that the scan leaves out, see
 * `find-excluded.ts`. It does neither in an empty scanned directory or directory of the library, nor to a video whose disk seems not to be mounted, but
 * warns of both.
 *
 * Videos below directories that are gone are marked at the end of the walk: the directory may have been moved, and its
 * files be found elsewhere until then.
 */
export class MissingVideos {
  readonly #root: string;
  readonly #options: MissingVideosOptions;
  readonly #lostDisks = new LostDisks();
  /**
   * The scanned directory and directories of the library in it, if they have nothing at all in them, and nobody has
   * confirmed that.
   */
  readonly #emptyRoots = new Set<string>();
  /** Directories in work with absent videos that were seen on another disk. */
  readonly #withLostVideos = new Set<string>();
  readonly #goneDirectories: GoneDirectories[] = [];
  #goneNames = 0;
  readonly #exclusions = new Exclusions();

  constructor(root: string, options: MissingVideosOptions) {
    this.#root = root;
    this.#options = options;
  }

  /**
   * Marks files of the section that are gone, and removes those that are left out.
   *
   * @throws `walk.signal.reason`; the errors of `BatchWriter.room`
   */
  async takeSection(section: WalkedSection, found: Diff): Promise<void> {
    const { writer, acceptEmpty } = this.#options;
    if (section.empty && !acceptEmpty && this.#isRoot(section.directory)) this.#emptyRoots.add(section.directory);
    else if (section.complete) {
      const { excluded = [], others = [] } = Object.groupBy(found.unlisted, this.#sideOf(section));
      const left = findExcluded(section.directory, excluded, { acceptEmpty });
      for (const file of left.excluded) writer.addExcluded(file);
      const { gone, isLost } = await findGone(section, { ...found, unlisted: others }, this.#options);
      for (const file of gone) writer.addGone(file);
      if (isLost || left.isLost) this.#withLostVideos.add(section.directory);
      await writer.room();
    }
  }

  /**
   * Finds subdirectories that are gone, and removes everything below those that are left out.
   *
   * @returns a warning if videos are absent that are not marked
   * @throws as `takeSection`; StoreError
   */
  async endDirectory(
    { path, subdirectories, exclusion }: WalkedDirectory,
    { disk, knownDirectories }: LastSection,
  ): Promise<readonly FileProblem[]> {
    const { library, walk } = this.#options;
    const place = { directory: path, disk };
    const isLost = this.#withLostVideos.delete(path);
    const names = await abortable(knownDirectories, walk.signal);
    if (this.#emptyRoots.delete(path)) {
      return (await library.hasVideos(path, { notOn: null })) ? [emptyRoot(path)] : [];
    }
    const excludes = names.length === 0 ? null : this.#exclusions.in(path, walk.exclude, exclusion);
    const isExcluded = (name: string): boolean => excludes?.(name, "directory") === true;
    const { recursive } = rulesIn(path, walk);
    const excluded = recursive ? names.filter(isExcluded) : [];
    const unlisted = recursive ? names.filter((name) => !subdirectories.has(name) && !isExcluded(name)) : [];
    const { gone, lost: lostWithDirectory } = await findGoneDirectories(place, unlisted, this.#options);
    if (this.#goneNames + gone.names.length > mostGoneDirectories) await this.#markBelow(gone);
    else if (gone.names.length > 0) {
      this.#goneDirectories.push(gone);
      this.#goneNames += gone.names.length;
    }
    const lost = [...lostWithDirectory, ...(await this.#removeBelow(place, excluded))];
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

  /** @returns names of directories with videos that stay, because they are on another disk */
  async #removeBelow(place: ListedPlace, names: readonly string[]): Promise<readonly string[]> {
    const { writer, walk } = this.#options;
    const files = findExcludedBelow(place, names, this.#options);
    let next = await files.next();
    for (; next.done !== true; next = await files.next()) {
      writer.addExcluded(next.value);
      await writer.room();
      walk.signal.throwIfAborted();
    }
    return next.value;
  }

  #isRoot(directory: string): boolean {
    return directory === this.#root || beginsPart(directory, this.#options.walk);
  }

  /** Whether files of the section are left out. Most sections have no unlisted files, and ask nothing. */
  #sideOf({ directory, exclusion }: WalkedSection): (file: Diff["unlisted"][number]) => "excluded" | "others" {
    let excludes: Excludes | null | undefined;
    return ({ name }) => {
      if (excludes === undefined) excludes = this.#exclusions.in(directory, this.#options.walk.exclude, exclusion);
      return excludes?.(name, "file") === true ? "excluded" : "others";
    };
  }
}
