import { dirname } from "node:path";
import { isWithin } from "../../files/is-within.ts";
import type { LeftPath } from "../../library/workers.ts";

/**
 * The directories that a worker leaves alone for a while, because their files are others on its machine. There is one for
 * each scan: after a second refusal of the same scan, it is the directory that both have in common. So a worker whose
 * mount is gone does not refuse each chunk of the scan.
 */
export class LeftPaths {
  readonly #ms: number;
  /** By the scan. `until` is in milliseconds of `performance.now()`. */
  readonly #left = new Map<string, LeftPath & { readonly until: number }>();

  /** @param ms for how long a directory is left alone, in milliseconds */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** @param jobId the scan whose files were refused */
  add(jobId: string, { directory, problem }: LeftPath): void {
    const before = this.now().find((left) => left.jobId === jobId);
    const both = before === undefined ? directory : commonDirectory([before.directory, directory]);
    this.#left.set(jobId, { directory: both, problem, until: performance.now() + this.#ms });
  }

  now(): readonly (LeftPath & { readonly jobId: string })[] {
    const now = performance.now();
    for (const [jobId, { until }] of this.#left) if (until <= now) this.#left.delete(jobId);
    return [...this.#left].map(([jobId, { directory, problem }]) => ({ jobId, directory, problem }));
  }
}

/** The lowest directory in which all of these directories are, or which is one of them. @param directories absolute */
export function commonDirectory([first = "/", ...others]: readonly string[]): string {
  let common = first;
  while (!others.every((other) => isWithin(other, common)) && dirname(common) !== common) common = dirname(common);
  return common;
}
