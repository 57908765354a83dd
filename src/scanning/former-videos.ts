/**
 * Finds the videos that files were before they were renamed or moved. Where there is any doubt, a file was none.
 *
 * 1. By the file number: the file has the size, the time and the number of a video that was seen on the same disk, and is
 *    no longer at the path of that video: nothing is there, or another file. If it still is there, the new path is a hard
 *    link. The number alone proves nothing, because a number is given to a new file when the old one is deleted. So the file
 *    has to be older than the change time that the library remembers, or to have the fingerprint of the video. Hard links of
 *    one file are the same film, so it does not matter which of their videos goes to which of their new paths: files take
 *    the videos of their own names first, and then the first that is left, in the order of the paths.
 * 2. By the fingerprint, for files on other disks and on those without lasting numbers: the file has the size, the time and
 *    the fingerprint of a video whose file is proven gone. It is if the video is marked missing, or if its directory, or the
 *    nearest one above that is there, is on the disk where the video was seen. A disk that is not mounted proves nothing.
 *    A file with another number on the same disk is a copy. The walk may have yet to find the file itself, so a copy waits
 *    for its end. A file may also be a copy of another film that is like it and still there, so it has no video then. The
 *    beginning of a file is read only if there is such a video.
 */
import { basename, dirname } from "node:path";
import { abortable } from "../abortable.ts";
import {
  type FileStat,
  type MoveCandidate,
  type MovedVideo,
  mostLinks,
  mostLookAlikes,
  type ScanLibrary,
  type VideoAtName,
} from "./scan-library.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { PlaceNow } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

export interface FormerVideosOptions {
  readonly library: Pick<ScanLibrary, "moveCandidates" | "lookAlikes">;
  readonly threads: Pick<FileThreads, "lookAtPlaces" | "fingerprint">;
  readonly walk: WalkOptions;
  /** Waits until a file may be read under the rate limit of the scan. */
  readonly keepRate: (file: FileStat) => Promise<void>;
  /**
   * How long old paths may be looked at, or one file be read, in milliseconds. Default 10,000. After that, no more videos
   * are found in this scan: a disk has stopped answering.
   */
  readonly timeoutMs?: number;
}

export type Pair = Omit<MovedVideo, "isReadNext">;

export interface Former {
  readonly found: readonly Pair[];
  /** Copies, which have a video only if the walk finds no file that has it. Ask for them at its end. */
  readonly copies: readonly Pair[];
}

export class FormerVideos {
  readonly #options: FormerVideosOptions;
  #isSilent = false;
  /** Numbers of the videos that went to one of several links. Their rows may not be written yet. */
  readonly #taken = new Set<number>();
  /** Files of `mostLinks` videos. Each directory may have a link of them, and the library need not be asked again. */
  readonly #ofManyLinks = new Set<string>();
  /** Fingerprints of copies, by their paths: they are asked for again at the end of the walk. */
  readonly #ofCopies = new Map<string, number>();

  constructor(options: FormerVideosOptions) {
    this.#options = options;
  }

  /**
   * @param absent paths at which a listing proves that nothing is. Others are looked at
   * @throws `walk.signal.reason`; StoreError
   */
  async of(files: readonly FileStat[], absent?: ReadonlyMap<string, PlaceNow>): Promise<Former> {
    const { found, others } = await this.byNumber(files, absent);
    const alike = await this.byFingerprint(others);
    const { copies = [], moved = [] } = Object.groupBy(alike, (pair) => (isCopy(pair) ? "copies" : "moved"));
    for (const { file, from } of copies) if (from.fingerprint !== null) this.#ofCopies.set(file.path, from.fingerprint);
    return { found: [...found, ...moved], copies };
  }

