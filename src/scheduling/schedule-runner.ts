/**
 * Begins the scans of the schedules of directories. The rows of the directories are the truth: a runner keeps nothing, so it
 * may stop at any moment, and several servers of one database may run one each.
 *
 * A turn is submitted first, as a job with an id that follows from the turn, and recorded afterwards. Whoever comes second,
 * or comes back after a crash in between, finds the job or the record. The time of the database's server decides, where it
 * has one.
 */
import { setImmediate as pause } from "node:timers/promises";
import type { JobId } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { LibraryRoot, LibraryRoots } from "../library/library-roots.ts";
import { diskLane, scanRequest } from "../scanning/scan-payload.ts";
import { turnOf } from "./turn.ts";
import { turnJobId } from "./turn-job-id.ts";

export interface ScheduleRunnerOptions {
  readonly roots: Pick<LibraryRoots, "list" | "recordTurn">;
  readonly queue: Pick<AsyncJobQueue, "enqueue" | "get">;
  /** The name of the disk of a directory. Scans of one disk run one after the other. */
  readonly diskOf: (path: string) => string;
  /** The clock that all processes share. */
  readonly now: () => Promise<Date>;
  /** Waits, and throws when the signal aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Called when a turn came while the scan before it had not ended, so that no scan began. */
  readonly onSkipped: (root: LibraryRoot) => void;
  readonly onError: (error: unknown) => void;
}

export class ScheduleRunner {
  readonly #options: ScheduleRunnerOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: ScheduleRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Begins no more scans, and waits for the statement under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const waitMs = await this.look().catch((error: unknown) => {
        this.#options.onError(error);
        return longestWaitMs;
      });
      await this.#options.delay(waitMs, signal).catch(() => {});
    }
  }

  /** Does what all schedules demand now. Returns after how many milliseconds to look again. */
  async look(): Promise<number> {
    const { roots, onError } = this.#options;
    const scheduled = (await roots.list()).filter(({ schedule }) => schedule !== null);
    if (scheduled.length === 0) return longestWaitMs;
    const now = await this.#options.now();
    let next = now.getTime() + longestWaitMs;
    for (const [place, root] of scheduled.entries()) {
      // Of 1,000 schedules, the next turns take 60 ms to find. Other work comes in between.
      if (place % atOnce === atOnce - 1) await pause();
      if (this.#stopping.signal.aborted) break;
      try {
        next = Math.min(next, (await this.#lookAt(root, now))?.getTime() ?? Infinity);
      } catch (error) {
        // A schedule that makes no sense keeps no other one from its turn.
        onError(new Error(`The schedule of ${root.path} cannot be followed: ${String(error)}`, { cause: error }));
      }
    }
    return next - now.getTime();
  }

  /** Returns when the directory has its next turn. Null: not before it is looked at again. */
  async #lookAt(root: LibraryRoot, now: Date): Promise<Date | null> {
    const { schedule, turnedAt } = root;
    if (schedule === null || turnedAt === null) return null;
    const { roots, onSkipped } = this.#options;
    const turn = turnOf({ schedule, turnedAt, now });
    if (turn.kind === "later") return turn.at;
    const isSkipped = turn.kind === "due" && !(await this.#submit(root, turnJobId(root.id, turnedAt)));
    const recorded = await roots.recordTurn(root, { at: now, isSkipped });
    if (recorded !== null && isSkipped) onSkipped(recorded);
    return null;
  }

  /** Submits the scan of a turn, once. Returns false if an earlier scan of the directory has not ended. */
  async #submit({ path, recursive }: LibraryRoot, id: JobId): Promise<boolean> {
    const { queue, diskOf } = this.#options;
    const isSubmitted = async () => (await queue.get(id)) !== null;
    if (await isSubmitted()) return true;
    const request = scanRequest({ path, recursive, retry_errors: false, accept_empty: false, trigger: "schedule" });
    try {
      return (await queue.enqueue({ ...request, id, lane: diskLane(diskOf(path)), keepsPending: true })).isNew;
    } catch (error) {
      // Another process may have submitted it, and its scan may have ended already.
      if (await isSubmitted()) return true;
      throw error;
    }
  }
}

/** How many schedules are looked at before other work comes in between. */
const atOnce = 20;

/** Schedules are changed by any process, machines are suspended and clocks are set, so the next look is never far. */
const longestWaitMs = 10_000;
