/**
 * One scan of one directory, as a stream:
 *
 * walk -> ask the library -> diff -> probe changed files -> batches, one transaction each
 *
 * All steps run at the same time: the walk and the queries of the library run ahead of the probes, and probes go on while
 * a batch is committed. Each step waits for the next one, so a few directories, as many files as the prober takes, and
 * two batches are in progress, however large the tree is.
 *
 * After an abort, the walk ends at its next entry and no further probe begins. Probes in flight get `graceMs` to finish,
 * and those that do are kept. Then the last batch is committed. The library then holds exactly what the counts say.
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import { gracePeriods } from "../jobs/grace-periods.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import { say } from "../sentences/say.ts";
import { BatchWriter } from "./batch-writer.ts";
import { ChosenFiles } from "./chosen-files.ts";
import type { ChunkReport } from "./chunks/chunk.ts";
import { SharedProbes } from "./chunks/shared-probes.ts";
import { type Diff, diff, knowsExactly } from "./diff.ts";
import { DigestsToKeep } from "./digests-to-keep.ts";
import { DirectoriesWithProblems } from "./directories-with-problems.ts";
import { ExpectedFiles } from "./expected-files.ts";
import type { KnownSection } from "./known-files.ts";
import { MissingVideos } from "./missing-videos.ts";
import { Moves } from "./moves.ts";
import { isCausedByFile } from "./probe/probe-problems.ts";
import type { ProbeOutcome, ProbeProblem } from "./probe/prober.ts";
import { type FileProbes, ProbesInFlight } from "./probes-in-flight.ts";
import { problemOfFile } from "./problem-of-file.ts";
import { rateLimits } from "./rate-limit.ts";
import { type FileStat, noCounts, type ScanCounts } from "./scan-library.ts";
import type { ScanOptions, ScanResult } from "./scan-options.ts";
import { ScanProgress } from "./scan-progress.ts";
import { ScanSteps, type WalkedSection, type WholeDirectory } from "./scan-steps.ts";
import { FileThreads } from "./walk/file-threads.ts";
import type { ListedPlace } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";
import type { NamesByDirectory } from "./walk/way-to-directories.ts";

/**
 * Scans a directory into the library.
 *
 * @param root absolute, without links in it
 * @returns after an abort, too: then with `stoppedEarly`, and everything that was gathered by then is kept
 * @throws ScanRootUnreadable; StoreError when a batch could not be committed; LeaseLost when another run has the job.
 *   Everything that was committed before stays.
 */
export async function scanDirectory(root: string, options: ScanOptions): Promise<ScanResult> {
  const scan = new Scan(root, options);
  return scan.run();
}

/** Files are counted only if the scan takes longer than this, in milliseconds. A shorter scan needs no progress bar. */
const countAfterMs = 100;

class Scan {
  readonly #root: string;
  readonly #options: ScanOptions;
  readonly #writer: BatchWriter;
  readonly #probes: FileProbes;
  readonly #threads: FileThreads;
  readonly #steps: ScanSteps;
  readonly #digests: DigestsToKeep;
  readonly #missing: MissingVideos;
  readonly #moves: Moves;
  /** Waits until a file may be read. */
  readonly #keepRate: (file: FileStat) => Promise<void>;
  /** Files that were thought to be moved, and are to be probed. */
  readonly #notMoved: FileStat[] = [];
  /** Null: the scan is about all files. */
  readonly #chosen: ChosenFiles | null;
  /** Files that are being written. */
  readonly #growing: ReadonlySet<string>;
  /** Aborts when the scan has to end early: the signal of the options aborts, or the scan cannot go on. */
  readonly #stop: AbortSignal;
  readonly #failure = new AbortController();
  readonly #walkOptions: WalkOptions;
  readonly #expected = new ExpectedFiles();
  readonly #progress: ScanProgress;
  readonly #directories: DirectoriesWithProblems;
  #counts: ScanCounts = noCounts;
  #hasWalked = false;
  #isCareful: boolean;

