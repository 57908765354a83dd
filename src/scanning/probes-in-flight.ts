import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import type { ProbeOutcome, Prober } from "./probe/prober.ts";
import type { FileStat } from "./scan-library.ts";

export interface ProbesInFlightOptions {
  /** Called when the first file comes. */
  readonly prober: () => Promise<Prober>;
  /** How many files to begin a second at most; 0 means no limit. */
  readonly maxRate: number;
  /** Real paths of the directories in which files must lie. Empty: anywhere. */
  readonly roots: readonly string[];
  /** After its abort no more files begin. Files that wait in the prober and that no process has are given up. */
  readonly stop: AbortSignal;
  readonly onOutcome: (file: FileStat, outcome: ProbeOutcome) => void;
  /** Called with errors of the prober, except for those that `abandon` causes. */
  readonly onFailure: (error: unknown) => void;
  /** Called from time to time with the file that waits on purpose. */
  readonly onWait: (file: FileStat) => void;
  /** Called with each file that the prober holds for `holdMs` because its disk does not answer. */
  readonly onHold: (file: FileStat) => void;
  /**
   * How long a file is held before `onHold`, in milliseconds. Default 2,000: a process that was killed for its file alone
   * is gone by then, and its disk is fine.
   */
  readonly holdMs?: number;
}

/** How many files of silent disks wait beside the files of other disks. A scan with more of them waits. */
const mostHeld = 2_000;

/** Keeps the prober of a scan busy with as many files as it takes at once. */
export class ProbesInFlight {
  readonly #options: ProbesInFlightOptions;
  readonly #abandon = new AbortController();
  #prober: Prober | null = null;
  /** How many probes the prober works on, or will as soon as it can. */
  #count = 0;
  /** How many probes wait for a disk that does not answer. */
  #held = 0;
  /** Resolves when one of these numbers has changed. */
  #changed = Promise.withResolvers<void>();
  #nextAt = 0;
  #gaveUp = false;

  constructor(options: ProbesInFlightOptions) {
    this.#options = options;
  }

  /** Whether files were given up. They have no outcome. */
  get gaveUp(): boolean {
    return this.#gaveUp;
  }

  /**
   * Begins a file as soon as the prober takes it and the rate limit permits. Does not wait for its outcome.
   *
   * @throws `stop.reason`, without having begun the file; the errors of `options.prober`
   */
  async begin(file: FileStat): Promise<void> {
    const { stop } = this.#options;
    this.#prober ??= await abortable(this.#options.prober(), stop);
    const prober = this.#prober;
    while (this.#count >= prober.concurrency || this.#held >= mostHeld) await abortable(this.#changed.promise, stop);
    await this.#keepRate(file);
    stop.throwIfAborted();
    this.#count += 1;
    void this.#probe(file, prober);
  }

  /** Settles when no probe is in flight. */
  async idle(): Promise<void> {
    while (this.#count + this.#held > 0) await this.#changed.promise;
  }

  /** Gives up all probes in flight. They have no outcome. */
  abandon(): void {
    this.#abandon.abort(new Error("The grace period is over"));
  }

  async #probe(file: FileStat, prober: Prober): Promise<void> {
    const { onOutcome, onFailure, onHold, holdMs = 2_000, stop, roots } = this.#options;
    let isHeld = false;
    let holdTimer: NodeJS.Timeout | undefined;
    const hold = (held: boolean): void => {
      isHeld = held;
      this.#move(held ? 1 : -1);
      clearTimeout(holdTimer);
      if (held) holdTimer = setTimeout(onHold, holdMs, file);
    };
    try {
      const { path, size, modifiedUs, disk } = file;
      const given = { roots, version: { size, modifiedUs }, disk, onHold: hold };
      onOutcome(file, await prober.probe(path, { ...given, signal: this.#abandon.signal, unlessBegun: stop }));
    } catch (error) {
      const isGivenUp = error === this.#abandon.signal.reason || (stop.aborted && error === stop.reason);
      if (isGivenUp) this.#gaveUp = true;
      else onFailure(error);
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

  /** Waits until the next file is due under `maxRate`. */
  async #keepRate(file: FileStat): Promise<void> {
    const { maxRate, stop, onWait } = this.#options;
    if (maxRate <= 0) return;
    const due = Math.max(performance.now(), this.#nextAt);
    this.#nextAt = due + 1_000 / maxRate;
    for (let waitMs = due - performance.now(); waitMs > 0; waitMs = due - performance.now()) {
      onWait(file);
      await abortable(delay(Math.min(waitMs, 5_000)), stop);
    }
  }
}
