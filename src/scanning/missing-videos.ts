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
  readonly writer: Pick<BatchWriter, "addExcluded" | "addGone" | "flush" | "room">;
  readonly threads: Pick<FileThreads, "findAbsent" | "lookAtPlaces">;
  readonly walk: WalkOptions;
  /** See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
  /** See `ScanOptions.goneWaitMs`. Default 60,000. */
  readonly goneWaitMs?: number | undefined;
}

/** So many names of gone directories are kept in memory. The videos below further ones are marked at once. */
const mostGoneDirectories = 10_000;

/**
 * Marks videos missing that are proven gone, see `find-gone.ts`, and removes those that the scan leaves out, see
 * `find-excluded.ts`. It does neither in an empty scanned directory or directory of the library, nor to a video whose disk
 * seems not to be mounted, but warns of both.
 *
 * Videos below directories that are gone are marked at the end of the walk, or after a minute: the directory may have been
 * moved, and its files be found elsewhere until then, which saves the marks. Files that are found later have their videos
 * all the same. So a scan that is always cancelled marks such videos, too, if it gets a minute.
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
  /** When the first of them was found, on the clock of `performance.now()`. */
  #goneSince = 0;
  readonly #exclusions = new Exclusions();

  constructor(root: string, options: MissingVideosOptions) {
    this.#root = root;
    this.#options = options;
  }

  /** Whether videos below gone directories wait to be marked. Each end of a directory may be the moment for it. */
  get hasGoneDirectories(): boolean {
    return this.#goneNames > 0;
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
      if (found.unlisted.length > 0) await this.#takeUnlisted(section, found);
      await writer.room();
      await this.#markAfterWait();
    }
  }

  async #takeUnlisted(section: WalkedSection, found: Diff): Promise<void> {
    const { writer } = this.#options;
    const { excluded = [], others = [] } = Object.groupBy(found.unlisted, this.#sideOf(section));
    const left = await findExcluded(section, excluded, this.#options);
    for (const file of left.excluded) writer.addExcluded(file);
    const unlisted = [...others, ...left.absent];
    const { gone, isLost } = await findGone(section, { ...found, unlisted }, this.#options);
    for (const file of gone) writer.addGone(file);
    if (isLost || left.isLost) this.#withLostVideos.add(section.directory);
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
    // The scan has had the section, so nothing waits here.
    const names = await knownDirectories;
    if (this.#emptyRoots.delete(path)) {
      return (await library.hasVideos(path, { notOn: null })) ? [emptyRoot(path)] : [];
    }
    const unlisted = names.filter((name) => !subdirectories.has(name) && rulesIn(path, walk).recursive);
    if (unlisted.length === 0 && !isLost) {
      await this.#markAfterWait();
      return [];
    }
    const excludes = this.#exclusions.in(path, walk.exclude, exclusion);
    const isExcluded = (name: string): boolean => excludes?.(name, "directory") === true;
    const { gone, lost: lostWithDirectory } = await findGoneDirectories(place, unlisted, this.#options);
    const isGone = new Set(gone.names);
    const excluded = unlisted.filter((name) => isExcluded(name) && !isGone.has(name));
    if (this.#goneNames + gone.names.length > mostGoneDirectories) await this.#markBelow(gone);
    else if (gone.names.length > 0) {
      if (this.#goneNames === 0) this.#goneSince = performance.now();
      this.#goneDirectories.push(gone);
      this.#goneNames += gone.names.length;
    }
    await this.#markAfterWait();
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
  async endWalk(): Promise<void> {
    await this.#markAllBelow();
  }

  async #markAfterWait(): Promise<void> {
    const { writer, goneWaitMs = 60_000 } = this.#options;
    if (this.#goneNames === 0 || performance.now() - this.#goneSince < goneWaitMs) return;
    // Files that were found elsewhere have left the directories then.
    await writer.flush();
    await this.#markAllBelow();
  }

  async #markAllBelow(): Promise<void> {
    this.#goneNames = 0;
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
      const { isGone, ...file } = next.value;
      if (isGone) writer.addGone(file);
      else writer.addExcluded(file);
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
    return ({ name, kind }) => {
      if (excludes === undefined) excludes = this.#exclusions.in(directory, this.#options.walk.exclude, exclusion);
      // The problem may be that of a directory.
      const isExcluded =
        excludes?.(name, "file") === true || (kind === "problem" && excludes?.(name, "directory") === true);
      return isExcluded ? "excluded" : "others";
    };
  }
}
