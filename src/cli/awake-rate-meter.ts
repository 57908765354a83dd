import type { JobJson } from "../api/contract/jobs.ts";
import { RateMeter } from "../api/contract/rate-meter.ts";

/** A longer pause between two looks at the clock means that the process was suspended, as by Ctrl-Z. */
const suspendedMs = 2_000;

/**
 * Measures the rate of a scan for the terminal. The scan has made no progress while the process was suspended, so that
 * time says nothing about its rate: the measurement begins anew.
 */
export class AwakeRateMeter {
  readonly #clock: () => number;
  #meter = new RateMeter();
  #awakeAt: number;

  /** @param clock a steady clock, in milliseconds */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#awakeAt = clock();
  }

  /** To be called at least once a second. @returns the time of the clock */
  look(): number {
    const now = this.#clock();
    if (now - this.#awakeAt > suspendedMs) this.#meter = new RateMeter();
    this.#awakeAt = now;
    return now;
  }

  add(job: JobJson): void {
    // It may begin a new measurement.
    const now = this.look();
    this.#meter.add(job, now);
  }

  /** In files per second; null while it is unknown. */
  rate(): number | null {
    const now = this.look();
    return this.#meter.rate(now);
  }
}
