import { dirname } from "node:path";
import { isCausedByFile } from "../probe/probe-problems.ts";
import type { ProbeOutcome } from "../probe/prober.ts";
import { problemOfFile } from "../problem-of-file.ts";
import type { FileProblem, FileStat, ScanBatch } from "../scan-library.ts";
import { isSameFile } from "./is-same-file.ts";
import { commonDirectory } from "./left-paths.ts";

/** Files that are not the same on this machine as for the coordinator. */
export interface Mismatch {
  /** An example: as in the library, with its path on this machine if that is another one. */
  readonly path: string;
  /** To be read after the path. */
  readonly message: string;
  /** The directory that they have in common, as in the library. */
  readonly directory: string;
}

/** What the probes of a chunk have found so far. */
export class FoundInChunk {
  readonly #pathHere: (path: string) => string;
  readonly #left: Map<string, FileStat>;
  readonly #videos: ScanBatch["videos"][number][] = [];
  readonly #problems: FileProblem[] = [];
  readonly #failed: FileStat[] = [];
  /** What another view of the files would explain. */
  readonly #strange: Omit<Mismatch, "directory">[] = [];
  readonly #strangeDirectories = new Set<string>();

  /** @param pathHere see `ChunkWorkerOptions` */
  constructor(files: readonly FileStat[], pathHere: (path: string) => string = (path) => path) {
    this.#pathHere = pathHere;
    this.#left = new Map(files.map((file) => [file.path, file]));
  }

  add(file: FileStat, outcome: ProbeOutcome): void {
    this.#left.delete(file.path);
    const isOther = outcome.version !== undefined && !isSameFile(file, outcome.version);
    // The coordinator's time of the same file stays, because it compares with that next time.
    const read = isOther ? { ...file, ...outcome.version } : file;
    if (isOther) this.#addStrange(file, "has another size or time on this machine.");
    if (outcome.kind === "video") {
      this.#videos.push({ file: read, facts: outcome.facts });
      return;
    }
    const problem = problemOfFile(read, outcome.problem);
    this.#problems.push(problem);
    if (isCausedByFile(outcome.problem)) return;
    this.#failed.push(file);
    if (problem.code === "vanished") this.#addStrange(file, "is not there on this machine.");
    else if (["unreadable", "link_outside_roots"].includes(problem.code)) this.#addStrange(file, problem.message);
  }

  #addStrange({ path }: FileStat, message: string): void {
    const here = this.#pathHere(path);
    this.#strangeDirectories.add(dirname(path));
    this.#strange.push({ path: here === path ? path : `${path} (here ${here})`, message });
  }

  /** An example, if so many files are strange that this machine seems to see other files than the coordinator. */
  mismatch(): Mismatch | null {
    const probed = this.#videos.length + this.#problems.length;
    const [example] = this.#strange;
    if (example === undefined || this.#strange.length * 2 <= probed) return null;
    return { ...example, directory: commonDirectory([...this.#strangeDirectories]) };
  }

  part() {
    return { videos: this.#videos, problems: this.#problems, failed: this.#failed, left: [...this.#left.values()] };
  }
}
