import { HungProcesses } from "../../libav/hung-processes.ts";
import type { FileInHand } from "./libav-process.ts";
import type { ProbeOutcome } from "./prober.ts";

/** A file whose outcome somebody waits for. */
export interface ProbedFile extends FileInHand {
  givenUp: boolean;
  /** Whether the file has ended a process already. A second end is the file's own doing. */
  isSuspect: boolean;
  /** The disk that the file is on, see `ProbeOptions.disk`. */
  readonly disk: string;
  readonly onHold: (isHeld: boolean) => void;
  readonly outcome: PromiseWithResolvers<ProbeOutcome>;
}

export interface WaitingFilesOptions {
  /** How many processes may hang on one disk. */
  readonly mostHung: (disk: string) => number;
  /** The files that processes are working on, or are being started for. */
  readonly inWork: () => readonly ProbedFile[];
  /** Called when held files may be handed out again. */
  readonly onRelease: () => void;
}

/**
 * The files that no process has.
 *
 * Processes that hang on a disk cannot be ended. While some do, only so many others read from this disk that no more can
 * hang than `mostHung`. Once so many hang, the disk counts as silent, and its files are held until a process
 * has come back. So a dead disk takes a bounded number of processes, and files of other disks pass.
 */
export class WaitingFiles {
  readonly #options: WaitingFilesOptions;
  readonly #hung: HungProcesses;
  #files: ProbedFile[] = [];
  /** Files that have ended a process. Each gets a process of its own. */
  #suspects: ProbedFile[] = [];
  readonly #held = new Set<ProbedFile>();

  constructor(options: WaitingFilesOptions) {
    this.#options = options;
    this.#hung = new HungProcesses(() => {
      this.#release();
      options.onRelease();
    });
  }

  /** How many files of each disk processes may get that read several. The disk of the oldest file comes first. */
  get counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { disk } of this.#files) counts.set(disk, (counts.get(disk) ?? 0) + 1);
    if (!this.#hung.isEmpty) for (const disk of counts.keys()) if (!this.#mayBeRead(disk)) counts.delete(disk);
    return counts;
  }

  /** All files but those that are held. */
  get all(): readonly ProbedFile[] {
    return [...this.#files, ...this.#suspects];
  }

  get hasSuspects(): boolean {
    return this.#suspects.length > 0;
  }

  add(file: ProbedFile): void {
    this.#files.push(file);
    this.#hold();
  }

  /** Adds files that a process had and did not begin. They come next. */
  putBack(files: readonly ProbedFile[]): void {
    this.#files.unshift(...files);
    this.#hold();
  }

  addSuspect(file: ProbedFile): void {
    this.#suspects.push(file);
    this.#hold();
  }

  /** Takes the files of a disk that have waited longest, for one process. */
  take(disk: string, most: number): readonly ProbedFile[] {
    const taken = this.#files.filter((file) => file.disk === disk).slice(0, most);
    // Mostly, all files are on one disk.
    if (taken.at(-1) === this.#files[taken.length - 1]) this.#files.splice(0, taken.length);
    else this.#files = this.#files.filter((file) => !taken.includes(file));
    return taken;
  }

  /** Takes a file that is to have a process for itself. */
  takeSuspect(): ProbedFile | null {
    const suspect = this.#suspects.find(({ disk }) => this.#mayBeRead(disk)) ?? null;
    this.#suspects = this.#suspects.filter((file) => file !== suspect);
    return suspect;
  }

  /** @returns whether the file was here */
  remove(file: ProbedFile): boolean {
    if (this.#held.delete(file)) return true;
    const before = this.all.length;
    this.#files = this.#files.filter((other) => other !== file);
    this.#suspects = this.#suspects.filter((other) => other !== file);
    return this.all.length < before;
  }

  /** Counts a process that was killed while it worked on the file, until the process has exited. */
  countKilled(file: ProbedFile, exited: Promise<void>): void {
    this.#hung.add(file.disk, exited);
    this.#hold();
  }

  /** Whether a process may read from the disk without the chance that too many hang on it. */
  #mayBeRead(disk: string): boolean {
    const hung = this.#hung.on(disk);
    if (hung === 0) return true;
    return hung + this.#options.inWork().filter((file) => file.disk === disk).length < this.#options.mostHung(disk);
  }

  #hold(): void {
    if (this.#hung.isEmpty) return;
    for (const file of this.all) {
      if (!this.#isOnSilentDisk(file)) continue;
      this.remove(file);
      this.#held.add(file);
      file.onHold(true);
    }
  }

  #release(): void {
    for (const file of this.#held) {
      if (this.#isOnSilentDisk(file)) continue;
      this.#held.delete(file);
      if (file.isSuspect) this.#suspects.push(file);
      else this.#files.push(file);
      file.onHold(false);
    }
  }

  #isOnSilentDisk(file: ProbedFile): boolean {
    return this.#hung.on(file.disk) >= this.#options.mostHung(file.disk);
  }
}
