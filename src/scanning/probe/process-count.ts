import { DiskReaders } from "./disk-readers.ts";
import { type IdleProcessors, idleProcessorsOfThisMachine } from "./idle-processors.ts";

/** Limits of the number of processes. */
export interface ProcessLimits {
  /** How many processes there are in the beginning. */
  readonly start: number;
  readonly most: number;
}

interface ProcessCountOptions extends ProcessLimits {
  /** Default: the processors of this machine. */
  readonly idleProcessors?: IdleProcessors;
  /** Milliseconds since some moment; default `performance.now`. */
  readonly now?: () => number;
}

interface Disk {
  readonly readers: DiskReaders;
  /** Files that wait or are in work. */
  files: number;
  /** About how long a file takes, in milliseconds. */
  fileMs: number;
  usedAt: number;
}

/**
 * How much work a process holds ahead, in milliseconds: enough that it need not wait for the next message, though the
 * server may be busy. A cancelled scan does not wait for that work: the process drops it.
 */
const handedAheadMs = 24;
const mostInHand = 16;
/** What a file takes until files of its disk are measured, in milliseconds. A slow disk is not given much work ahead. */
const guessedFileMs = 3;

/** What is known of a disk is forgotten after so long without files. */
const forgetMs = 30_000;

/**
 * How many processes there should be, and how many of them read from which disk. All scans share the processes. Each disk
 * has a number of its own (`disk-readers.ts`), as a slow network drive needs many readers and must not lend them to a
 * rotating disk. When the disks want more than the most processes, each gets its share.
 */
export class ProcessCount {
  #start: number;
  #most: number;
  readonly #idleProcessors: IdleProcessors;
  readonly #now: () => number;
  readonly #disks = new Map<string, Disk>();

  constructor({
    start,
    most,
    idleProcessors = idleProcessorsOfThisMachine,
    now = () => performance.now(),
  }: ProcessCountOptions) {
    this.#start = start;
    this.#most = most;
    this.#idleProcessors = idleProcessors;
    this.#now = now;
  }

  /** Takes other limits. What is known of all disks is forgotten: it was learnt under the old limits. */
  limitTo({ start, most }: ProcessLimits): void {
    if (start === this.#start && most === this.#most) return;
    this.#start = start;
    this.#most = most;
    const disks = [...this.#disks];
    this.#disks.clear();
    for (const [name, { files, fileMs, usedAt }] of disks) {
      const { readers } = this.#newDisk(name);
      this.#disks.set(name, { readers, files, fileMs, usedAt });
    }
  }

  get start(): number {
    return this.#start;
  }

  /** How many processes there should be. */
  get wanted(): number {
    return Math.min(this.#most, Math.max(this.#start, this.#needed(this.#inUse)));
  }

  /** How many files a scan may give away so that no process waits for the next. */
  get files(): number {
    return this.wanted * Math.max(...this.#inUse.map(depthOf), depthOf({ fileMs: guessedFileMs }));
  }

  /** Call this for each file that comes. */
  add(disk: string): void {
    const known = this.#disks.get(disk);
    if (known === undefined || (known.files === 0 && this.#now() - known.usedAt > forgetMs)) {
      this.#disks.delete(disk);
      this.#disks.set(disk, this.#newDisk(disk));
    }
    this.#disk(disk).files += 1;
  }

  /** Call this for each file that came and is done or given up. */
  remove(disk: string): void {
    const used = this.#disk(disk);
    used.files -= 1;
    used.usedAt = this.#now();
    // The time until the next file comes is not the disk's.
    if (used.files === 0) used.readers.reading(0);
  }

  /** How many processes may read from a disk now. */
  limitOf(disk: string): number {
    return Math.min(this.#disk(disk).readers.limit, this.#mostFor(disk));
  }

  /** How many processes a disk needs. */
  processesOf(disk: string): number {
    return this.#disks.get(disk)?.readers.processes ?? 0;
  }

  /** How many files of a disk a process holds at a time. */
  depthOf(disk: string): number {
    return depthOf(this.#disk(disk));
  }

  /** Call this after files were handed out, with the number of processes that have files of each disk. */
  reading(readers: ReadonlyMap<string, number>): void {
    for (const [name, disk] of this.#disks) if (disk.files > 0) disk.readers.reading(readers.get(name) ?? 0);
  }

  /** Call this for each file that is read. @param ms how long it took, in milliseconds */
  fileDone(disk: string, ms: number): void {
    const read = this.#disk(disk);
    read.fileMs += (ms - read.fileMs) / 20;
    read.readers.fileDone();
  }

  get #inUse(): readonly Disk[] {
    return [...this.#disks.values()].filter(({ files }) => files > 0);
  }

  #disk(name: string): Disk {
    const disk = this.#disks.get(name);
    if (disk === undefined) throw new Error(`No file came from the disk ${name}`);
    return disk;
  }

  #newDisk(name: string): Disk {
    const others = this.#needed(this.#inUse);
    const readers = new DiskReaders({
      // Beside other disks, it begins with processors that they do not need.
      start: Math.max(1, this.#start - others),
      most: this.#most,
      mostNow: () => this.#mostFor(name),
      idleProcessors: this.#idleProcessors,
      now: this.#now,
    });
    return { readers, files: 0, fileMs: guessedFileMs, usedAt: this.#now() };
  }

  /** All that the other disks in use leave, and at least an equal share. */
  #mostFor(name: string): number {
    const inUse = this.#inUse;
    const own = this.#disks.get(name);
    const others = inUse.filter((disk) => disk !== own);
    const share = Math.floor(this.#most / (others.length + 1));
    return Math.max(1, share, this.#most - this.#needed(others));
  }

  #needed(disks: readonly Disk[]): number {
    return disks.reduce((sum, { readers }) => sum + readers.processes, 0);
  }
}

function depthOf({ fileMs }: Pick<Disk, "fileMs">): number {
  return Math.max(1, Math.min(mostInHand, Math.floor(handedAheadMs / fileMs)));
}
