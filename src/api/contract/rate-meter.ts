import type { JobJson } from "./jobs.ts";

interface Sample {
  readonly count: number;
  /** How many of `count` were skipped at once: unchanged videos, and files that could not be read before. */
  readonly skipped: number;
  /** Whether all files have been found. */
  readonly isListed: boolean;
  readonly isResumed: boolean;
  /** In milliseconds. */
  readonly at: number;
}

/** What the rate of a scan depends on. */
export type MeasuredScan = Pick<JobJson, "progress" | "resumes"> & {
  readonly counts: Pick<JobJson["counts"], "found" | "scanned" | "skipped" | "unreadable">;
  readonly payload: Pick<JobJson["payload"], "full">;
};

/**
 * Measures the speed of a scan over the last few seconds, for the page and for the terminal.
 *
 * A resumed scan skips unchanged files very fast and then reads the others slowly. The fast part says nothing about the
 * time left, so only files that are read count in a resumed scan, and the rate is unknown until some are. In another scan,
 * skipped files count as long as more are found: a scan of an unchanged library has no others. There, too, the rate is
 * measured from the end of a fast part as soon as possible. Once all files are listed, those that are left must be read, so
 * only files that are read count from then on.
 */
export class RateMeter {
  readonly #windowMs: number;
  readonly #minMs: number;
  #samples: Sample[] = [];

  /**
   * @param options.windowMs the time span of the measurement. Default 5,000
   * @param options.minMs the shortest time span that gives a rate. Default 800
   */
  constructor({ windowMs = 5_000, minMs = 800 }: { readonly windowMs?: number; readonly minMs?: number } = {}) {
    this.#windowMs = windowMs;
    this.#minMs = minMs;
  }

  /** @param at in milliseconds of a steady clock, never falling */
  add(scan: MeasuredScan, at: number): void {
    const { scanned: count, unreadable } = scan.counts;
    // A scan that reads all files again calls those skipped that it has read and that tell nothing new.
    const skipped = scan.payload.full === true ? 0 : scan.counts.skipped + unreadable;
    const last = this.#samples.at(-1);
    // A scan that continues after an interruption counts from the start again.
    if (last !== undefined && count < last.count) this.#samples = [];
    const isResumed = scan.resumes !== null;
    this.#samples.push({ count, skipped, isListed: isListed(scan), isResumed, at });
    this.#forget(at);
  }

  /** In files per second; null while it is unknown. */
  rate(now: number): number | null {
    this.#forget(now);
    const last = this.#samples.at(-1);
    if (last === undefined) return null;
    const from = last.isListed
      ? this.#samples.find((sample) => sample.isListed)
      : last.isResumed
        ? this.#beforeReading()
        : this.#whileListing(now);
    if (from === undefined || now - from.at < this.#minMs) return null;
    const handled = last.count - from.count;
    const read = handled - (last.skipped - from.skipped);
    const perSecond = (files: number) => (files / (now - from.at)) * 1000;
    if (last.isListed) return perSecond(read > 0 ? read : handled);
    if (!last.isResumed) return perSecond(handled);
    return read > 0 || handled === 0 ? perSecond(read) : null;
  }

  /** The last sample before a file was read; the first one if none was. */
  #beforeReading(): Sample | undefined {
    const [first] = this.#samples;
    const reads = ({ count, skipped }: Sample) => count - skipped;
    const index = this.#samples.findIndex((sample) => first !== undefined && reads(sample) > reads(first));
    return index === -1 ? first : this.#samples[index - 1];
  }

  /** Where the measurement begins while files are still being found; undefined if there is no rate yet. */
  #whileListing(now: number): Sample | undefined {
    const [first] = this.#samples;
    const index = this.#samples.findLastIndex(
      ({ skipped }, index, samples) => index > 0 && skipped > (samples[index - 1]?.skipped ?? skipped),
    );
    const sample = this.#samples[index];
    if (sample === undefined || first === undefined) return first;
    // After the last skipped file, if it is old enough for a rate.
    if (index < this.#samples.length - 1 && now - sample.at >= this.#minMs) return sample;
    // A scan that has just begun to skip files may be about to end that.
    return sample.at - first.at >= this.#minMs ? first : undefined;
  }

  /** Drops samples from before the window, except the last of them, where the window begins. */
  #forget(now: number): void {
    const inside = this.#samples.findIndex(({ at }) => at > now - this.#windowMs);
    const from = inside === -1 ? this.#samples.length - 1 : inside - 1;
    if (from > 0) this.#samples = this.#samples.slice(from);
  }
}

/** While files are being found, the progress knows of more of them: those that are expected. */
function isListed({ progress, counts: { found, scanned } }: MeasuredScan): boolean {
  return progress !== null && progress > 0 && Math.round(scanned / progress) <= found;
}
