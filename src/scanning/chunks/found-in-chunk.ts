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
  /** Files that seem to be others on this machine. */
  readonly #strange: { readonly file: FileStat; readonly message: string }[] = [];

  /** @param pathHere see `ChunkWorkerOptions` */
  constructor(files: readonly FileStat[], pathHere: (path: string) => string = (path) => path) {
    this.#pathHere = pathHere;
    this.#left = new Map(files.map((file) => [file.path, file]));
  }

  add(file: FileStat, outcome: ProbeOutcome): void {
    this.#left.delete(file.path);
    const message = strangeness(file, outcome);
    if (message !== null) {
      this.#strange.push({ file, message });
    } else if (outcome.kind === "video") {
      // The coordinator's time of the same file stays, because it compares with that next time.
      this.#videos.push({ file, facts: outcome.facts, fingerprint: outcome.fingerprint ?? null });
    } else {
      this.#problems.push(problemOfFile(file, outcome.problem));
      if (!isCausedByFile(outcome.problem)) this.#failed.push(file);
    }
  }

  /** An example, if more files are strange than not: then this machine seems to see other files than the coordinator. */
  mismatch(): Mismatch | null {
    const [example] = this.#strange;
    if (example === undefined || this.#strange.length <= this.#videos.length + this.#problems.length) return null;
    const { path } = example.file;
    const here = this.#pathHere(path);
    return {
      path: here === path ? path : `${path} (here ${here})`,
      message: example.message,
      directory: commonDirectory([...new Set(this.#strange.map(({ file }) => dirname(file.path)))]),
    };
  }

  /** Everything that was found by now. What is added later does not change it. */
  part() {
    return {
      videos: [...this.#videos],
      problems: [...this.#problems],
      failed: [...this.#failed],
      strange: this.#strange.map(({ file }) => file),
      left: [...this.#left.values()],
    };
  }
}

/** What another view of the file on this machine would explain; null if it is certainly the coordinator's file. */
function strangeness(file: FileStat, outcome: ProbeOutcome): string | null {
  if (outcome.version !== undefined && !isSameFile(file, outcome.version)) {
    return "has another size or time on this machine.";
  }
  if (outcome.kind === "video" || isCausedByFile(outcome.problem)) return null;
  const { code, message } = problemOfFile(file, outcome.problem);
  if (code === "vanished") return "is not there on this machine.";
  return ["unreadable", "link_outside_roots"].includes(code) ? message : null;
}
