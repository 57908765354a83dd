/**
 * Lets videos whose files were renamed or moved keep their ids, and spares their files the probe: see `former-videos.ts`.
 *
 * The old path is looked at when the new one is found, so it does not matter which of them the scan reaches first, or
 * whether another scan has marked the video missing.
 *
 * A file that has taken the place of another one waits for the end of the walk: the file that was there may be found
 * elsewhere until then, and its video moves there first. Two files that have exchanged their names both wait.
 */
import { basename, dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import { Exclusions } from "./exclude/exclusions.ts";
import { FormerVideos, type FormerVideosOptions, type Pair, versionOf } from "./former-videos.ts";
import { orderOfMoves } from "./order-of-moves.ts";
import type { FileStat, MovedVideo, ScanLibrary } from "./scan-library.ts";
import type { WalkedSection } from "./scan-steps.ts";
import { WaitingFiles } from "./waiting-files.ts";
import { isPassedOverFile } from "./walk/passed-over.ts";
import type { PlaceNow } from "./walk/thread-messages.ts";
import { isNamedLikeVideo, rulesIn } from "./walk/walk-rules.ts";

export interface MovesOptions extends FormerVideosOptions {
  readonly library: Pick<ScanLibrary, "hasAnyVideo" | "fileNumbers"> & FormerVideosOptions["library"];
  readonly writer: Pick<
    BatchWriter,
    "addMove" | "addMovesTogether" | "addPresent" | "addProblem" | "countSkipped" | "flush"
  >;
  /** Whether moved files are read again, as in a full scan. */
  readonly full: boolean;
  /** Whether the scan may move the video of this path. Default: any. */
  readonly mayMove?: (path: string) => boolean;
}

/** The most files that wait for the end of the walk. Further ones are read at once, as new versions of the files before. */
const mostWaiting = 100_000;

/** If more waiting files have one size and time, their beginnings are not read: which of them has moved is a doubt. */
const mostAlike = 2_000;

/** How many waiting files are looked up at once. */
const filesAtOnce = 1_000;

/** How many videos move at once at the end of the walk. A cancel may have to wait for them. */
const movesAtOnce = 500;

export class Moves {
  readonly #options: MovesOptions;
  readonly #formerVideos: FormerVideos;
  readonly #waiting = new WaitingFiles();
  readonly #exclusions = new Exclusions();
  /** Null until it is needed. The first scan of an empty library needs no search for each directory. */
  #mayHaveMoved: Promise<boolean> | null = null;
  #someMove = false;

  constructor(options: MovesOptions) {
    this.#options = options;
    this.#formerVideos = new FormerVideos(options);
  }

  /**
   * Takes those files of a section away from `found` that need no probe or have to wait, and the old paths of those that
   * have moved.
   *
   * @throws `walk.signal.reason`; StoreError; the errors of `BatchWriter.flush`
   */
  async takeSection(section: WalkedSection, found: Diff): Promise<Diff> {
    const isCertain = section.isInPlace && found.changed.length > 0;
    if (!isCertain || !(await this.#isPossible())) return found;
    const { writer } = this.#options;
    const { taken, free } = await this.#atKnownPaths(section, found);
    const atNewPaths = found.changed.filter(({ path }) => !found.videosAtPaths.has(path) || free.has(path));
    const of = await this.#find(atNewPaths, this.#absentIn(section, found));
    const [moves, copies] = [this.#permitted(of.moves, taken), this.#permitted(of.copies, taken)];
    const waiting = copies.slice(0, Math.max(mostWaiting - this.#waiting.count, 0));
    this.#waiting.add(waiting.map(({ file }) => file));
    for (const { file } of waiting) taken.add(file.path);
    moves.push(...copies.slice(waiting.length));
    for (const move of moves) writer.addMove(move);
    if (moves.length > 0) this.#someMove = true;
    if (moves.length + taken.size === 0) return found;
    const moved = new Set(moves.filter(({ isReadNext }) => isReadNext !== true).map(({ file }) => file.path));
    const left = new Set(
      moves.filter(({ from }) => dirname(from.path) === section.directory).map(({ from }) => from.path),
    );
    const changed = found.changed.filter(({ path }) => !moved.has(path) && !taken.has(path));
    // A probe of the file that is now at the old path of another must not be committed first, as it writes the same row.
    const isOvertaken =
      moved.size < moves.length || changed.some(({ path }) => found.videosAtPaths.get(path) === "different");
    if (moves.length > 0 && isOvertaken) await writer.flush();
    const prefix = prefixOf(section.directory);
    const unlisted = found.unlisted.filter(({ name }) => !left.has(prefix + name));
    return { ...found, changed, unlisted };
  }

  /**
   * Moves those of the waiting files that have moved. Call this when the walk is done. All moves are committed then.
   *
   * @returns files that are to be probed
   * @throws as `takeSection`
   */
  async takeWaiting(): Promise<AsyncIterable<FileStat>> {
    const { writer, walk } = this.#options;
    if (this.#someMove || this.#waiting.count > 0) await writer.flush();
    const moved = new Set<string>();
    const found = this.#permitted(await this.#findWaiting(), moved);
    for await (const part of orderOfMoves(found, movesAtOnce)) {
      walk.signal.throwIfAborted();
      writer.addMovesTogether(part.map((move) => ({ ...move, displaces: true })));
      await writer.flush();
      for (const { file, isReadNext } of part) if (isReadNext !== true) moved.add(file.path);
    }
    return this.#waitingWithout(moved);
  }

  /**
   * Leaves out the moves of videos that the scan must leave alone. Their files are not read either: the video at the new
   * path would get the contents of another one, which would then lose its id.
   *
   * @param handled gets the paths of their files
   */
  #permitted(moves: readonly MovedVideo[], handled: Set<string>): MovedVideo[] {
    const { writer, mayMove = () => true } = this.#options;
    return moves.filter(({ file: { path }, from }) => {
      if (mayMove(from.path)) return true;
      handled.add(path);
      const message = `the file that was ${from.path} is here now. Scan the directory: the video moves with its file.`;
      writer.addProblem({ path, stat: null, isPresent: false, code: "other_video", message });
      return false;
    });
  }

  /** @returns each video once */
  async #findWaiting(): Promise<readonly MovedVideo[]> {
    const found = new Map<number, MovedVideo>();
    const add = (pairs: readonly Pair[]) => {
      for (const pair of pairs) if (!found.has(pair.from.number)) found.set(pair.from.number, this.#asMove(pair));
    };
    /** By their size and time. */
    const alike = new Map<string, FileStat[]>();
    for (const files of this.#waiting.batches(filesAtOnce)) {
      const { found: pairs, others } = await this.#formerVideos.byNumber(files);
      add(pairs);
      for (const file of await this.#formerVideos.withLookAlikes(others)) {
        const group = alike.get(versionOf(file));
        if (group === undefined) alike.set(versionOf(file), [file]);
        else group.push(file);
      }
    }
    let batch: FileStat[] = [];
    for (const group of alike.values()) {
      if (group.length <= mostAlike) batch.push(...group);
      if (batch.length < filesAtOnce) continue;
      add(await this.#formerVideos.byFingerprint(batch));
      batch = [];
    }
    add(await this.#formerVideos.byFingerprint(batch));
    return [...found.values()];
  }

  async *#waitingWithout(moved: ReadonlySet<string>): AsyncGenerator<FileStat, void, undefined> {
    for (const files of this.#waiting.batches(filesAtOnce)) {
      await turn();
      for (const file of files) if (!moved.has(file.path)) yield file;
    }
  }

  #isPossible(): Promise<boolean> {
    const { library, walk } = this.#options;
    this.#mayHaveMoved ??= library.hasAnyVideo();
    return abortable(this.#mayHaveMoved, walk.signal);
  }

  /**
   * Sorts out files at whose paths the library has a video that may be another file.
   *
   * @returns `taken`: the paths of those that are not to be probed now; `free`: those whose video has moved away in this scan,
   *   after the library was asked what it knows of the directory
   */
  async #atKnownPaths(
    { directory }: WalkedSection,
    { changed, videosAtPaths }: Diff,
  ): Promise<{ readonly taken: Set<string>; readonly free: ReadonlySet<string> }> {
    const { library, writer, walk } = this.#options;
    const taken = new Set<string>();
    const free = new Set<string>();
    const files = changed.filter(({ path }) => ["returned", "different"].includes(videosAtPaths.get(path) ?? ""));
    if (files.length === 0) return { taken, free };
    const names = files.map(({ path }) => basename(path));
    const numbers = await abortable(library.fileNumbers(directory, names), walk.signal);
    const sameNumbers = files.flatMap((file) => {
      const from = numbers.get(basename(file.path));
      const { disk, fileNumber = null, path } = file;
      const isSame = from !== undefined && disk !== null && from.disk === disk && from.fileNumber === fileNumber;
      return isSame && fileNumber !== null && videosAtPaths.get(path) === "returned" ? [{ file, from }] : [];
    });
    const proven = await this.#formerVideos.proven(sameNumbers);
    const same = new Set(proven.map(({ file }) => file));
    const waiting: FileStat[] = [];
    for (const file of files) {
      const known = numbers.get(basename(file.path));
      const { disk, fileNumber = null } = file;
      if (known === undefined) free.add(file.path);
      if (known === undefined || disk === null) continue;
      const isOnDisk = known.disk === disk;
      const isSameNumber = fileNumber !== null && known.fileNumber === fileNumber;
      // Without numbers that last, it may be one as well as the other.
      const mayBeOther = fileNumber === null || (known.fileNumber !== null && !isSameNumber);
      if (videosAtPaths.get(file.path) === "returned" && (!isOnDisk || same.has(file))) {
        writer.addPresent({ ...file, disk });
        writer.countSkipped({ skipped: 1, unreadable: 0 });
        taken.add(file.path);
      } else if (isOnDisk && mayBeOther && this.#waiting.count + waiting.length < mostWaiting) {
        waiting.push(file);
        taken.add(file.path);
      }
    }
    this.#waiting.add(waiting);
    return { taken, free };
  }

  /**
   * The paths of known videos at which a complete listing would have shown a file. Most files are renamed in their directories,
   * and to look at their old paths once more would take longer than all else that a thread does for them.
   */
  #absentIn(section: WalkedSection, { unlisted }: Diff): ReadonlyMap<string, PlaceNow> {
    const { directory, complete, exclusion, disk, problems } = section;
    if (!complete || unlisted.length === 0) return new Map();
    const { walk } = this.#options;
    const rules = rulesIn(directory, walk);
    const excludes = this.#exclusions.in(directory, walk.exclude, exclusion);
    const isShown = (name: string): boolean =>
      isNamedLikeVideo(name, rules) && (rules.includeHidden || !isPassedOverFile(name)) && !excludes?.(name, "file");
    const place: PlaceNow = { kind: "absent", disk };
    const prefix = prefixOf(directory);
    const videos = unlisted.filter(({ kind, name }) => kind === "video" && isShown(name));
    const absent = new Map(videos.map(({ name }) => [prefix + name, place]));
    // Something is there, such as a link.
    for (const { path } of problems) absent.delete(path);
    return absent;
  }

  async #find(
    files: readonly FileStat[],
    absent: ReadonlyMap<string, PlaceNow>,
  ): Promise<{ readonly moves: MovedVideo[]; readonly copies: MovedVideo[] }> {
    const { found, copies } = await this.#formerVideos.of(files, absent);
    const asMove = (pair: Pair) => this.#asMove(pair);
    return { moves: found.map(asMove), copies: copies.map(asMove) };
  }

  #asMove({ file, from }: Pair): MovedVideo {
    return { file, from, isReadNext: this.#options.full || from.isToBeRead };
  }
}

function prefixOf(directory: string): string {
  return join(directory, "x").slice(0, -1);
}