  constructor(root: string, options: ScanOptions) {
    this.#root = root;
    this.#options = options;
    this.#growing = new Set(options.growing);
    this.#progress = new ScanProgress(root, options);
    const { lease, recursive = true, acceptEmpty = false, resumes = null, chosen = null } = options;
    const { chosenAtOnce: atOnce = 5_000 } = options;
    this.#chosen = chosen === null ? null : new ChosenFiles(root, { ...options, choice: chosen.choice, atOnce });
    const library = this.#chosen?.library ?? options.library;
    this.#isCareful = options.careful ?? false;
    this.#threads = new FileThreads(options.threads);
    this.#writer = new BatchWriter({
      library,
      lease,
      batchFiles: options.batchFiles ?? 100,
      batchMs: options.batchMs ?? 100,
      expected: () => this.#expected.count(this.#writer.found),
      onCommit: (job) => {
        this.#counts = { ...noCounts, ...job.counts };
        if (job.status === "running" && job.madeProgress) this.#isCareful = false;
        options.onCommit?.(job);
      },
      onNotMoved: (file) => this.#notMoved.push(file),
      ...(options.onRemoved !== undefined && { onRemoved: options.onRemoved }),
    });
    const given = options.signal === undefined ? [] : [options.signal];
    this.#stop = AbortSignal.any([...given, this.#writer.failed, this.#failure.signal]);
    this.#walkOptions = { ...options.walk, recursive, signal: this.#stop };
    // A later run of a job finds files that an earlier one has handled, and counts them one by one.
    const usesDigests = library.keepsDigests && !(options.full ?? false) && lease.claim === 1;
    const { alwaysBrief = false } = options;
    this.#steps = new ScanSteps(library, { jobId: lease.jobId, resumes }, { usesDigests, alwaysBrief });
    this.#digests = new DigestsToKeep(library);
    const parts = { library, writer: this.#writer, threads: this.#threads, walk: this.#walkOptions };
    this.#missing = new MissingVideos(root, { ...parts, acceptEmpty, goneWaitMs: options.goneWaitMs });
    this.#directories = new DirectoriesWithProblems(root, { ...parts, missing: this.#missing });
    // A scan that waits because of its rate limit does not stall.
    const onWait = ({ path }: FileStat) => this.#progress.at(path);
    const { maxRate = 0, ratesOfParts = [] } = options;
    this.#keepRate = rateLimits<FileStat>({ maxRate, parts: ratesOfParts, stop: this.#stop }, onWait);
    const mayMove = (path: string): boolean => this.#chosen?.has(path) ?? true;
    this.#moves = new Moves({ ...parts, keepRate: this.#keepRate, full: options.full ?? false, mayMove });
    this.#probes = this.#chooseProbes();
  }

  /** Files are probed by this process, or by any worker. */
  #chooseProbes(): FileProbes {
    const { board, lease, prober, walk, onCommit } = this.#options;
    const stop = this.#stop;
    const onFailure = (error: unknown) => this.#failure.abort(error);
    const keepRate = this.#keepRate;
    const own = new ProbesInFlight({
      prober,
      ...(board === undefined && { keepRate }),
      roots: walk.roots,
      stop,
      onOutcome: (file, outcome) => this.#takeOutcome(file, outcome),
      onFailure,
      onHold: ({ path }) => this.#directories.warnOfSilentDisk(dirname(path)),
      silentMs: this.#threads.silentMs,
    });
    if (board === undefined) return own;
    return new SharedProbes({
      board,
      lease,
      stop,
      keepRate,
      onReport: (report) => this.#takeReport(report),
      onCommit: (job) => {
        this.#counts = { ...noCounts, ...job.counts };
        onCommit?.(job);
      },
      onDeadly: (file) => this.#takeOutcome(file, { kind: "problem", problem: deadly }),
      onNoWorker: (ms) => this.#progress.withoutWorker(ms),
      onLeaving: (workers) => this.#progress.workersLeave(workers),
      onFailure,
      own,
    });
  }

  async run(): Promise<ScanResult> {
    const counting = new AbortController();
    let leaveTimer: NodeJS.Timeout | undefined;
    let abandonTimer: NodeJS.Timeout | undefined;
    const onStop = () => {
      const { inFlightMs, abandonMs } = gracePeriods(this.#options.graceMs);
      counting.abort(this.#stop.reason);
      // While workers of other machines finish their files. Only what they supersede is left for the last commit.
      if (this.#options.board !== undefined) this.#writer.flush().catch(() => {});
      leaveTimer = setTimeout(() => this.#probes.leave(), inFlightMs);
      abandonTimer = setTimeout(() => this.#probes.abandon(), abandonMs);
    };
    if (this.#stop.aborted) onStop();
    else this.#stop.addEventListener("abort", onStop, { once: true });
    try {
      void this.#expectFiles({ ...this.#walkOptions, signal: counting.signal });
      await this.#walk().catch((error: unknown) => this.#failUnlessStopped(error));
      await this.#probes.idle();
      if (!this.#stop.aborted) {
        await this.#directories.noticeLostDisks().catch((error: unknown) => this.#failUnlessStopped(error));
      }
      return await this.#close(!this.#hasWalked || this.#probes.gaveUp);
    } finally {
      counting.abort(new Error("The scan is over"));
      clearTimeout(leaveTimer);
      clearTimeout(abandonTimer);
      this.#stop.removeEventListener("abort", onStop);
      this.#threads.close();
    }
  }

  async #walk(): Promise<void> {
    if (this.#chosen === null) await this.#walkIn(this.#options.only ?? null);
    else for await (const part of this.#chosen.parts(this.#stop)) await this.#walkIn(part);
    this.#expected.walkEnded();
    this.#hasWalked = true;
  }

  /** @param only as in `FileThreads.walk` */
  async #walkIn(only: readonly string[] | NamesByDirectory | null): Promise<void> {
    const events = this.#threads.walk(this.#root, this.#walkOptions, only, () => this.#steps.detail);
    for await (const step of this.#steps.of(events)) {
      this.#stop.throwIfAborted();
      if (step.kind === "silent") this.#directories.warnOfSilentDisk(step.directory);
      else if (step.kind === "directory") {
        await this.#directories.end(step.directory, step.lastSection);
        this.#progress.at(step.directory.path);
      } else if (step.kind === "whole") {
        const { knownDirectories } = step.answered ?? (await abortable(step.answer, this.#stop));
        if (knownDirectories === null) continue;
        this.#passOver({ ...step.directory, complete: true });
        // Most directories have none in them.
        if (knownDirectories.length > 0 || this.#missing.hasGoneDirectories)
          await this.#endWhole(step.directory, knownDirectories);
      } else
        for await (const [section, known] of this.#steps.parts(step, this.#stop))
          await this.#takeSection(section, known);
    }
    this.#stop.throwIfAborted();
    if (this.#chosen === null) this.#expected.walkEnded();
    await this.#digests.finish();
    const replaced = await this.#moves.takeWaiting();
    await this.#missing.endWalk();
    for await (const file of replaced) await this.#probe(file);
    for (const file of this.#notMoved) await this.#probe(file);
    this.#notMoved.length = 0;
  }

  /**
   * Finds out how many files there are while the scan goes on. The last scan of the directory knows. For a first scan, a
   * count of the names has to do.
   */
  async #expectFiles(options: WalkOptions): Promise<void> {
    try {
      const { library, only = null, chosen = null } = this.#options;
      if (chosen !== null) return this.#expected.expect(chosen.count);
      // Nobody knows how many files are in these directories, and they are few.
      if (only !== null) return;
      let files = await library.lastFound({ path: this.#root, recursive: options.recursive });
      if (files === null) {
        await abortable(delay(countAfterMs), options.signal);
        files = await this.#threads.count(this.#root, options);
      }
      this.#expected.expect(files);
    } catch (error) {
      if (error !== options.signal.reason) this.#failure.abort(error);
    }
  }

  async #takeSection(walked: WalkedSection, known: KnownSection): Promise<void> {
    if (known.isUnchanged) return this.#passOver(walked);
    const section = this.#withoutOthers(walked);
    const { retryErrors = false, full = false } = this.#options;
    const disk = section.isInPlace ? section.disk : null;
    const compared = this.#withoutGrowing(diff({ ...section, disk }, known, { retryErrors, full }));
    this.#directories.takeSection(section, compared);
    const { directory, count, digest } = section;
    if (digest !== null && knowsExactly(known, section)) {
      await this.#digests.add({ directory, token: known.token, digest, count });
    }
    this.#writer.countFound(section.count + section.problems.length - compared.growing);
    const found = await this.#moves.takeSection(section, compared);
    if (found.skipped + found.unreadable > 0) this.#writer.countSkipped(found);
    if (found.changed.length === 0) this.#progress.at(section.directory);
    if (disk !== null) for (const video of found.present) this.#writer.addPresent({ ...video, disk });
    for (const path of found.readable) this.#writer.addGone({ kind: "problem", path });
    for (const problem of found.problems) this.#writer.addProblem(problem);
    await this.#missing.takeSection(section, found);
    for (const file of found.changed) await this.#probe(file);
    await this.#writer.room();
  }

  /** Without the problems of what leads to chosen files, which are added, as they are the reason why those are not read. */
  #withoutOthers(section: WalkedSection): WalkedSection {
    const chosen = this.#chosen;
    if (chosen === null || section.problems.length === 0) return section;
    const { own = [], others = [] } = Object.groupBy(section.problems, ({ path }) =>
      chosen.has(path) ? "own" : "others",
    );
    for (const problem of others) this.#directories.add(problem);
    return { ...section, problems: own };
  }

  /** All that a section without any difference needs. Nothing is written, so nothing waits. */
  #passOver({
    directory,
    disk,
    count,
    complete,
  }: ListedPlace & { readonly count: number; readonly complete: boolean }): void {
    this.#directories.takeSection({ directory, disk, complete }, { directoryWasProblem: false });
    this.#writer.countFound(count);
    this.#writer.countSkipped({ skipped: count, unreadable: 0 });
    this.#progress.at(directory);
  }

  async #endWhole(whole: WholeDirectory, knownDirectories: readonly string[]): Promise<void> {
    const { directory: path, disk, subdirectories, exclusion } = whole;
    const end = { kind: "directory", path, complete: true, subdirectories, exclusion, problem: null } as const;
    await this.#directories.end(end, { disk, knownDirectories });
  }

  /** Leaves out the files that are being written. `growing` is their number. */
  #withoutGrowing(compared: Diff): Diff & { readonly growing: number } {
    const changed = compared.changed.filter(({ path }) => !this.#growing.has(path));
    return { ...compared, changed, growing: compared.changed.length - changed.length };
  }

  async #probe(file: FileStat): Promise<void> {
    if (!this.#isCareful) return this.#probes.begin(file);
    await this.#options.recordInHand?.(file.path);
    await this.#probes.begin(file);
    await this.#probes.idle();
    await this.#writer.flush();
  }

  #takeOutcome(file: FileStat, outcome: ProbeOutcome): void {
    // The version that was read. The row must not describe a version that was only listed.
    const read =
      outcome.version === undefined ? file : { ...file, ...outcome.version, changedUs: null, fileNumber: null };
    if (outcome.kind === "video") this.#writer.addVideo(read, outcome.facts, outcome.fingerprint);
    else this.#writer.addProblem(problemOfFile(read, outcome.problem));
    if (outcome.kind === "problem" && !isCausedByFile(outcome.problem)) this.#directories.addFailure(file);
    // Nothing was finished, so this is no progress: the stall timeout ends a scan of a disk that does not answer.
    const isGivenUp = outcome.kind === "problem" && outcome.problem.code === "timed_out";
    if (!isGivenUp) this.#progress.at(file.path);
  }

  #takeReport({ handled, superseded, failed }: ChunkReport): void {
    // Also without any, so that the progress is written. After a stop, nobody needs it.
    if (superseded > 0 || !this.#stop.aborted) this.#writer.countSkipped({ skipped: superseded, unreadable: 0 });
    for (const file of failed) this.#directories.addFailure(file);
    // As for a single file: what only failed for its disk is no progress.
    if (handled > failed.length) this.#progress.at(this.#root);
  }

  #failUnlessStopped(error: unknown): void {
    if (error !== this.#stop.reason) this.#failure.abort(error);
  }

  async #close(stoppedEarly: boolean): Promise<ScanResult> {
    const { signal } = this.#options;
    await this.#digests.stop();
    if (signal?.reason instanceof LeaseLost) {
      await this.#writer.discard();
      throw signal.reason;
    }
    await this.#writer.finish({ seesAll: !stoppedEarly && !this.#failure.signal.aborted });
    if (this.#failure.signal.aborted) throw this.#failure.signal.reason;
    return { counts: this.#counts, stoppedEarly };
  }
}

/** What is known of a file under which every worker died. */
const deadly: ProbeProblem = {
  code: "crashed",
  ...say("every_reader_died"),
};
