import { availableParallelism, cpus } from "node:os";

/**
 * `busyMs` is the busy time of all processors of this machine since some moment, added up. `count` is the number of
 * processors that this process may use.
 */
interface ProcessorTimes {
  (): { readonly busyMs: number; readonly count: number };
}

interface ProcessCountOptions {
  /** How many processes there are in the beginning, and at least. */
  readonly least: number;
  readonly most: number;
  /** Default: the processors of this machine. */
  readonly processorTimes?: ProcessorTimes;
  /** Milliseconds since some moment; default `performance.now`. */
  readonly now?: () => number;
}

/** How long the count watches before it changes, in milliseconds. */
const windowMs = 500;
/** How many windows pass before another process is added, after one that did not help. */
const pauseWindows = 40;

/**
 * Finds the number of processes that suits the disk. If files come from memory or a fast disk, one process per processor
 * keeps the processors busy, and more processes would slow each other down. If each file takes time to arrive, as from a
 * network drive, the processors are idle meanwhile, and more processes can wait for more files at once. So a process is
 * added while processors are idle and the last added process made reading faster. A process is removed when no processor
 * is idle.
 */
export class ProcessCount {
  readonly #least: number;
  readonly #most: number;
  readonly #processorTimes: ProcessorTimes;
  readonly #now: () => number;
  #wanted: number;
  #window: { readonly since: number; readonly busyMs: number; files: number; starved: boolean };
  /** Files per millisecond before a process was added; null if the last window did not add one. */
  #rateBefore: number | null = null;
  #pause = 0;

  constructor({
    least,
    most,
    processorTimes = timesOfThisMachine,
    now = () => performance.now(),
  }: ProcessCountOptions) {
    this.#least = least;
    this.#most = most;
    this.#processorTimes = processorTimes;
    this.#now = now;
    this.#wanted = least;
    this.#window = this.#newWindow();
  }

  get wanted(): number {
    return this.#wanted;
  }

  /** Call this when a process has no file: more processes would not read more. */
  starved(): void {
    this.#window.starved = true;
  }

  /** Call this for each file that is done. */
  fileDone(): void {
    if (this.#most === this.#least) return;
    this.#window.files += 1;
    if (this.#now() - this.#window.since < windowMs) return;
    if (!this.#window.starved) this.#adapt();
    this.#window = this.#newWindow();
  }

  #adapt(): void {
    const { since, busyMs, files } = this.#window;
    const elapsedMs = this.#now() - since;
    const times = this.#processorTimes();
    const idle = times.count - (times.busyMs - busyMs) / elapsedMs;
    const rate = files / elapsedMs;
    const helped = this.#rateBefore === null || rate > this.#rateBefore * 1.05;
    this.#rateBefore = null;
    this.#pause -= 1;
    if (!helped) {
      this.#wanted -= 1;
      this.#pause = pauseWindows;
    } else if (idle < 0.1) {
      this.#wanted = Math.max(this.#least, this.#wanted - 1);
    } else if (idle > 0.4 && this.#wanted < this.#most && this.#pause <= 0) {
      this.#wanted += 1;
      this.#rateBefore = rate;
    }
  }

  #newWindow() {
    return { since: this.#now(), busyMs: this.#processorTimes().busyMs, files: 0, starved: false };
  }
}

/**
 * Counts only the processors that this process may use: a container may have a quota of a few on a machine with many.
 * The busy time is that of all processors, so a machine that is busy elsewhere counts as busy.
 */
function timesOfThisMachine(): { readonly busyMs: number; readonly count: number } {
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { busyMs, count: availableParallelism() };
}
