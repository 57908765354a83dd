/**
 * One scan of one directory, as a stream:
 *
 * walk -> diff against the library -> probe what changed -> batches, one transaction each
 *
 * All of them work at the same time: the walk and what the library remembers are read ahead of the probes, and probes go
 * on while a batch is committed. Each is held up by the next one, so that no more than a few directories, as many files
 * as the prober takes, and two batches are under way, however large the tree is.
 *
 * How it stops: the walk stops at its next entry, nothing more is probed, probes in flight get `graceMs` to finish and
 * are kept if they do, and the last batch is committed. What the library holds then is what the counts say.
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import { gracePeriods } from "../jobs/grace-periods.ts";
import type { Job, JobId, Lease } from "../jobs/job.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import { BatchWriter } from "./batch-writer.ts";
import { type Diff, diff, partListing } from "./diff.ts";
import { findGone, findGoneBelow } from "./find-gone.ts";
import type { KnownSection } from "./known-section.ts";
import { emptyRoot, LostDisks } from "./lost-disks.ts";
import { LostDuringScan } from "./lost-during-scan.ts";
import { isCausedByFile } from "./probe/probe-problems.ts";
import type { ProbeOutcome, ProbeProblem, Prober } from "./probe/prober.ts";
import { ProbesInFlight } from "./probes-in-flight.ts";
import { readAhead } from "./read-ahead.ts";
import { type FileProblem, type FileStat, noCounts, type ScanCounts, type ScanLibrary } from "./scan-library.ts";
import { SilentDisks } from "./silent-disks.ts";
import { FileThreads, type FileThreadsOptions } from "./walk/file-threads.ts";
import type { WalkEvent, WalkOptions } from "./walk/walk-events.ts";
import type { WalkRules } from "./walk/walk-rules.ts";

export interface ScanOptions {
  readonly library: ScanLibrary;
  /** Asked for when the first file is to be probed: where nothing has changed, none need be there. */
  readonly prober: () => Promise<Prober>;
  /** The job for which it scans: what its writes are fenced with. */
  readonly lease: Lease;
  /** Whether to look into subdirectories. Default true. */
  readonly recursive?: boolean;
  /** Whether to try files again that could not be read and have not changed since. Default false. */
  readonly retryErrors?: boolean;
  /**
   * Whether to read files again whose size and modification time are unchanged. A file can be replaced by another one
   * with the same of both. Default false.
   */
  readonly full?: boolean;
  /**
   * Whether a person says that what is not there really is gone: videos of an empty scanned directory, and those that
   * were seen on another disk, are marked missing too. Default false.
   */
  readonly acceptEmpty?: boolean;
  /** The stopped job that this one goes on with: what it has tried again is not tried once more. */
  readonly resumes?: JobId | null;
  readonly walk: WalkRules;
  /** How directories are listed. Default: the defaults of `FileThreads`. */
  readonly threads?: FileThreadsOptions;
  /** How many files a batch has at most. Default 200: what a cancel waits for to be written is this at most. */
  readonly batchFiles?: number;
  /** How long a file waits at most to be committed, in milliseconds. Default 100. */
  readonly batchMs?: number;
  /** How long probes in flight may go on once it is told to stop, in milliseconds. Default 5,000. */
  readonly graceMs?: number;
  /** How many files to probe a second at most; 0, the default, means no limit. */
  readonly maxRate?: number;
  /** Stops the scan, which then returns with `stoppedEarly`. */
  readonly signal?: AbortSignal;
  /**
   * Whether the last run died without saving anything new. Until this run has saved something, each file is then written
   * down by `recordInHand` and probed alone, so that a file that kills the process can be named. Default false.
   */
  readonly careful?: boolean;
  readonly recordInHand?: (path: string) => Promise<void>;
  /** Called for each directory listed and each file done, with its path. */
  readonly onProgress?: (path: string) => void;
  /** Called with the job's row after each commit. */
  readonly onCommit?: (job: Job) => void;
}

export interface ScanResult {
  /** Those of the job: equal to the rows that it wrote. */
  readonly counts: ScanCounts;
  /** True when the signal ended it before everything was done. */
  readonly stoppedEarly: boolean;
}

/**
 * Scans a directory into the library.
 *
 * @param root absolute, without links in it
 * @returns also when it was stopped: then with what was gathered until then, and `stoppedEarly`
 * @throws ScanRootUnreadable; StoreError when a batch could not be committed; LeaseLost when the job is no longer ours.
 *   Whatever was committed before that stays.
 */
