import { cpus } from "node:os";

/** How long all processors of this machine have been busy, added up, in milliseconds since some moment. */
interface ProcessorTimes {
  (): { readonly busyMs: number; readonly count: number };
}

interface ProcessCountOptions {
  /** How many processes there are to begin with, and at least. */
  readonly least: number;
  readonly most: number;
  /** Default: those of this machine. */
  readonly processorTimes?: ProcessorTimes;
  /** Milliseconds since some moment; default `performance.now`. */
  readonly now?: () => number;
}

/** How long it watches before it changes anything, in milliseconds. */
const windowMs = 500;
/** For how many windows it does not try again what did not help. */
const pauseWindows = 40;

/**
 * How many processes suit the disk. Where files are read from memory or a fast disk, as many as there are processors keep
 * these busy, and more would only be in each other's way. Where each file has to be waited for, as on a network drive,
 * the processors are idle meanwhile, and more processes wait for more files at once: so one is added while processors
 * are idle and that makes it faster, and one is taken away when none is idle any more.
 */
export class ProcessCount {
  readonly #least: number;
  readonly #most: number;
  readonly #processorTimes: ProcessorTimes;
  readonly #now: () => number;
  #wanted: number;
  #window: { readonly since: number; readonly busyMs: number; files: number; starved: boolean };
  /** Files a millisecond before one was added; null where the last change was none of that kind. */
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

  /** A process waits for files, so that it is not for want of processes that there is not more done. */
  starved(): void {
    this.#window.starved = true;
  }

  /** A file is done. */
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

function timesOfThisMachine(): { readonly busyMs: number; readonly count: number } {
  const all = cpus();
  const busyMs = all.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { busyMs, count: all.length };
}
