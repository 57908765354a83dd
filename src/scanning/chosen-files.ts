/**
 * A scan of chosen videos: it reads their files again, and is in everything else a scan of their directories that sees no
 * other files. The walk looks at no other ones, and this library tells the scan of no others. So whatever a scan does with
 * files, such as marking them missing, it does with the chosen ones only, and by the same rules.
 *
 * The videos come in parts, in the order of their numbers, so that a choice of a million takes no more memory than one of a
 * few thousand. The directories of a part are walked before the next part is asked for.
 */
import { basename, dirname, sep } from "node:path";
import { abortable } from "../abortable.ts";
import type { VideoChoice } from "../library/video-choice.ts";
import { type KnownSection, withKnownFiles } from "./known-files.ts";
import type { ChosenPart, ChosenVideo, DirectorySection, FileBelow, ScanLibrary } from "./scan-library.ts";
import type { NamesByDirectory } from "./walk/way-to-directories.ts";

export class ChosenFiles {
  readonly #root: string;
  readonly #library: ScanLibrary;
  readonly #choice: VideoChoice;
  readonly #atOnce: number;
  /** In the order of their paths. */
  #videos: readonly ChosenVideo[] = [];
  #names: NamesByDirectory = new Map();

  /** @param options.atOnce see `ScanOptions.chosenAtOnce` */
  constructor(
    root: string,
    options: { readonly library: ScanLibrary; readonly choice: VideoChoice; readonly atOnce: number },
  ) {
    const { library, choice, atOnce } = options;
    this.#root = root;
    this.#library = library;
    this.#atOnce = atOnce;
    this.#choice = choice;
  }

  /**
   * The chosen videos in the scanned directory, one part after the other. `library` and `has` are about the last one.
   *
   * @throws StoreError; `signal.reason`
   */
  async *parts(signal: AbortSignal): AsyncGenerator<NamesByDirectory, void, undefined> {
    for (let after: number | null = 0; after !== null; ) {
      const query = { directory: this.#root, after, limit: this.#atOnce };
      const part: ChosenPart = await abortable(this.#library.chosen(this.#choice, query), signal);
      const { videos } = part;
      after = part.next;
      if (videos.length === 0) continue;
      this.#videos = videos.toSorted((one, other) => (one.path < other.path ? -1 : 1));
      const byDirectory = Map.groupBy(videos, ({ path }) => dirname(path));
      this.#names = new Map(
        Array.from(byDirectory, ([directory, those]) => [directory, new Set(those.map(({ path }) => basename(path)))]),
      );
      yield this.#names;
    }
  }

  /** Whether a video of this path is chosen. */
  has(path: string): boolean {
    return this.#names.get(dirname(path))?.has(basename(path)) === true;
  }

  /** The library without all other files. */
  get library(): ScanLibrary {
    const library = this.#library;
    return {
      keepsDigests: false,
      known: (section) => this.#known(section),
      unchanged: async () => null,
      keepDigests: async () => {},
      chosen: (choice, query) => library.chosen(choice, query),
      filesBelow: async (directory, { after, limit, disk }) => {
        const isWanted = ({ path, disk: seen }: FileBelow) =>
          (disk === null || seen === disk) && (after === null || path > after);
        return this.#below(directory).filter(isWanted).slice(0, limit);
      },
      hasVideos: async (directory, { notOn }) =>
        this.#below(directory).some(({ disk }) => notOn === null || disk !== notOn),
      hasAnyVideo: () => library.hasAnyVideo(),
      fileNumbers: (directory, names) => library.fileNumbers(directory, names),
      moveCandidates: (files) => library.moveCandidates(files),
      lookAlikes: (files) => library.lookAlikes(files),
      lastFound: (scan) => library.lastFound(scan),
      commit: (lease, batch) => library.commit(lease, batch),
    };
  }

  /** Without the problem of the directory itself, which may be about other files. */
  async #known(section: DirectorySection): Promise<KnownSection> {
    const { directory } = section;
    const names = this.#names.get(directory);
    const start = prefixOf(directory).length;
    const onTheWay = new Set(this.#below(directory).map(({ path }) => path.slice(start).split(sep, 1)[0] ?? ""));
    const known = await this.#library.known(section);
    const directories = known.directories.filter((name) => onTheWay.has(name));
    return { ...withKnownFiles(known, ({ name }) => names?.has(name) === true), directories };
  }

  /** Those in the directory that are not marked missing. */
  #below(directory: string): readonly FileBelow[] {
    const prefix = prefixOf(directory);
    let [first, end] = [0, this.#videos.length];
    while (first < end) {
      const middle = (first + end) >>> 1;
      if ((this.#videos[middle]?.path ?? "") < prefix) first = middle + 1;
      else end = middle;
    }
    const below: FileBelow[] = [];
    for (; this.#videos[first]?.path.startsWith(prefix) === true; first += 1) {
      const { path, disk, isMissing } = this.#videos[first] as ChosenVideo;
      if (!isMissing) below.push({ kind: "video", path, disk });
    }
    return below;
  }
}

function prefixOf(directory: string): string {
  return directory.endsWith(sep) ? directory : directory + sep;
}
