/**
 * Counts the killed processes that have not exited, by the disk of the file that they were reading.
 *
 * A process that waits in the kernel for a disk that does not answer cannot be ended, not even by SIGKILL. It keeps its
 * memory until the disk answers. So nobody may start one process after another for files of such a disk.
 */
export class HungProcesses {
  readonly #onExit: () => void;
  /** For each disk, how many processes hang on it. */
  readonly #counts = new Map<string, number>();

  /** @param onExit called whenever a counted process has exited */
  constructor(onExit: () => void) {
    this.#onExit = onExit;
  }

  /** Whether no process hangs. */
  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** How many processes hang on this disk. */
  on(disk: string): number {
    return this.#counts.get(disk) ?? 0;
  }

  /** Counts a process that was just killed, until it has exited. */
  add(disk: string, exited: Promise<void>): void {
    this.#counts.set(disk, this.on(disk) + 1);
    void exited.then(() => {
      const left = this.on(disk) - 1;
      if (left > 0) this.#counts.set(disk, left);
      else this.#counts.delete(disk);
      this.#onExit();
    });
  }
}
