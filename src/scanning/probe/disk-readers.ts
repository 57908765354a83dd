/**
 * Finds how many processes should read from one disk at a time. Disks differ:
 *
 * - A rotating disk has one head. Some readers let it choose the shortest way, and more make it lose time on its ways.
 * - A network drive answers late, but answers many requests at once: each further reader helps.
 * - Memory and fast disks keep the processors busy. More readers than processors only slow each other down.
 *
 * The time of a file does not tell these disks apart, because with more readers a file always takes longer. So files a
 * second are measured. A trial lets a few more or fewer processes read, and keeps the better number. Files differ in size,
 * so a trial alternates between both numbers until their difference is larger than chance explains, and what was measured
 * with a number counts in later trials. When neither more nor fewer readers are better, the next trials wait, longer each
 * time. When the disk becomes much faster or slower with the same number of readers, everything begins again.
 */
import type { IdleProcessors } from "./idle-processors.ts";

export interface DiskReadersOptions {
  /** The number of readers in the beginning. */
  readonly start: number;
  readonly most: number;
  /** How many readers may be tried now, as other disks share the processes. Default `most`. */
  readonly mostNow?: () => number;
  readonly idleProcessors: IdleProcessors;
  /** Milliseconds since some moment. */
  readonly now: () => number;
}

interface Sample {
  readonly files: number;
  readonly ms: number;
}

interface Trial {
  readonly direction: Direction;
  readonly readers: number;
  /** Whether the tried number of processes reads now, or the settled one. */
  readonly isOn: boolean;
  /** How often the tried number was measured. */
  readonly rounds: number;
}

type Direction = "more" | "fewer";

interface Window {
  readonly since: number;
  files: number;
  isDisturbed: boolean;
  /** How many processors were idle since then. */
  readonly idle: () => number;
}

/** A measurement takes so many milliseconds and files. With very slow files, it takes the longest time. */
const windowMs = 400;
const windowFiles = 16;
const longestWindowMs = 1_500;
/** A measurement that is disturbed begins anew after so long. */
const disturbedMs = 100;

/** Further readers must raise the files a second by this share. Fewer readers may lower them by this share. */
const gainOfMore = 0.03;
const lossOfFewer = 0.02;

/** A trial ends when the difference is so many standard errors away from the one that is asked for, or after the rounds. */
const certainty = 1;
const mostRounds = 6;

/** A trial in which the number of readers never comes about ends after so long: other disks use the processes. */
const longestDisturbedMs = 5_000;

/** Trials need so many idle processors. Otherwise the processors are the limit, and not the disk. */
const idleForTrials = 0.2;
/** The first one needs more, so that a short scan from memory does not start processes in vain. */
const idleForFirstTrial = 0.4;
/** With so many idle processors, trials go two steps at a time until one fails. */
const idleForStrides = 1;
/** With fewer idle processors, readers that were added give way, if they do not help. */
const idleInNeed = 0.1;

const longStride = 2;

/** So many measurements pass after trials in both directions. */
const shortestPause = 4;
const longestPause = 64;

/** A disk that is so many times as fast or slow as before has changed. */
const greatestChange = 1.4;

/** The weight of older files, with each measurement. */
const weightOfOlder = 0.85;

export class DiskReaders {
  readonly #options: DiskReadersOptions;
  /** The numbers that are tried, in ascending order. */
  readonly #steps: readonly number[];
  /** The best number so far. */
  #settled: number;
  /** For each number, what was measured since the disk changed. */
  readonly #samples = new Map<number, Sample>();
  #trial: Trial | null = null;
  /** The direction of the next trial, if that is possible. */
  #direction: Direction = "more";
  /** Directions in which there is no better number. */
  readonly #failed = new Set<Direction>();
  /** How many steps a trial goes at a time. */
  #stride = longStride;
  /** How many measurements pass before the next trial. */
  #pause = 0;
  #nextPause = shortestPause;
  #disturbedSince: number;
  #window: Window;

  constructor(options: DiskReadersOptions) {
    this.#options = options;
    this.#steps = stepsWith(options.start, options.most);
    this.#settled = options.start;
    this.#disturbedSince = options.now();
    this.#window = this.#newWindow();
  }

  /** How many processes may read from the disk now. */
  get limit(): number {
    return this.#trial?.isOn === true ? this.#trial.readers : this.#settled;
  }