export async function scanDirectory(root: string, options: ScanOptions): Promise<ScanResult> {
  const scan = new Scan(root, options);
  return scan.run();
}

type Section = Extract<WalkEvent, { kind: "files" }>;
type ListedDirectory = Extract<WalkEvent, { kind: "directory" }>;

/** What the walk found, with the answers of the library that have been asked for already. */
type LookedUp =
  | Extract<WalkEvent, { kind: "silent" }>
  | { readonly kind: "files"; readonly section: Section; readonly known: Promise<KnownSection> }
  | {
      readonly kind: "directory";
      readonly directory: ListedDirectory;
      /** The last section of the directory; null if it could not be listed. */
      readonly lastSection: LastSection | null;
    };

interface LastSection {
  readonly disk: string;
  /** The directories in it that files are remembered below. */
  readonly remembered: Promise<readonly string[]>;
}

/** A scan that is over by then needs no bar. */
const countAfterMs = 100;

/** How many sections and directories are read ahead. */
const readAheadMost = 8;

class Scan {
  readonly #root: string;
  readonly #options: ScanOptions;
  readonly #recursive: boolean;
  readonly #writer: BatchWriter;
  readonly #probes: ProbesInFlight;
  readonly #threads: FileThreads;
  /** Aborts when the scan is to stop: because it is told to, or because it cannot go on. */
  readonly #stop: AbortSignal;
  readonly #failure = new AbortController();
  /** Directories at hand that are remembered as problems. */
  readonly #wereProblems = new Set<string>();
  /** The scanned directory has nothing at all in it, and nobody says that this is right. */
  #rootIsEmpty = false;
  readonly #lostDisks = new LostDisks();
  readonly #silentDisks = new SilentDisks();
  readonly #lostDuringScan: LostDuringScan;
  /** Directories at hand with videos that were seen on another disk and are not there. */
  readonly #withLostVideos = new Set<string>();
  /** The section that was looked up last. */
  #lastLookedUp: LastSection | null = null;
  #counts: ScanCounts = noCounts;
  #expected: number | null = null;
  #handled = 0;
  #walked = false;
  #careful: boolean;

