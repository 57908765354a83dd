import { say } from "../sentences/say.ts";
import type { BatchWriter } from "./batch-writer.ts";
import type { Diff } from "./diff.ts";
import { LostDuringScan } from "./lost-during-scan.ts";
import type { MissingVideos } from "./missing-videos.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";
import type { LastSection, WalkedDirectory, WalkedSection } from "./scan-steps.ts";
import { SilentDisks } from "./silent-disks.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { WalkOptions } from "./walk/walk-events.ts";
import { beginsPart } from "./walk/walk-rules.ts";

interface Parts {
  readonly writer: Pick<BatchWriter, "addGone" | "addProblem" | "countFound">;
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  readonly missing: Pick<MissingVideos, "endDirectory">;
}

/** The directories of one scan that have problems, themselves or because of their disks. See `directory-problems.ts`. */
export class DirectoriesWithProblems {
  readonly #root: string;
  readonly #parts: Parts;
  /** Directories in work that the library knows as problems. */
  readonly #wereProblems = new Set<string>();
  /** Paths with a problem of this run. A directory that a scan of chosen videos lists several times counts once. */
  readonly #counted = new Set<string>();
  readonly #silentDisks = new SilentDisks();
  readonly #lostDuringScan: LostDuringScan;

  constructor(root: string, parts: Parts) {
    this.#root = root;
    this.#parts = parts;
    this.#lostDuringScan = new LostDuringScan(root);
  }

  takeSection(
    section: Pick<WalkedSection, "directory" | "disk" | "complete">,
    { directoryWasProblem }: Pick<Diff, "directoryWasProblem">,
  ): void {
    if (section.complete) this.#lostDuringScan.addDirectory(section);
    if (directoryWasProblem) this.#wereProblems.add(section.directory);
  }

  /** A file could not be read for a reason outside of it. Null: a directory. */
  addFailure(file: FileStat | null): void {
    this.#lostDuringScan.addFailure(file);
  }

  /**
   * Adds the problem of a directory after its last section, or removes the one that it no longer has.
   *
   * @throws as `MissingVideos.endDirectory`
   */
  async end(directory: WalkedDirectory, last: LastSection | null): Promise<void> {
    const { writer, walk, missing } = this.#parts;
    const { path, problem } = directory;
    const wasProblem = this.#wereProblems.delete(path);
    const problems = problem === null ? [] : [problem];
    if (problem !== null) this.addFailure(null);
    else if (last !== null) problems.push(...(await missing.endDirectory(directory, last)));
    // A path has one problem. That of its disk is the more important one.
    const isNamed = path === this.#root || beginsPart(path, walk);
    const isLeftOut = directory.exclusion !== null && directory.exclusion.leftOutBy !== null;
    if (problems.length === 0 && isNamed && isLeftOut) problems.push(leftOut(directory));
    for (const one of problems) this.add(one);
    if (problems.length === 0 && last !== null && wasProblem) writer.addGone({ kind: "problem", path });
  }

  /** Warns that the disk of a directory does not answer, once for each disk. */
  warnOfSilentDisk(directory: string): void {
    const warning = this.#silentDisks.warningAbout(directory);
    if (warning !== null) this.add(warning);
  }

  /** Warns of disks that went away during the scan. @throws as `LostDuringScan.warnings` */
  async noticeLostDisks(): Promise<void> {
    for (const warning of await this.#lostDuringScan.warnings(this.#parts)) this.add(warning);
  }

  /** Adds the problem of a directory, or of something that leads to one. */
  add(problem: FileProblem): void {
    const { writer } = this.#parts;
    if (!this.#counted.has(problem.path)) writer.countFound(1);
    this.#counted.add(problem.path);
    writer.addProblem(problem);
  }
}

/** A person has named a directory that has nothing to scan. */
function leftOut({ path, exclusion }: WalkedDirectory): FileProblem {
  const by = exclusion?.leftOutBy;
  const problem = { path, stat: null, isPresent: false, code: "left_out" } as const;
  return { ...problem, ...say("left_out_by", { rules: by ?? say("a_pattern").sentence }) };
}
