import { abortable } from "../abortable.ts";
import type { ProbeOutcome, Prober } from "./probe/prober.ts";
import type { FileStat } from "./scan-library.ts";

/** Gives the changed files of a scan to whoever probes them. */
export interface FileProbes {
  /** Whether files were given up. They have no outcome. */
  readonly gaveUp: boolean;

  /**
   * Begins a file as soon as there is room for it and the rate limit permits. Does not wait for its outcome.
   *
   * @throws the reason of the signal that stops the scan, without having begun the file
   */
  begin(file: FileStat): Promise<void>;

  /** Settles when no file is in work, or after `leave`. */
  idle(): Promise<void>;

  /** Waits no longer for the files that this process reads. They have no outcome. */
  leave(): void;

  /** Gives up all files in work. They have no outcome. */
  abandon(): void;
}

export interface ProbesInFlightOptions {
  /** Called when the first file comes. */
  readonly prober: () => Promise<Prober>;
  /** Waits until a file may begin under the rate limit of the scan. Default: at once. */
  readonly keepRate?: (file: FileStat) => Promise<void>;
  /** Real paths of the directories in which files must lie. Empty: anywhere. */
  readonly roots: readonly string[] | Promise<readonly string[]>;
  /** The path at which the file is probed. Default: its own. */
  readonly pathHere?: (path: string) => string;
  /** After its abort no more files begin. Files that wait in the prober and that no process has are given up. */
  readonly stop: AbortSignal;
  readonly onOutcome: (file: FileStat, outcome: ProbeOutcome) => void;
  /** Called with errors of the prober, except for those that `abandon` causes. */
  readonly onFailure: (error: unknown) => void;
  /** Called with each file that the prober holds for `silentMs` because its disk does not answer. */
  readonly onHold: (file: FileStat) => void;
  /**
   * How long a file is held before `onHold`, in milliseconds. Default 10,000. Before that, its disk may be fine: a process
   * that was killed for its file alone exits once it gets a turn of a processor.
   */
  readonly silentMs?: number;
  /**
   * How long processes may go on with files after `leave`, in milliseconds. Default 1,000: most files take less, and a
   * process that is killed has to be started again. But the next scan may wait for it.
   */
  readonly endMs?: number;
}

/** How many files of silent disks wait beside the files of other disks. A scan with more of them waits. */
const mostHeld = 2_000;

/** Keeps the prober of a scan busy with as many files as it takes at once. */
export class ProbesInFlight implements FileProbes {
  readonly #options: ProbesInFlightOptions;
  readonly #abandon = new AbortController();
  #prober: Prober | null = null;
  /** How many probes the prober works on, or will as soon as it can. */
  #count = 0;
  /** How many probes wait for a disk that does not answer. */
  #held = 0;
  /** Resolves when one of these numbers has changed. */
  #changed = Promise.withResolvers<void>();
  #gaveUp = false;
  #hasLeft = false;

  constructor(options: ProbesInFlightOptions) {
    this.#options = options;
    // Wakes `begin`, which waits for each file. A listener for each wait would take more time than the wait itself.
    options.stop.addEventListener("abort", () => this.#notify(), { once: true });
  }

  get gaveUp(): boolean {
    return this.#gaveUp;
  }

  /** Begins a file as soon as the prober takes it. Throws the errors of `options.prober` as well. */
  async begin(file: FileStat): Promise<void> {
    const { stop } = this.#options;
    this.#prober ??= await abortable(this.#options.prober(), stop);
    const prober = this.#prober;
    while (this.#count >= prober.concurrency || this.#held >= mostHeld) {
      stop.throwIfAborted();
      await this.#changed.promise;
    }
    await this.#options.keepRate?.(file);
    stop.throwIfAborted();
    this.#count += 1;
    void this.#probe(file, prober);
  }

  async idle(): Promise<void> {
    while (!this.#hasLeft && this.#count + this.#held > 0) await this.#changed.promise;
  }

  leave(): void {
    this.#hasLeft = true;
    if (this.#count + this.#held === 0) return;
    this.#gaveUp = true;
    setTimeout(() => this.abandon(), this.#options.endMs ?? 1_000).unref();
    this.#notify();
  }

  abandon(): void {
    this.#abandon.abort(new Error("The grace period is over"));
  }

  async #probe(file: FileStat, prober: Prober): Promise<void> {
    const { onOutcome, onFailure, onHold, silentMs = 10_000, stop, pathHere } = this.#options;
    let isHeld = false;
    let holdTimer: NodeJS.Timeout | undefined;
    const hold = (held: boolean): void => {
      isHeld = held;
      this.#move(held ? 1 : -1);
      clearTimeout(holdTimer);
      if (held) holdTimer = setTimeout(() => this.#hasLeft || onHold(file), silentMs);
    };
    try {
      const { path, size, modifiedUs, disk } = file;
      const roots = await this.#options.roots;
      const given = { roots, version: { size, modifiedUs }, disk, onHold: hold };
      const options = { ...given, signal: this.#abandon.signal, unlessBegun: stop };
      const outcome = await prober.probe(pathHere?.(path) ?? path, options);
      if (!this.#hasLeft) onOutcome(file, outcome);
    } catch (error) {
      const isGivenUp = error === this.#abandon.signal.reason || (stop.aborted && error === stop.reason);
      if (isGivenUp) this.#gaveUp = true;
      else if (!this.#hasLeft) onFailure(error);
    } finally {
      clearTimeout(holdTimer);
      if (isHeld) this.#move(-1);
      this.#count -= 1;
      this.#notify();
    }
  }

  /** Moves so many probes from those in work to those that wait for a disk. */
  #move(probes: number): void {
    this.#count -= probes;
    this.#held += probes;
    this.#notify();
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
