/**
 * Finds videos whose files were renamed or moved, so that they keep their ids and are not read again.
 *
 * A file at a new path is a known one if it has the size, the time and the file number of a video that was seen on the same
 * disk, and if it is no longer at the path of this video: nothing is there, or another file. If it still is there, the new
 * path is a hard link, and a video of its own. If several videos or several files would do, nothing is guessed.
 *
 * The old path is looked at when the new one is found, so it does not matter which of them the scan reaches first, or
 * whether another scan has marked the video missing.
 *
 * A file that has taken the place of another one waits for the end of the walk: the file that was there may be found
 * elsewhere until then, and its video moves there first. Two files that have exchanged their names both wait.
 */
import { basename, dirname, join } from "node:path";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import {
  type FileStat,
  type MoveCandidate,
  type MovedVideo,
  mostCandidates,
  type ScanLibrary,
} from "./scan-library.ts";
import type { WalkedSection } from "./scan-steps.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { PlaceNow } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

export interface MovesOptions {
  readonly library: Pick<ScanLibrary, "hasAnyVideo" | "moveCandidates" | "fileNumbers">;
  readonly writer: Pick<BatchWriter, "addMove" | "addMovesTogether" | "addPresent" | "countSkipped" | "flush">;
  readonly threads: Pick<FileThreads, "lookAtPlaces">;
  readonly walk: WalkOptions;
  /** Whether moved files are read again, as in a full scan. */
  readonly full: boolean;
  /** How long a look at old paths may take, in milliseconds. Default 10,000. Their disk may have stopped answering. */
  readonly timeoutMs?: number;
}

/**
 * The most files that wait for the end of the walk. They move in one transaction, for which a cancel may have to wait.
 * Further ones are read at once, as if they were new versions of the files before them.
 */
const mostWaiting = 2_000;

export class Moves {
  readonly #options: MovesOptions;
  readonly #waiting: FileStat[] = [];
  /** Null until it is needed. The first scan of an empty library needs no search for each directory. */
  #mayHaveMoved: Promise<boolean> | null = null;
  #someMove = false;
  #isSilent = false;

  constructor(options: MovesOptions) {
    this.#options = options;
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
    const { writer, full } = this.#options;
    const atNewPaths = found.changed.filter(({ path }) => !found.videosAtPaths.has(path));
    const known = await this.#atKnownPaths(section, found);
    const moves = await this.#find(atNewPaths);
    for (const move of moves) writer.addMove(move);
    if (moves.length > 0) this.#someMove = true;
    if (moves.length + known.size === 0) return found;
    const moved = new Set(full ? [] : moves.map(({ file }) => file.path));
    const left = new Set(
      moves.filter(({ from }) => dirname(from.path) === section.directory).map(({ from }) => from.path),
    );
    const changed = found.changed.filter(({ path }) => !moved.has(path) && !known.has(path));
    // A probe of the file that is now at the old path of another must not be committed first, as it writes the same row.
    const isOvertaken = full || changed.some(({ path }) => found.videosAtPaths.get(path) === "different");
    if (moves.length > 0 && isOvertaken) await writer.flush();
    const unlisted = found.unlisted.filter(({ name }) => !left.has(join(section.directory, name)));
    return { ...found, changed, unlisted };
  }

  /**
   * Moves those of the waiting files that have moved. Call this when the walk is done. All moves are committed then.
   *
   * @returns files that are to be probed
   * @throws as `takeSection`
   */
  async takeWaiting(): Promise<readonly FileStat[]> {
    const { writer, full } = this.#options;
    const waiting = this.#waiting.splice(0);
    if (this.#someMove || waiting.length > 0) await writer.flush();
    const moves = await this.#find(waiting);
    const moved = new Set(full ? [] : moves.map(({ file }) => file));
    if (moves.length > 0) {
      writer.addMovesTogether(moves);
      await writer.flush();
    }
    return waiting.filter((file) => !moved.has(file));
  }

  #isPossible(): Promise<boolean> {
    this.#mayHaveMoved ??= this.#options.library.hasAnyVideo();
    return this.#mayHaveMoved;
  }

