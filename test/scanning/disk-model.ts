/**
 * For tests: a disk, processors and processes that read files, as a model in virtual time. Nothing waits really, and the
 * same seed gives the same run.
 */

/** How the disk answers. All times are in milliseconds, for a file of average size. */
export type Disk =
  /** One head. `fileMs` is the time of a file by the number of requests that wait, which the disk puts into an order. */
  | { readonly kind: "seeks"; readonly fileMs: (waiting: number) => number }
  /** Every request takes that long, however many there are. */
  | { readonly kind: "waits"; readonly fileMs: number };

export interface DiskModelOptions {
  readonly disk: Disk;
  /** The processor time of a file. */
  readonly workMs: number;
  readonly processors: number;
  /** How far files differ: the standard deviation of the logarithm of their size. */
  readonly spread: number;
  readonly seed: number;
}

/** Whatever says how many processes may read. */
export interface Readers {
  readonly limit: number;
  reading(readers: number): void;
  fileDone(): void;
}

/** A new process can read after so long, and takes that much of a processor. */
const processStartMs = 150;

export class DiskModel {
  readonly #options: DiskModelOptions;
  readonly #random: () => number;
  #disk: Disk;
  #workMs: number;
  #readers: Readers = { limit: 0, reading: () => {}, fileDone: () => {} };
  #now = 0;
  readonly #events: { readonly at: number; readonly happen: () => void }[] = [];
  /** Processes that were ever started. They stay. */
  #processes = 0;
  /** Processes with a file, and those that may have one and start. */
  #reading = 0;
  #starting = 0;
  #headIsBusy = false;
  readonly #requests: {
    readonly size: number;
    readonly fileMs: (waiting: number) => number;
    readonly done: () => void;
  }[] = [];
  #working = 0;
  readonly #work: { readonly ms: number; readonly done: () => void }[] = [];
  #busyMs = 0;
  #others = 0;
  #files = 0;

  constructor(options: DiskModelOptions) {
    this.#options = options;
    this.#disk = options.disk;
    this.#workMs = options.workMs;
    this.#random = randomNumbers(options.seed);
  }

  readonly now = (): number => this.#now;

  readonly idleProcessors = (): (() => number) => {
    const [since, busyMs] = [this.#now, this.#busyMs];
    return () => this.#options.processors - this.#others - (this.#busyMs - busyMs) / (this.#now - since);
  };

  setDisk(disk: Disk): void {
    this.#disk = disk;
  }

  setWork(ms: number): void {
    this.#workMs = ms;
  }

  /** How many processors other programs keep busy. */
  setOthers(processors: number): void {
    this.#others = processors;
  }

  /** Lets files be read for so long. Returns the files a second. */
  run(readers: Readers, seconds: number): number {
    this.#readers = readers;
    const end = this.#now + seconds * 1_000;
    const before = this.#files;
    this.#begin();
    for (let next = this.#events[0]; next !== undefined && next.at <= end; next = this.#events[0]) {
      this.#events.shift();
      this.#now = next.at;
      next.happen();
    }
    this.#now = end;
    return (this.#files - before) / seconds;
  }

  #begin(): void {
    while (this.#reading + this.#starting < this.#readers.limit) {
      if (this.#reading + this.#starting < this.#processes) {
        this.#read();
      } else {
        this.#starting += 1;
        this.#work.push({
          ms: processStartMs,
          done: () => {
            this.#starting -= 1;
            this.#processes += 1;
            this.#begin();
          },
        });
        this.#workNext();
        break;
      }
    }
  }

  #read(): void {
    this.#reading += 1;
    const { spread } = this.#options;
    // The mean of the sizes is 1.
    const size = Math.exp(spread * this.#normal() - spread ** 2 / 2);
    const done = () => {
      this.#work.push({ ms: this.#workMs * size, done: () => this.#done() });
      this.#workNext();
    };
    if (this.#disk.kind === "waits") {
      this.#after(this.#disk.fileMs * size, done);
    } else {
      this.#requests.push({ size, fileMs: this.#disk.fileMs, done });
      this.#seekNext();
    }
  }

  #done(): void {
    this.#files += 1;
    this.#readers.fileDone();
    this.#reading -= 1;
    this.#begin();
    this.#readers.reading(this.#reading);
  }

  #seekNext(): void {
    if (this.#headIsBusy) return;
    const waiting = this.#requests.length;
    const request = this.#requests.shift();
    if (request === undefined) return;
    this.#headIsBusy = true;
    this.#after(request.fileMs(waiting) * request.size, () => {
      this.#headIsBusy = false;
      request.done();
      this.#seekNext();
    });
  }

  #workNext(): void {
    if (this.#working >= this.#options.processors - this.#others) return;
    const work = this.#work.shift();
    if (work === undefined) return;
    this.#working += 1;
    this.#after(work.ms, () => {
      this.#working -= 1;
      this.#busyMs += work.ms;
      work.done();
      this.#workNext();
    });
  }

  #after(ms: number, happen: () => void): void {
    const at = this.#now + ms;
    const index = this.#events.findLastIndex((event) => event.at <= at) + 1;
    this.#events.splice(index, 0, { at, happen });
  }

  /** From the normal distribution, by the central limit. */
  #normal(): number {
    let sum = -6;
    for (let draw = 0; draw < 12; draw++) sum += this.#random();
    return sum;
  }
}

/** The same numbers from 0 to 1 for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