  constructor(root: string, options: ScanOptions) {
    this.#root = root;
    this.#options = options;
    this.#recursive = options.recursive ?? true;
    this.#careful = options.careful ?? false;
    this.#threads = new FileThreads(options.threads);
    this.#lostDuringScan = new LostDuringScan(root);
    this.#writer = new BatchWriter({
      library: options.library,
      lease: options.lease,
      batchFiles: options.batchFiles ?? 200,
      batchMs: options.batchMs ?? 100,
      progress: () => this.#progress(),
      onCommit: (job) => {
        this.#counts = { ...noCounts, ...job.counts };
        if (job.status === "running" && job.madeProgress) this.#careful = false;
        options.onCommit?.(job);
      },
    });
    const told = options.signal === undefined ? [] : [options.signal];
    this.#stop = AbortSignal.any([...told, this.#writer.failed, this.#failure.signal]);
    this.#probes = new ProbesInFlight({
      prober: options.prober,
      maxRate: options.maxRate ?? 0,
      roots: options.walk.roots,
      stop: this.#stop,
      onOutcome: (file, outcome) => this.#takeOutcome(file, outcome),
      onFailure: (error) => this.#failure.abort(error),
      // That the scan waits on purpose is no stall.
      onWait: ({ path }) => options.onProgress?.(path),
      onHold: ({ path }) => this.#warnOfSilentDisk(dirname(path)),
    });
  }

  async run(): Promise<ScanResult> {
    const counting = new AbortController();
    let graceTimer: NodeJS.Timeout | undefined;
    const onStop = () => {
      const { graceMs = gracePeriods().inFlightMs } = this.#options;
      counting.abort(this.#stop.reason);
      graceTimer = setTimeout(() => this.#probes.abandon(), graceMs);
    };
    if (this.#stop.aborted) onStop();
    else this.#stop.addEventListener("abort", onStop, { once: true });
    try {
      await this.#walk(counting.signal).catch((error: unknown) => {
        if (error !== this.#stop.reason) this.#failure.abort(error);
      });
      await this.#probes.idle();
      await this.#noticeLostDisks();
      return await this.#close(!this.#walked || this.#probes.gaveUp);
    } finally {
      counting.abort(new Error("The scan is over"));
      clearTimeout(graceTimer);
      this.#stop.removeEventListener("abort", onStop);
      this.#threads.close();
    }
  }

  async #walk(counting: AbortSignal): Promise<void> {
    const scope = { ...this.#options.walk, recursive: this.#recursive };
    void this.#expect({ ...scope, signal: counting });
    const events = this.#threads.walk(this.#root, { ...scope, signal: this.#stop });
    for await (const event of readAhead(events, readAheadMost, (found) => this.#lookUp(found))) {
      this.#stop.throwIfAborted();
      if (event.kind === "files") await this.#takeSection(event.section, await abortable(event.known, this.#stop));
      else if (event.kind === "silent") this.#warnOfSilentDisk(event.directory);
      else await this.#endDirectory(event.directory, event.lastSection);
    }
    this.#stop.throwIfAborted();
    this.#walked = true;
  }

  /**
   * Finds out how much there is to do: as much as the last scan found or, on a first one, as a count of names has, unless
   * the scan is over at once. The scan goes on meanwhile.
   */
  async #expect(options: WalkOptions): Promise<void> {
    try {
      this.#expected = await this.#options.library.lastFound({ path: this.#root, recursive: options.recursive });
      if (this.#expected !== null) return;
      await abortable(delay(countAfterMs), options.signal);
      this.#expected = await this.#threads.count(this.#root, options);
    } catch (error) {
      if (error !== options.signal.reason) this.#failure.abort(error);
    }
  }

  #lookUp(event: WalkEvent): LookedUp {
    if (event.kind === "silent") return event;
    if (event.kind === "files") {
      const known = this.#known(event, event.after);
      const remembered = known.then(({ directories }) => directories);
      remembered.catch(() => {});
      this.#lastLookedUp = { disk: event.disk, remembered };
      return { kind: "files", section: event, known };
    }
    // The section before this event is the last of the directory, unless the directory could not be listed.
    return { kind: "directory", directory: event, lastSection: event.complete ? this.#lastLookedUp : null };
  }

  #known({ directory, upTo, disk }: Section, after: string | null): Promise<KnownSection> {
    const { library, lease, resumes = null } = this.#options;
    return library.known({ directory, after, upTo, disk, jobId: lease.jobId, resumes });
  }

  /** A directory that has lost most of its files may have so many remembered that they come part by part. */
  async #takeSection(section: Section, known: KnownSection): Promise<void> {
    let rest = section;
    let part = known;
    while (part.upTo !== null) {
      const [covered, later] = partListing(rest, part.upTo);
      await this.#takeFiles(covered, part);
      rest = later;
      part = await abortable(this.#known(section, part.upTo), this.#stop);
    }
    await this.#takeFiles(rest, part);
  }

  async #takeFiles(section: Section, known: KnownSection): Promise<void> {
    const { retryErrors = false, full = false, onProgress } = this.#options;
    // Only a complete listing proves that its files are on this disk.
    const disk = section.complete ? section.disk : null;
    if (section.complete) this.#lostDuringScan.addDirectory(section);
    const found = diff({ ...section, disk }, known, { retryErrors, full });
    this.#writer.countFound(section.count + section.problems.length);
    this.#handled += found.skipped + found.unreadable + found.handledBefore + found.problems.length;
    if (found.skipped + found.unreadable > 0) this.#writer.countSkipped(found);
    if (found.changed.length === 0) onProgress?.(section.directory);
    if (found.directoryWasProblem) this.#wereProblems.add(section.directory);
    if (disk !== null) for (const path of found.present) this.#writer.addPresent({ path, disk });
    for (const path of found.readable) this.#writer.addGone({ kind: "problem", path });
    for (const problem of found.problems) this.#writer.addProblem(problem);
    if (section.directory === this.#root && section.empty && this.#options.acceptEmpty !== true)
      this.#rootIsEmpty = true;
    else if (section.complete) await this.#takeUnlisted(section, found);
    for (const file of found.changed) await this.#probe(file);
    await this.#writer.room();
  }

  async #probe(file: FileStat): Promise<void> {
    if (!this.#careful) return this.#probes.begin(file);
    await this.#options.recordInHand?.(file.path);
    await this.#probes.begin(file);
    await this.#probes.idle();
    await this.#writer.flush();
  }

  async #takeUnlisted(section: Section, found: Diff): Promise<void> {
    const { gone, isLost } = await findGone(section, found, this.#findGoneOptions);
    for (const file of gone) this.#writer.addGone(file);
    if (isLost) this.#withLostVideos.add(section.directory);
    await this.#writer.room();
  }

  get #findGoneOptions() {
    const { walk, acceptEmpty = false } = this.#options;
    const scope = { ...walk, recursive: this.#recursive, signal: this.#stop };
    return { threads: this.#threads, walk: scope, acceptEmpty };
  }

  #takeOutcome(file: FileStat, outcome: ProbeOutcome): void {
    const { path } = file;
    // The version that was read, so that the row says nothing of a file that was only listed.
    const read = { ...file, ...outcome.version };
    if (outcome.kind === "video") this.#writer.addVideo(read, outcome.facts);
    else this.#writer.addProblem(problemOfFile(read, outcome.problem));
    if (outcome.kind === "problem" && !isCausedByFile(outcome.problem)) this.#lostDuringScan.addFailure(file);
    this.#handled += 1;
    // A file whose disk does not answer is no progress, so that a scan of nothing else ends by the stall timeout.
    if (outcome.kind === "video" || outcome.hangs !== true) this.#options.onProgress?.(path);
  }

  #warnOfSilentDisk(directory: string): void {
    const warning = this.#silentDisks.warningAbout(directory);
    if (warning !== null) this.#addDirectoryProblem(warning);
  }

  async #endDirectory({ path, problem, subdirectories }: ListedDirectory, last: LastSection | null): Promise<void> {
    const wasProblem = this.#wereProblems.delete(path);
    const problems = problem === null ? [] : [problem];
    if (problem !== null) this.#lostDuringScan.addFailure(null);
    if (problem === null && last !== null) problems.push(...(await this.#warnings({ path, subdirectories }, last)));
    for (const one of problems) this.#addDirectoryProblem(one);
    if (problems.length === 0 && last !== null && wasProblem) this.#writer.addGone({ kind: "problem", path });
    this.#options.onProgress?.(path);
  }

  #addDirectoryProblem(problem: FileProblem): void {
    this.#writer.countFound(1);
    this.#writer.addProblem(problem);
    this.#handled += 1;
  }

  /** Fails a scan that has lost its disk, instead of having it end as if everything had been deleted. */
  async #noticeLostDisks(): Promise<void> {
    if (this.#stop.aborted) return;
    try {
      for (const warning of await this.#lostDuringScan.warnings(this.#findGoneOptions))
        this.#addDirectoryProblem(warning);
    } catch (error) {
      if (error !== this.#stop.reason) this.#failure.abort(error);
    }
  }

  /** Marks missing what is below directories that are gone, and warns of disks that seem not to be mounted. */
  async #warnings(
    { path, subdirectories }: Pick<ListedDirectory, "path" | "subdirectories">,
    { disk, remembered }: LastSection,
  ): Promise<readonly FileProblem[]> {
    const { library } = this.#options;
    const place = { directory: path, disk };
    const isLost = this.#withLostVideos.delete(path);
    const names = await abortable(remembered, this.#stop);
    if (path === this.#root && this.#rootIsEmpty) {
      return (await library.hasVideos(path, { notOn: null })) ? [emptyRoot(path)] : [];
    }
    const unlisted = this.#recursive ? names.filter((name) => !subdirectories.has(name)) : [];
    const below = findGoneBelow(place, unlisted, { ...this.#findGoneOptions, library });
    let next = await below.next();
    for (; next.done !== true; next = await below.next()) {
      this.#writer.addGone(next.value);
      await this.#writer.room();
      this.#stop.throwIfAborted();
    }
    const warning =
      isLost || next.value.length > 0 ? this.#lostDisks.warningAbout(place, isLost ? [] : next.value) : null;
    return warning === null ? [] : [warning];
  }

  async #close(stoppedEarly: boolean): Promise<ScanResult> {
    const { signal } = this.#options;
    if (signal?.reason instanceof LeaseLost) {
      await this.#writer.discard();
      throw signal.reason;
    }
    await this.#writer.flush();
    if (this.#failure.signal.aborted) throw this.#failure.signal.reason;
    return { counts: this.#counts, stoppedEarly };
  }

  /** Files handled of files found; while the walk goes on, of as many as the last scan found, or a count has. */
  #progress(): number | null {
    if (this.#walked) return this.#writer.found === 0 ? 1 : Math.min(1, this.#handled / this.#writer.found);
    if (this.#expected === null || this.#expected === 0 || this.#expected < this.#writer.found) return null;
    return Math.min(1, this.#handled / this.#expected);
  }
}

function problemOfFile({ path, size, modifiedUs }: FileStat, problem: ProbeProblem): FileProblem {
  const stat = isCausedByFile(problem) ? { size, modifiedUs } : null;
  return { path, stat, isPresent: problem.code !== "vanished", ...problem };
}