  /**
   * Those of the pairs whose file and video are the same file, if they have the same number on the same disk.
   *
   * @throws as `of`
   */
  async proven<SameNumber extends { readonly file: FileStat; readonly from: VideoAtName }>(
    pairs: readonly SameNumber[],
  ): Promise<readonly SameNumber[]> {
    const proven: SameNumber[] = [];
    const fingerprints = new Map<FileStat, number | null>();
    for (const pair of pairs) {
      const { file, from } = pair;
      const { bornUs = null } = file;
      const isOlder = bornUs !== null && from.changedUs !== null && bornUs <= from.changedUs;
      // A program that remembered no fingerprints wrote the row.
      const mayBe = from.fingerprint === null;
      if (!isOlder && !mayBe && !fingerprints.has(file)) fingerprints.set(file, await this.#fingerprint(file));
      if (isOlder || mayBe || fingerprints.get(file) === from.fingerprint) proven.push(pair);
    }
    return proven;
  }

  /**
   * @param absent see `of`
   * @returns also the files that have no video of their number, or only videos of other files that had the number before
   * @throws as `of`
   */
  async byNumber(
    files: readonly FileStat[],
    absent: ReadonlyMap<string, PlaceNow> = new Map(),
  ): Promise<{ readonly found: readonly Pair[]; readonly others: readonly FileStat[] }> {
    if (files.length === 0 || this.#isSilent) return { found: [], others: [] };
    const identities = files.map(identityOf);
    const filesOf = grouped(files, (_, index) => identities[index] ?? null);
    if (filesOf.size === 0) return { found: [], others: files };
    const { library, walk } = this.#options;
    const mayHaveMoved = (identity: string | null | undefined) =>
      typeof identity === "string" && !this.#ofManyLinks.has(identity);
    const numbered = files.filter((_, index) => mayHaveMoved(identities[index]));
    const candidates = await abortable(library.moveCandidates(numbered), walk.signal);
    const candidatesOf = grouped(candidates, identityOf);
    const possible: MoveCandidate[] = [];
    for (const [identity, those] of candidatesOf) {
      if (those.length >= mostLinks) {
        this.#ofManyLinks.add(identity);
        continue;
      }
      const links = filesOf.get(identity) ?? [];
      for (const one of those) {
        const isElsewhere = links.every(({ path }) => path !== one.path);
        if (isElsewhere && !this.#taken.has(one.number)) possible.push(one);
      }
    }
    const places = await this.#placesOf(possible.filter(({ path }) => !absent.has(path)));
    const gone = possible.filter((one) => isOtherFile(one, absent.get(one.path) ?? places.get(one)));
    const proven = await this.#ofSameFile(gone, filesOf);
    const found: Pair[] = [];
    for (const [identity, videos] of grouped([...proven], identityOf)) {
      const links = filesOf.get(identity) ?? [];
      const pairs = pairsOfLinks(links, videos);
      found.push(...pairs);
      const isOneOfSeveral = links.length + (candidatesOf.get(identity)?.length ?? 0) > 2;
      if (isOneOfSeveral) for (const { from } of pairs) this.#taken.add(from.number);
    }
    const refused = new Set(gone.filter((one) => !proven.has(one)));
    const hasNone = (identity: string): boolean =>
      !this.#ofManyLinks.has(identity) && candidatesOf.get(identity)?.every((one) => refused.has(one)) !== false;
    return { found, others: files.filter((_, index) => hasNone(identities[index] ?? "")) };
  }

  /** Those of the videos whose file has the number still, and did not leave it to another one. */
  async #ofSameFile(
    videos: readonly MoveCandidate[],
    filesOf: ReadonlyMap<string, readonly FileStat[]>,
  ): Promise<ReadonlySet<MoveCandidate>> {
    const pairs = videos.flatMap((from) => {
      // All of its links are the same file.
      const [file] = filesOf.get(identityOf(from) ?? "") ?? [];
      return file === undefined ? [] : [{ file, from }];
    });
    return new Set((await this.proven(pairs)).map(({ from }) => from));
  }

  /**
   * Those of the files whose size and time a video with a fingerprint has.
   *
   * @throws as `of`
   */
  async withLookAlikes(files: readonly FileStat[]): Promise<readonly FileStat[]> {
    if (files.length === 0 || this.#isSilent) return [];
    const { library, walk } = this.#options;
    const versions = new Set((await abortable(library.lookAlikes(files), walk.signal)).map(versionOf));
    return files.filter((file) => versions.has(versionOf(file)));
  }

  /**
   * Videos of files by their fingerprints, copies among them.
   *
   * @param files all that may belong to one video: two of them are a doubt
   * @throws as `of`
   */
  async byFingerprint(files: readonly FileStat[]): Promise<readonly Pair[]> {
    if (files.length === 0 || this.#isSilent) return [];
    const { library, walk } = this.#options;
    const alike = await abortable(library.lookAlikes(files), walk.signal);
    if (alike.length === 0) return [];
    const filesOf = Map.groupBy(files, versionOf);
    const alikeOf = Map.groupBy(alike, versionOf);
    const possible = alike.filter((one) => {
      const isFew = (alikeOf.get(versionOf(one))?.length ?? 0) < mostLookAlikes;
      return isFew && filesOf.get(versionOf(one))?.every(({ path }) => path !== one.path);
    });
    const places = await this.#placesOf(possible);
    const gone = Map.groupBy(
      possible.filter((one) => isProvenGone(one, places.get(one))),
      versionOf,
    );
    const fingerprints = new Map<FileStat, number>();
    for (const file of files) {
      if (!gone.has(versionOf(file))) continue;
      const fingerprint = await this.#fingerprint(file);
      if (fingerprint !== null) fingerprints.set(file, fingerprint);
    }
    // The file may as well be a copy of one that is still there.
    const isDoubtful = (one: MoveCandidate): boolean =>
      alikeOf
        .get(versionOf(one))
        ?.some(
          (other) => other.fingerprint === one.fingerprint && gone.get(versionOf(one))?.includes(other) !== true,
        ) === true;
    const certain = [...gone.values()].flat().filter((one) => !isDoubtful(one));
    return onlyPairs(certain, (one) =>
      (filesOf.get(versionOf(one)) ?? []).filter((file) => fingerprints.get(file) === one.fingerprint),
    );
  }

  /** What is at the paths now. Nothing is known of any if a disk does not answer. */
  async #placesOf<At extends { readonly path: string }>(candidates: readonly At[]): Promise<ReadonlyMap<At, PlaceNow>> {
    const { threads, walk } = this.#options;
    const looks = [...Map.groupBy(candidates, ({ path }) => dirname(path))];
    const places = await this.#inTime((signal) =>
      Promise.all(
        looks.map(async ([directory, those]) => {
          const names = those.map(({ path }) => basename(path));
          const found = await threads.lookAtPlaces(directory, names, { ...walk, signal });
          return those.map((one, index) => [one, found[index] ?? unknown] as const);
        }),
      ),
    );
    return new Map(places?.flat());
  }

  async #fingerprint(file: FileStat): Promise<number | null> {
    const { threads, walk, keepRate } = this.#options;
    const known = this.#ofCopies.get(file.path);
    if (known !== undefined || this.#isSilent) return known ?? null;
    await keepRate(file);
    return this.#inTime((signal) => threads.fingerprint(file, { ...walk, signal }));
  }

  /** @returns null if it took too long */
  async #inTime<Result>(call: (signal: AbortSignal) => Promise<Result>): Promise<Result | null> {
    const { walk, timeoutMs = 10_000 } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await call(AbortSignal.any([walk.signal, timeout]));
    } catch (error) {
      if (error !== timeout.reason) throw error;
      this.#isSilent = true;
      return null;
    }
  }
}

