import { deviceOf, readMountTable } from "../../files/mount-table.ts";
import { HungProcesses } from "../../libav/hung-processes.ts";
import type { FileInHand } from "./libav-process.ts";
import type { ProbeOutcome } from "./prober.ts";

/** A file whose outcome somebody waits for. */
export interface ProbedFile extends FileInHand {
  givenUp: boolean;
  /** Whether the file has ended a process already. A second end is the file's own doing. */
  isSuspect: boolean;
  /** The disk that the file is on, see `ProbeOptions.disk`. Null until somebody needs to know. */
  disk: string | null;
  readonly onHold: (isHeld: boolean) => void;
  readonly outcome: PromiseWithResolvers<ProbeOutcome>;
}

export interface WaitingFilesOptions {
  /** How many processes are wanted: so many may hang on one disk. */
  readonly wanted: () => number;
  /** The files that processes are working on, or are being started for. */
  readonly inWork: () => readonly ProbedFile[];
  /** Called when held files may be handed out again. */
  readonly onRelease: () => void;
}

/**
 * The files that no process has.
 *
 * Processes that hang on a disk cannot be ended. While some do, only so many others read from this disk that no more can
 * hang than processes are wanted. Once so many hang, the disk counts as silent, and its files are held until a process
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

  /** How many files a process may get that reads several. */
  get count(): number {
    return this.#hung.isEmpty ? this.#files.length : this.#files.filter(this.#mayBeRead()).length;
  }

  /** All files but those that are held. */
  get all(): readonly ProbedFile[] {
    return [...this.#files, ...this.#suspects];
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

  /** Takes the files that have waited longest, for one process. */
  take(most: number): readonly ProbedFile[] {
    if (this.#hung.isEmpty) return this.#files.splice(0, most);
    const taken = new Set(this.#files.filter(this.#mayBeRead()).slice(0, most));
    this.#files = this.#files.filter((file) => !taken.has(file));
    return [...taken];
  }

  /** Takes a file that is to have a process for itself. */
  takeSuspect(): ProbedFile | null {
    const suspect = this.#suspects.find(this.#mayBeRead()) ?? null;
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
    this.#hung.add(diskOf(file), exited);
    this.#hold();
  }

  /** Tells whether a process may read a file without the chance that too many hang on its disk. */
  #mayBeRead(): (file: ProbedFile) => boolean {
    if (this.#hung.isEmpty) return () => true;
    const wanted = this.#options.wanted();
    const inWork = this.#options.inWork().map(diskOf);
    return (file) => {
      const disk = diskOf(file);
      const hung = this.#hung.on(disk);
      return hung === 0 || hung + inWork.filter((other) => other === disk).length < wanted;
    };
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
    return this.#hung.on(diskOf(file)) >= this.#options.wanted();
  }
}

function diskOf(file: ProbedFile): string {
  file.disk ??= deviceOf(file.path, readMountTable());
  return file.disk;
}
