/**
 * Collects what a scan finds and commits it: every `batchFiles` files or `batchMs`, whichever comes first, one commit
 * at a time. What is in the library at any moment is exactly what was committed.
 *
 * A cancel waits for a commit, so its size is bounded: by 2 × `batchFiles` files that were read, by twice as many files
 * that were not read, which take a small part of the time, or by eight times as many moves, which take some 20 µs each.
 * One moment can bring far more: a directory with thousands of files is gone, has moved, or is on another disk now.
 */
import type { Job, Lease } from "../jobs/job.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import type { VideoFacts, VideoId } from "../library/video.ts";
import type { RememberedFile } from "./find-gone.ts";
import type { FileProblem, FileStat, MovedVideo, ScanBatch, ScanLibrary } from "./scan-library.ts";

export interface BatchWriterOptions {
  readonly library: ScanLibrary;
  readonly lease: Lease;
  readonly batchFiles: number;
  readonly batchMs: number;
  /** See `ScanBatch.expected`, asked for at each commit. */
  readonly expected: () => number | null;
  readonly onCommit: (job: Job) => void;
  /** Called with each file whose video did not move. See `CommitOutcome`. */
  readonly onNotMoved?: (file: FileStat) => void;
  /** Called after a commit that has removed videos from the library. */
  readonly onRemoved?: (ids: readonly VideoId[]) => void;
}

type Found = {
  -readonly [Key in
    | "moves"
    | "videos"
    | "problems"
    | "present"
    | "missing"
    | "excluded"
    | "goneProblems"]: Required<ScanBatch>[Key][number][];
};