  /** How many processes the disk needs. During a trial some of them pause. */
  get processes(): number {
    return Math.max(this.#settled, this.#trial?.readers ?? 0);
  }

  /**
   * Call this after files were handed out. If other than `limit` processes read, nothing can be learnt: there are too few
   * files, or processes start, or they end what they have.
   */
  reading(readers: number): void {
    if (readers !== this.limit) this.#window.isDisturbed = true;
  }

  /** Call this for each file that is done. */
  fileDone(): void {
    if (this.#steps.length === 1) return;
    const { now } = this.#options;
    this.#window.files += 1;
    const { since, files, isDisturbed } = this.#window;
    const ms = now() - since;
    if (isDisturbed) {
      if (ms < disturbedMs) return;
      if (now() - this.#disturbedSince > longestDisturbedMs) this.#endTrial();
    } else {
      if (ms < windowMs || (files < windowFiles && ms < longestWindowMs)) return;
      this.#disturbedSince = now();
      this.#measured({ files, ms }, this.#window.idle());
    }
    this.#window = this.#newWindow();
  }

  #measured(sample: Sample, idle: number): void {
    const before = this.#samples.get(this.limit);
    if (this.#trial === null && before !== undefined && hasChanged(before, sample)) this.#beginAgain();
    this.#samples.set(this.limit, withNewer(this.#samples.get(this.limit), sample));
    if (this.#trial !== null) this.#judge(this.#trial);
    else if (this.#pause > 0) this.#pause -= 1;
    else this.#tryNext(idle);
  }

  #tryNext(idle: number): void {
    for (const direction of [this.#direction, opposite(this.#direction)]) {
      if (idle < idleForStrides) this.#stride = 1;
      const readers = this.#next(direction);
      if (readers === this.#settled || this.#failed.has(direction) || !this.#isWorthTrying(direction, idle)) continue;
      this.#trial = { direction, readers, isOn: true, rounds: 0 };
      this.#disturbedSince = this.#options.now();
      return;
    }
    this.#failed.clear();
    this.#stride = 1;
    this.#pause = this.#nextPause;
    this.#nextPause = Math.min(longestPause, 2 * this.#nextPause);
  }

  #isWorthTrying(direction: Direction, idle: number): boolean {
    if (idle >= (this.#settled === this.#options.start ? idleForFirstTrial : idleForTrials)) return true;
    return direction === "fewer" && idle < idleInNeed && this.#settled > this.#options.start;
  }

  #judge({ direction, readers, isOn, rounds: before }: Trial): void {
    const rounds = isOn ? before + 1 : before;
    const settled = this.#samples.get(this.#settled);
    const tried = this.#samples.get(readers);
    const beyond = settled === undefined || tried === undefined ? null : gainBeyond(direction, settled, tried);
    if (beyond === null || (Math.abs(beyond.gain) < certainty * beyond.error && rounds < mostRounds)) {
      this.#trial = { direction, readers, isOn: !isOn, rounds };
      return;
    }
    if (beyond.gain <= 0) return this.#endTrial();
    this.#trial = null;
    this.#settled = readers;
    this.#direction = direction;
    this.#nextPause = shortestPause;
    this.#failed.clear();
    this.#failed.add(opposite(direction));
  }

  /** Ends a trial that brought no better number. */
  #endTrial(): void {
    if (this.#trial === null) return;
    const { direction } = this.#trial;
    this.#trial = null;
    if (this.#stride > 1) {
      this.#stride = 1;
    } else {
      this.#failed.add(direction);
      this.#direction = opposite(direction);
    }
  }

  #beginAgain(): void {
    this.#samples.clear();
    this.#failed.clear();
    this.#stride = longStride;
    this.#pause = 0;
    this.#nextPause = shortestPause;
  }

  /** The next number to try; the settled one if there is none. */
  #next(direction: Direction): number {
    const { most, mostNow = () => most } = this.#options;
    const steps = this.#steps.filter((step) => step <= Math.max(mostNow(), this.#settled));
    const index = steps.indexOf(this.#settled) + (direction === "more" ? this.#stride : -this.#stride);
    return steps[Math.min(Math.max(index, 0), steps.length - 1)] ?? this.#settled;
  }

  #newWindow(): Window {
    const { now, idleProcessors } = this.#options;
    return { since: now(), files: 0, isDisturbed: false, idle: idleProcessors() };
  }
}

/** 1, 2, 3, 4, 6, 8, 12, 16 and so on, with the number in the beginning and the most. */
function stepsWith(start: number, most: number): readonly number[] {
  const steps = new Set([start, most]);
  for (let power = 1; power <= most; power *= 2) {
    steps.add(power);
    if (power > 1 && power * 1.5 <= most) steps.add(power * 1.5);
  }
  return [...steps].toSorted((one, other) => one - other);
}

function opposite(direction: Direction): Direction {
  return direction === "more" ? "fewer" : "more";
}

function withNewer(older: Sample | undefined, newer: Sample): Sample {
  if (older === undefined) return newer;
  return { files: older.files * weightOfOlder + newer.files, ms: older.ms * weightOfOlder + newer.ms };
}

function hasChanged(before: Sample, now: Sample): boolean {
  const { gain, error } = gainOf(before, now);
  return Math.abs(gain) > Math.max(Math.log(greatestChange), 3 * error);
}

/** The gain beyond the one that is asked for. */
function gainBeyond(direction: Direction, settled: Sample, tried: Sample) {
  const { gain, error } = gainOf(settled, tried);
  return { gain: gain - (direction === "more" ? gainOfMore : -lossOfFewer), error };
}

/** The gain of files a second as a logarithm, and its standard error, as if files were done at random moments. */
function gainOf(before: Sample, after: Sample): { readonly gain: number; readonly error: number } {
  return {
    gain: Math.log(after.files / after.ms) - Math.log(before.files / before.ms),
    error: Math.sqrt(1 / after.files + 1 / before.files),
  };
}