const unknown: PlaceNow = { kind: "unknown" };

/** Videos and files that belong together: of each file exactly one video, and of each video exactly one file. */
function onlyPairs(
  candidates: readonly MoveCandidate[],
  filesOf: (candidate: MoveCandidate) => readonly FileStat[],
): readonly Pair[] {
  const all = candidates.flatMap((from) => filesOf(from).map((file) => ({ file, from })));
  const ofFile = Map.groupBy(all, ({ file }) => file);
  const ofVideo = Map.groupBy(all, ({ from }) => from);
  return all.filter(({ file, from }) => ofFile.get(file)?.length === 1 && ofVideo.get(from)?.length === 1);
}

/** Pairs links of one file with videos of the same file, each at most once. */
function pairsOfLinks(links: readonly FileStat[], videos: readonly MoveCandidate[]): readonly Pair[] {
  const [[file], [from]] = [links, videos];
  if (file === undefined || from === undefined) return [];
  if (links.length + videos.length === 2) return [{ file, from }];
  // What is missing was replaced at its path by another file, and that one has the number now.
  const left = [...videos].toSorted(
    (one, other) => Number(one.isMissing) - Number(other.isMissing) || byPath(one, other),
  );
  const take = (isWanted: (video: MoveCandidate) => boolean): MoveCandidate | undefined => {
    const index = left.findIndex(isWanted);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const files = [...links].toSorted(byPath);
  const named = files.map((file) => ({ file, from: take(({ path }) => basename(path) === basename(file.path)) }));
  return named.flatMap(({ file, from = take(() => true) }) => (from === undefined ? [] : [{ file, from }]));
}

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : Number(one.path > other.path);
}

/** Whether the file is another one than that of the video, on the disk where that was. */
function isCopy({ file, from }: Pair): boolean {
  return file.disk === from.disk && identityOf(file) !== null && from.fileNumber !== null;
}

/** Size and time, as a key. */
export function versionOf({ size, modifiedUs }: Pick<FileStat, "size" | "modifiedUs">): string {
  return `${size} ${modifiedUs}`;
}

/** Like `Map.groupBy`, in a fraction of its memory where nearly all are alone. Leaves out those without a key. */
function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item, index: number) => string | null,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] as Item;
    const key = keyOf(item, index);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Size, time, number and disk; null if the disk gives its files no numbers that last. */
function identityOf(file: Pick<FileStat, "size" | "modifiedUs" | "disk" | "fileNumber">): string | null {
  const { disk, fileNumber = null } = file;
  return disk === null || fileNumber === null ? null : `${disk} ${fileNumber} ${versionOf(file)}`;
}

/** Whether nothing, or certainly another file, is at the path of a video whose file number was found elsewhere. */
function isOtherFile({ disk, fileNumber }: MoveCandidate, place: PlaceNow = unknown): boolean {
  switch (place.kind) {
    case "unknown":
      return false;
    case "absent":
      return true;
    case "taken":
      return place.fileNumber !== null && (place.disk !== disk || place.fileNumber !== fileNumber);
  }
}

function isProvenGone(video: MoveCandidate, place: PlaceNow = unknown): boolean {
  switch (place.kind) {
    case "unknown":
      return video.isMissing;
    case "absent":
      return video.isMissing || place.disk === video.disk;
    case "taken": {
      const looksAlike = versionOf(place) === versionOf(video);
      return looksAlike
        ? place.disk === video.disk && isOtherFile(video, place)
        : video.isMissing || place.disk === video.disk;
    }
  }
}