  /**
   * Sorts out files at whose paths the library has a video that may be another file.
   *
   * @returns the paths of those that are not to be probed now
   */
  async #atKnownPaths({ directory }: WalkedSection, { changed, videosAtPaths }: Diff): Promise<ReadonlySet<string>> {
    const { library, writer } = this.#options;
    const taken = new Set<string>();
    const files = changed.filter(({ path }) => ["returned", "different"].includes(videosAtPaths.get(path) ?? ""));
    if (files.length === 0) return taken;
    const numbers = await library.fileNumbers(
      directory,
      files.map(({ path }) => basename(path)),
    );
    for (const file of files) {
      const known = numbers.get(basename(file.path));
      const { disk, fileNumber = null } = file;
      if (known === undefined || disk === null) continue;
      const isOnDisk = known.disk === disk;
      const isSameFile = known.fileNumber === null || fileNumber === null || known.fileNumber === fileNumber;
      if (videosAtPaths.get(file.path) === "returned" && (!isOnDisk || (isSameFile && fileNumber !== null))) {
        writer.addPresent({ ...file, disk });
        writer.countSkipped({ skipped: 1, unreadable: 0 });
        taken.add(file.path);
      } else if (isOnDisk && !isSameFile && this.#waiting.length < mostWaiting) {
        this.#waiting.push(file);
        taken.add(file.path);
      }
    }
    return taken;
  }

  /** Files that a video had before, each with this video. Where there is any doubt, a file is not among them. */
  async #find(files: readonly FileStat[]): Promise<readonly MovedVideo[]> {
    const numbered = [...Map.groupBy(files, identityOf)].filter(([identity]) => identity !== null);
    const single = new Map(
      numbered.flatMap(([identity, [file, ...others]]) =>
        file === undefined || others.length > 0 ? [] : [[identity, file] as const],
      ),
    );
    if (single.size === 0 || this.#isSilent) return [];
    const { library, full } = this.#options;
    const candidates = await library.moveCandidates([...single.values()]);
    const possible = [...Map.groupBy(candidates, identityOf)].flatMap(([identity, those]) =>
      those.length < mostCandidates ? those.filter(({ path }) => path !== single.get(identity)?.path) : [],
    );
    const moved = await this.#thoseElsewhere(possible);
    return [...Map.groupBy(moved, identityOf)].flatMap(([identity, [from, ...others]]) => {
      const file = single.get(identity);
      return file === undefined || from === undefined || others.length > 0 ? [] : [{ file, from, isReadNext: full }];
    });
  }

  /** Those of the videos whose files are not at their paths any more. None if their disk does not answer. */
  async #thoseElsewhere(candidates: readonly MoveCandidate[]): Promise<readonly MoveCandidate[]> {
    const { threads, walk, timeoutMs = 10_000 } = this.#options;
    if (candidates.length === 0) return [];
    const timeout = AbortSignal.timeout(timeoutMs);
    const options = { ...walk, signal: AbortSignal.any([walk.signal, timeout]) };
    try {
      const looks = [...Map.groupBy(candidates, ({ path }) => dirname(path))].map(async ([directory, those]) => {
        const names = those.map(({ path }) => basename(path));
        const places = await threads.lookAtPlaces(directory, names, options);
        return those.filter((one, index) => isElsewhere(one, places[index]));
      });
      return (await Promise.all(looks)).flat();
    } catch (error) {
      if (error !== timeout.reason) throw error;
      this.#isSilent = true;
      return [];
    }
  }
}

/** Size, time, number and disk; null if the disk gives its files no numbers that last. */
function identityOf(file: Pick<FileStat, "size" | "modifiedUs" | "disk" | "fileNumber">): string | null {
  const { size, modifiedUs, disk, fileNumber = null } = file;
  return disk === null || fileNumber === null ? null : `${disk} ${fileNumber} ${size} ${modifiedUs}`;
}

function isElsewhere({ disk, fileNumber }: MoveCandidate, place: PlaceNow | undefined): boolean {
  switch (place?.kind) {
    case undefined:
    case "unknown":
      return false;
    case "absent":
      return true;
    case "taken":
      return place.fileNumber !== null && (place.disk !== disk || place.fileNumber !== fileNumber);
  }
}