export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #failure = new AbortController();
  readonly #waiting = nothingFound();
  #together: readonly MovedVideo[] = [];
  #found = 0;
  #skipped = 0;
  #unreadable = 0;
  #changed = true;
  #endFollows = false;
  #seesAll = false;
  #timer: NodeJS.Timeout | null = null;
  #commit: Promise<void> | null = null;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  /** Aborts when a commit failed, with the error, or with `LeaseLost`. Nothing more is written then. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  /** Files found so far. */
  get found(): number {
    return this.#found;
  }

  countFound(files: number): void {
    this.#found += files;
    this.#soon();
  }

  countSkipped({ skipped, unreadable }: Pick<ScanBatch, "skipped" | "unreadable">): void {
    this.#skipped += skipped;
    this.#unreadable += unreadable;
    this.#soon();
  }

  addVideo(file: FileStat, facts: VideoFacts, fingerprint: number | null = null): void {
    this.#waiting.videos.push({ file, facts, fingerprint });
    this.#soon();
  }

  addMove(move: MovedVideo): void {
    this.#waiting.moves.push(move);
    this.#soon();
  }

  /** Moves videos in one commit, because some of them may take the places of others. */
  addMovesTogether(moves: readonly MovedVideo[]): void {
    this.#together = [...this.#together, ...moves];
    this.#soon();
  }

  addProblem(problem: FileProblem): void {
    this.#waiting.problems.push(problem);
    this.#soon();
  }

  addPresent(video: ScanBatch["present"][number]): void {
    this.#waiting.present.push(video);
    this.#soon();
  }

  addGone({ kind, path }: RememberedFile): void {
    this.#waiting[kind === "video" ? "missing" : "goneProblems"].push(path);
    this.#soon();
  }

  addExcluded({ kind, path }: RememberedFile): void {
    this.#waiting[kind === "video" ? "excluded" : "goneProblems"].push(path);
    this.#soon();
  }

  /** Waits while more is waiting to be committed than two batches. Throws what `failed` aborts with. */
  async room(): Promise<void> {
    while (size(this.#waiting) >= 2 * this.#options.batchFiles) {
      this.#failure.signal.throwIfAborted();
      await (this.#commit ?? this.#write());
    }
  }

  /**
   * Commits what is left, as the last of the job. Throws what `failed` aborts with.
   *
   * @param options.seesAll see `ScanBatch`
   */
  async finish({ seesAll }: { readonly seesAll: boolean }): Promise<void> {
    this.#endFollows = true;
    this.#seesAll = seesAll;
    // The counts of earlier runs are to be replaced, also if nothing was found since the last commit.
    if (seesAll && this.#options.lease.claim > 1) this.#changed = true;
    await this.flush();
  }

  /** Commits what is left. Throws what `failed` aborts with. */
  async flush(): Promise<void> {
    while (this.#commit !== null || this.#changed) {
      this.#failure.signal.throwIfAborted();
      await (this.#commit ?? this.#write());
    }
    this.#failure.signal.throwIfAborted();
  }

  /** Gives up what is left. */
  async discard(): Promise<void> {
    this.#failure.abort(new LeaseLost());
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#commit;
  }

  #soon(): void {
    this.#changed = true;
    if (this.#failure.signal.aborted) return;
    if (size(this.#waiting) >= this.#options.batchFiles) void this.#write();
    else this.#timer ??= setTimeout(this.#onTimer, this.#options.batchMs);
  }

  readonly #onTimer = (): void => {
    this.#timer = null;
    void this.#write();
  };

  /** Starts a commit, unless one is at work: that one is followed by another when a batch is full by then. */
  #write(): Promise<void> {
    this.#commit ??= this.#commitOnce().finally(() => {
      this.#commit = null;
      if (this.#changed) this.#soon();
    });
    return this.#commit;
  }

  async #commitOnce(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#failure.signal.aborted) return;
    const { library, lease, batchFiles, expected, onCommit, onNotMoved } = this.#options;
    const counts = { found: this.#found, skipped: this.#skipped, unreadable: this.#unreadable };
    const first = takeFirst(this.#waiting, 2 * batchFiles);
    const found = { ...first, moves: [...first.moves, ...this.#together] };
    this.#together = [];
    this.#changed = size(this.#waiting) > 0;
    const endFollows = this.#endFollows && !this.#changed;
    const batch = { ...found, ...counts, expected: expected(), endFollows, seesAll: endFollows && this.#seesAll };
    try {
      const outcome = await library.commit(lease, batch);
      if (outcome.kind === "lost") return this.#failure.abort(new LeaseLost());
      if (outcome.removed.length > 0) this.#options.onRemoved?.(outcome.removed);
      this.#skipped += outcome.superseded;
      onCommit(outcome.job);
      // The scan reads these in any case, moved or not.
      const readNext = new Set(found.moves.filter(({ isReadNext }) => isReadNext).map(({ file }) => file));
      for (const file of outcome.notMoved) if (!readNext.has(file)) onNotMoved?.(file);
    } catch (error) {
      this.#failure.abort(error);
    }
  }
}

function nothingFound(): Found {
  return { moves: [], videos: [], problems: [], present: [], missing: [], excluded: [], goneProblems: [] };
}

/**
 * Takes entries away, those first that a commit writes first: a path can have a new problem after its old one is gone.
 *
 * @param most how many files that were read; twice as many of other entries, and eight times as many moves
 */
function takeFirst(found: Found, most: number): Found {
  let room = 2 * most;
  const take = <Entry>(entries: Entry[], each: 0.25 | 1 | 2): Entry[] => {
    const taken = entries.splice(0, Math.floor(room / each));
    room -= each * taken.length;
    return taken;
  };
  return {
    moves: take(found.moves, 0.25),
    goneProblems: take(found.goneProblems, 1),
    videos: take(found.videos, 2),
    problems: take(found.problems, 2),
    present: take(found.present, 1),
    missing: take(found.missing, 1),
    excluded: take(found.excluded, 1),
  };
}

/**
 * How many entries wait. A move counts as an eighth, because a commit has eight times as many of them. Each directory asks, so
 * this makes no objects.
 */
function size({ moves, videos, problems, present, missing, excluded, goneProblems }: Found): number {
  const entries = videos.length + problems.length + present.length + missing.length;
  return entries + excluded.length + goneProblems.length + moves.length / 8;
}
