import { abortable } from "../abortable.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import { type Excludes, Exclusions } from "./exclude/exclusions.ts";
import { findExcluded, findExcludedBelow } from "./find-excluded.ts";
import {
  findGone,
  findGoneBelow,
  findGoneDirectories,
  type GoneDirectories,
  type RememberedFile,
} from "./find-gone.ts";
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
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
  /** See `ScanOptions.goneWaitMs`. Default 60,000. */
  readonly goneWaitMs?: number | undefined;
}

/** So many names of gone directories are kept in memory. The videos below further ones are marked at once. */
const mostGoneDirectories = 10_000;

/** So many paths of files, and so many names of directories, wait to be removed. Further ones are removed at once. */
const mostWaiting = 10_000;

/**
 * Marks videos missing that are proven gone, see `find-gone.ts`, and removes those that the scan leaves out, see
 * `find-excluded.ts`. It does neither in an empty scanned directory or directory of the library, nor to a video whose disk
 * seems not to be mounted, but warns of both.
 *
 * Videos below directories that are gone are marked at the end of the walk, or after a minute: the directory may have been
 * moved, and its files be found elsewhere until then, which saves the marks. Files that are found later have their videos
 * all the same. So a scan that is always cancelled marks such videos, too, if it gets a minute. For the same reason, videos
 * that are left out are removed at the end of the walk if their files are not there.
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
  /** Videos that are left out, and whose files are not there. */
  readonly #absentExcluded: RememberedFile[] = [];
  /** Directories that are left out, with such videos. */
  readonly #withAbsentExcluded: { readonly place: ListedPlace; readonly names: readonly string[] }[] = [];
  #namesWithAbsent = 0;
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
      const left = await findExcluded(section, excluded, this.#options);
      const mayWait = this.#absentExcluded.length + left.absent.length <= mostWaiting;
      for (const file of mayWait ? left.excluded : [...left.excluded, ...left.absent]) writer.addExcluded(file);
      if (mayWait) this.#absentExcluded.push(...left.absent);
      const { gone, isLost } = await findGone(section, { ...found, unlisted: others }, this.#options);
      for (const file of gone) writer.addGone(file);
      if (isLost || left.isLost) this.#withLostVideos.add(section.directory);
      await writer.room();
      await this.#markAfterWait();
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
      if (this.#goneNames === 0) this.#goneSince = performance.now();
      this.#goneDirectories.push(gone);
      this.#goneNames += gone.names.length;
    }
    await this.#markAfterWait();
    const isWalkDone = this.#namesWithAbsent + excluded.length > mostWaiting;
    const lost = [...lostWithDirectory, ...(await this.#removeBelow(place, excluded, { isWalkDone }))];
    if (!isLost && lost.length === 0) return [];
    const warning = this.#lostDisks.warningAbout(place, isLost ? [] : lost);
    return warning === null ? [] : [warning];
  }

  /**
   * Marks everything below directories that are gone, and removes the videos that have waited for it. Call this when the
   * walk is done, and when all moves are committed.
   *
   * @throws as `takeSection`; StoreError
   */
  async endWalk(): Promise<void> {
    const { writer, walk } = this.#options;
    await this.#markAllBelow();
    for (const file of this.#absentExcluded.splice(0)) {
      writer.addExcluded(file);
      await writer.room();
      walk.signal.throwIfAborted();
    }
    for (const { place, names } of this.#withAbsentExcluded.splice(0)) {
      await this.#removeBelow(place, names, { isWalkDone: true });
    }
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
  async #removeBelow(
    place: ListedPlace,
    names: readonly string[],
    { isWalkDone }: { readonly isWalkDone: boolean },
  ): Promise<readonly string[]> {
    const { writer, walk } = this.#options;
    const files = findExcludedBelow(place, names, { ...this.#options, isWalkDone });
    let next = await files.next();
    for (; next.done !== true; next = await files.next()) {
      writer.addExcluded(next.value);
      await writer.room();
      walk.signal.throwIfAborted();
    }
    const { lost, absent } = next.value;
    if (absent.length > 0) {
      this.#withAbsentExcluded.push({ place, names: absent });
      this.#namesWithAbsent += absent.length;
    }
    return lost;
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
